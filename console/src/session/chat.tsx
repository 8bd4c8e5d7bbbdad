import { ActionIcon, Button, Group, Text, Textarea } from '@mantine/core';
import { IconArrowDown, IconSend } from '@tabler/icons-react';
import { MAX_CHAT_LENGTH, minuteOfDay, type SessionState, tooLong } from '@throwline/protocol';
import { type KeyboardEvent, type ReactNode, useState } from 'react';
import { useMe } from '../app/me.ts';
import { useChatInSight } from '../calls/use-sight.ts';
import { ChatText } from './chat-text.tsx';
import { drafts } from './draft.ts';
import classes from './session-page.module.css';
import { type OwnMessage, useChat } from './use-chat.ts';
import type { FollowedSession } from './use-session.ts';
import { useStickToEnd } from './use-stick-to-end.ts';

/** The chat of everybody in the session; possible from the moment their program runs. */
export function Chat({ session, state }: { session: FollowedSession; state: SessionState }): ReactNode {
  const { written, unsent, send, sendAgain } = useChat(session);
  const { box, content, isAtEnd, seen, toEnd } = useStickToEnd(written.length);
  useChatInSight(session.sessionId, box);
  const below = isAtEnd ? 0 : written.slice(seen).filter(({ isOwn }) => !isOwn).length;
  const isEmpty = written.length + unsent.length === 0;
  const write = (text: string): void => {
    send(text);
    toEnd();
  };
  return (
    <>
      <div className={classes.scrollHolder}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
        <section className={classes.scroll} ref={box} tabIndex={0} aria-label="Chat messages">
          {isEmpty && (
            <Text size="sm" c="dimmed">
              {state.phase === 'closed' ? 'No messages' : 'No messages yet'}
            </Text>
          )}
          <ol className={classes.messages} ref={content} data-testid="chat-messages">
            {written.map(({ number, at, by, isOwn, text }) => (
              <li key={number} className={classes.message} data-own={isOwn}>
                <span className={classes.meta}>
                  <bdi>{by}</bdi>, {minuteOfDay(at)}
                </span>
                <ChatText text={text} by={by} />
              </li>
            ))}
            {unsent.map((message) => (
              <Unsent key={message.id} message={message} onAgain={() => sendAgain(message)} />
            ))}
          </ol>
        </section>
        {below > 0 && (
          <Button
            className={classes.below}
            size="compact-sm"
            leftSection={<IconArrowDown size={14} aria-hidden />}
            aria-label={`${below} new: to the newest message`}
            onClick={() => {
              toEnd();
              // The button goes; who came by keyboard is not left with nothing.
              box.current?.focus({ preventScroll: true });
            }}
          >
            {below} new
          </Button>
        )}
      </div>
      {state.phase !== 'closed' && <Compose key={state.sessionId} state={state} onSend={write} />}
    </>
  );
}

function Unsent({ message, onAgain }: { message: OwnMessage; onAgain: () => void }): ReactNode {
  return (
    <li className={classes.message} data-own="true" data-unsent>
      {message.failure === undefined ? (
        <span className={classes.meta}>Sending…</span>
      ) : (
        <Group gap="xs" wrap="nowrap">
          <span className={classes.meta}>Not sent: {message.failure}</span>
          <Button size="compact-xs" variant="default" onClick={onAgain}>
            Send again
          </Button>
        </Group>
      )}
      <div dir="auto">{message.text}</div>
    </li>
  );
}

function Compose({ state, onSend }: { state: SessionState; onSend: (text: string) => void }): ReactNode {
  const { sessionId } = state;
  const me = useMe().technician.id;
  const kept = drafts(sessionStorage);
  const [text, setOnlyText] = useState(() => kept.read(me, sessionId));
  const setText = (next: string): void => {
    setOnlyText(next);
    kept.write(me, sessionId, next);
  };
  const isPossible = state.phase === 'waiting' || state.phase === 'active';
  const excess = tooLong(text.trim(), MAX_CHAT_LENGTH);
  const canSend = isPossible && text.trim() !== '' && excess === undefined;
  const submit = (): void => {
    if (!canSend) return;
    onSend(text.trim());
    setText('');
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    submit();
  };
  return (
    <form
      className={classes.compose}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Textarea
        className={classes.grow}
        aria-label="Message to the customer"
        placeholder={isPossible ? 'Message' : 'Chat opens when the customer’s program is running'}
        autosize
        minRows={1}
        maxRows={5}
        dir="auto"
        error={excess}
        disabled={!isPossible}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <ActionIcon type="submit" size={36} aria-label="Send the message" disabled={!canSend}>
        <IconSend size={18} aria-hidden />
      </ActionIcon>
    </form>
  );
}
