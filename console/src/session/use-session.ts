import { notifications } from '@mantine/notifications';
import {
  type CommandId,
  type ParticipantCommand,
  type PresentTechnicians,
  sessionId as parseSessionId,
  type SessionId,
} from '@throwline/protocol';
import { useCallback, useEffect, useState } from 'react';
import { useConnection } from '../app/connection-context.tsx';
import { notifyFailure } from '../app/failure.tsx';
import { useObservable } from '../app/use-observable.ts';
import type { EventsConnection } from '../connection/events-connection.ts';
import { Value } from '../connection/observable.ts';
import type { CommandResult } from '../connection/outbox.ts';
import type { SessionLog } from '../connection/session-feed.ts';
import { alreadyDone } from './already-done.ts';

/** A followed session: its log and state, and how to give it commands. */
export interface FollowedSession {
  readonly sessionId: SessionId;
  readonly log: SessionLog;
  /** Where the other technicians of the session are. */
  readonly presence: PresentTechnicians;
  /** Why the server does not tell of it. */
  readonly refusal: string | undefined;
  /** Gives a command; a refusal is shown at the edge of the page. What has been done already counts as accepted. */
  readonly give: (title: string, command: ParticipantCommand) => Promise<CommandResult>;
  /** Gives a command; the caller shows a refusal itself. */
  readonly giveQuietly: (command: ParticipantCommand, id?: CommandId) => Promise<CommandResult>;
}

type Watch = ReturnType<EventsConnection['watch']>;

const NO_LOG = new Value<SessionLog>({ events: [], state: undefined });
const NOBODY = new Value<PresentTechnicians>([]);
const NO_REFUSAL = new Value<string | undefined>(undefined);

/** Follows a session while the component is shown. */
export function useSession(sessionId: SessionId): FollowedSession {
  const connection = useConnection();
  const [watch, setWatch] = useState<Watch>();
  useEffect(() => {
    const begun = connection.watch(sessionId);
    setWatch(begun);
    return begun.release;
  }, [connection, sessionId]);
  const log = useObservable(watch?.feed.log ?? NO_LOG);
  const refusal = useObservable(watch?.refusal ?? NO_REFUSAL);
  const presence = useObservable(watch?.presence ?? NOBODY);
  const giveQuietly = useCallback(
    (command: ParticipantCommand, id?: CommandId) => connection.command(sessionId, command, id),
    [connection, sessionId],
  );
  const give = useCallback(
    async (title: string, command: ParticipantCommand) => {
      const result = await connection.command(sessionId, command);
      if (result.ok) return result;
      const events = watch?.feed.log.get().events ?? [];
      const done = alreadyDone(command, result.code, events);
      if (done === undefined) notifyFailure(title, result.message);
      else notifications.show({ message: done });
      return done === undefined ? result : ({ ok: true } as const);
    },
    [connection, sessionId, watch],
  );
  return { sessionId, log, presence, refusal, give, giveQuietly };
}

/** The session's id in an address, or `undefined` when it is none. */
export function readSessionId(text: string): SessionId | undefined {
  return parseSessionId.safeParse(text).data;
}
