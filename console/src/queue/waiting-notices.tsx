import { notifications } from '@mantine/notifications';
import { useParams, useRouter } from '@tanstack/react-router';
import type { SessionId, SessionSummary } from '@throwline/protocol';
import { type ReactNode, useEffect, useRef } from 'react';
import { useConnection } from '../app/connection-context.tsx';
import { useMe } from '../app/me.ts';
import { useObservable } from '../app/use-observable.ts';

/**
 * Tells, wherever the technician is, when a customer has come and waits or a colleague invites; keeps their number in the
 * tab's title.
 */
export function WaitingNotices(): ReactNode {
  const queue = useObservable(useConnection().queue);
  const router = useRouter();
  const { sessionId: shown } = useParams({ strict: false });
  const known = useRef<ReadonlySet<SessionId> | undefined>(undefined);
  const sessions = queue === undefined ? [] : [...queue.values()];
  const me = useMe().technician.id;
  const waiting = sessions.flatMap((session) => noticeOf(session, me));

  useEffect(() => {
    if (queue === undefined) return;
    const before = known.current;
    known.current = new Set(waiting.map(({ sessionId }) => sessionId));
    // What waits already when the page opens is seen in the queue.
    if (before === undefined) return;
    for (const { sessionId, title, message } of waiting) {
      if (before.has(sessionId) || sessionId === shown) continue;
      notifications.show({
        id: sessionId,
        title,
        message,
        color: 'orange',
        autoClose: 15_000,
        role: 'status',
        style: { cursor: 'pointer' },
        onClick: () => {
          notifications.hide(sessionId);
          void router.navigate({ to: '/console/sessions/$sessionId', params: { sessionId } });
        },
      });
    }
  }, [queue, waiting, shown, router]);

  useEffect(() => {
    document.title = waiting.length === 0 ? 'Throwline Console' : `(${waiting.length}) Throwline Console`;
  }, [waiting.length]);
  return null;
}

interface Notice {
  readonly sessionId: SessionId;
  readonly title: string;
  readonly message: string;
}

function noticeOf(session: SessionSummary, me: string): Notice[] {
  const { sessionId, customerName, owner, colleagues, phase } = session;
  const mine = colleagues.find(({ technician }) => technician.id === me);
  if (mine?.standing === 'invited') {
    const comment = mine.comment === undefined ? '' : ` “${mine.comment}”`;
    const message = `invites you to a session.${comment} Press to answer.`;
    return [{ sessionId, title: mine.invitedBy.name, message }];
  }
  const waits = owner.id === me && phase.phase === 'waiting' && phase.appletLostAt === undefined;
  if (!waits) return [];
  const message = 'is waiting for you. Press to open the session.';
  return [{ sessionId, title: customerName ?? 'A customer', message }];
}
