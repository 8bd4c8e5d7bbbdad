import { notifications } from '@mantine/notifications';
import { useParams, useRouter } from '@tanstack/react-router';
import type { SessionId } from '@throwline/protocol';
import { type ReactNode, useEffect, useRef } from 'react';
import { useConnection } from '../app/connection-context.tsx';
import { useObservable } from '../app/use-observable.ts';

/** Tells, wherever the technician is, when a customer has come and waits; keeps their number in the tab's title. */
export function WaitingNotices(): ReactNode {
  const queue = useObservable(useConnection().queue);
  const router = useRouter();
  const { sessionId: shown } = useParams({ strict: false });
  const known = useRef<ReadonlySet<SessionId> | undefined>(undefined);
  const sessions = queue === undefined ? [] : [...queue.values()];
  const waiting = sessions.filter(
    ({ phase }) => phase.phase === 'waiting' && phase.appletLostAt === undefined,
  );

  useEffect(() => {
    if (queue === undefined) return;
    const before = known.current;
    known.current = new Set(waiting.map(({ sessionId }) => sessionId));
    // What waits already when the page opens is seen in the queue.
    if (before === undefined) return;
    for (const { sessionId, customerName } of waiting) {
      if (before.has(sessionId) || sessionId === shown) continue;
      notifications.show({
        id: sessionId,
        title: customerName ?? 'A customer',
        message: 'is waiting for you. Press to open the session.',
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
