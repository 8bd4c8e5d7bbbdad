import {
  describeEvent,
  logNames,
  MAX_CHAT_LENGTH,
  minuteOfDay,
  type SessionEvent,
  tooLong,
} from '@throwline/protocol';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { author } from '../log-text.ts';
import type { SessionView } from '../session-store.ts';

/** Most messages shown at once; older ones are in the session log. */
const SHOWN = 300;

/** The chat with the technicians. Everything in it is text: no markup, no links. */
export function Chat({ view, send }: { view: SessionView; send: (text: string) => void }) {
  const list = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const chat = view.events.filter(isShown).slice(-SHOWN);
  const newest = `${chat.at(-1)?.number ?? 0} ${view.unsent.length}`;

  useLayoutEffect(() => {
    const element = list.current;
    if (element === null) return undefined;
    const toEnd = (): void => {
      if (atEnd.current) element.scrollTop = element.scrollHeight;
    };
    toEnd();
    // The list changes its height when a question comes or the text grows.
    const resized = new ResizeObserver(toEnd);
    resized.observe(element);
    return () => resized.disconnect();
  }, [newest]);

  return (
    <div class="chat">
      <div
        class="messages"
        role="log"
        aria-live="polite"
        aria-label="Chat messages"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        ref={list}
        data-testid="chat-messages"
        onScroll={({ currentTarget: { scrollTop, clientHeight, scrollHeight } }) => {
          atEnd.current = scrollTop + clientHeight > scrollHeight - 40;
        }}
      >
        {chat.length + view.unsent.length === 0 && <p class="empty">No messages yet.</p>}
        {chat.map((event) =>
          event.body.type === 'chat-sent' ? (
            <Message
              key={event.number}
              own={event.actor.role === 'customer'}
              who={author(event)}
              note={minuteOfDay(event.at)}
              text={event.body.text}
            />
          ) : (
            <p key={event.number} class="small coming">
              {describeEvent(event, 'customer', logNames([]))}
            </p>
          ),
        )}
        {view.unsent.map(({ id, text, failed }) => (
          <Message
            key={id}
            own
            who="You"
            note={failed === undefined ? 'sending…' : `Not sent. ${failed}`}
            text={text}
          />
        ))}
      </div>
      <Composer send={send} />
    </div>
  );
}

/** What is written, and who comes and goes: a new name in the chat is no surprise then. */
function isShown({ body }: SessionEvent): boolean {
  return body.type === 'chat-sent' || body.type === 'colleague-joined' || body.type === 'colleague-left';
}

function Message({ own, who, note, text }: { own: boolean; who: string; note: string; text: string }) {
  return (
    <div class={own ? 'message own' : 'message'}>
      <div class="small">
        <strong>
          <bdi>{who}</bdi>
        </strong>{' '}
        {note}
      </div>
      <div class="text" dir="auto">
        {text}
      </div>
    </div>
  );
}

function Composer({ send }: { send: (text: string) => void }) {
  const [text, setText] = useState('');

  const excess = tooLong(text.trim(), MAX_CHAT_LENGTH);

  function submit(): void {
    if (text.trim() === '' || excess !== undefined) return;
    send(text.trim());
    setText('');
  }

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <textarea
        aria-label="Message"
        placeholder="Message"
        rows={2}
        dir="auto"
        aria-invalid={excess !== undefined}
        aria-describedby="message-too-long"
        value={text}
        data-testid="chat-input"
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          submit();
        }}
      />
      <p id="message-too-long" class="small too-long" role="alert">
        {excess}
      </p>
      <button type="submit" class="main-action" data-testid="chat-send">
        Send
      </button>
    </form>
  );
}
