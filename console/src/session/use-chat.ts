import type { CommandId, SessionEvent } from '@throwline/protocol';
import { useCallback, useMemo, useState } from 'react';
import { useConnection } from '../app/connection-context.tsx';
import { useMe } from '../app/me.ts';
import type { FollowedSession } from './use-session.ts';

/** A message that is in the log. */
export interface WrittenMessage {
  readonly number: number;
  readonly at: number;
  readonly by: string;
  readonly isOwn: boolean;
  readonly text: string;
}

/** A message on its way to the log, or refused. */
export interface OwnMessage {
  readonly id: CommandId;
  readonly text: string;
  readonly failure?: string;
}

/** The chat of a session: what is in the log, and what is on its way there. */
export function useChat(session: FollowedSession): {
  written: readonly WrittenMessage[];
  unsent: readonly OwnMessage[];
  send: (text: string) => void;
  sendAgain: (message: OwnMessage) => void;
} {
  const { log, giveQuietly } = session;
  const connection = useConnection();
  const me = useMe().technician.id;
  const [own, setOwn] = useState<readonly OwnMessage[]>([]);
  const customer = log.state?.customerName ?? 'Customer';
  const written = useMemo(
    () => log.events.flatMap((event) => messageOf(event, me, customer)),
    [log.events, me, customer],
  );
  const arrived = useMemo(() => new Set(log.events.map(({ commandId }) => commandId)), [log.events]);

  const send = useCallback(
    (text: string) => {
      const id = connection.newCommandId();
      setOwn((before) => [...before, { id, text }]);
      void giveQuietly({ type: 'send-chat', text }, id).then((result) => {
        if (result.ok) return;
        const failed = (each: OwnMessage): OwnMessage => ({ ...each, failure: result.message });
        setOwn((before) => before.map((each) => (each.id === id ? failed(each) : each)));
      });
    },
    [connection, giveQuietly],
  );

  const sendAgain = useCallback(
    ({ id, text }: OwnMessage) => {
      setOwn((before) => before.filter((each) => each.id !== id));
      send(text);
    },
    [send],
  );

  return { written, unsent: own.filter(({ id }) => !arrived.has(id)), send, sendAgain };
}

function messageOf(
  { number, at, actor, body }: SessionEvent,
  me: string,
  customer: string,
): WrittenMessage[] {
  if (body.type !== 'chat-sent') return [];
  const isOwn = actor.role === 'technician' && actor.technician.id === me;
  const by = isOwn ? 'You' : actor.role === 'technician' ? actor.technician.name : customer;
  return [{ number, at, by, isOwn, text: body.text }];
}
