import { VisuallyHidden } from '@mantine/core';
import { describeEvent, logNames, type SessionEvent } from '@throwline/protocol';
import { type ReactNode, useState } from 'react';

/** Reads out what the other side does while this page is open: answers, chat, coming and going. */
export function Announcements({ events }: { events: readonly SessionEvent[] }): ReactNode {
  const [first] = useState(() => events.at(-1)?.number ?? 0);
  const newest = events.findLast(
    ({ actor, body }) => actor.role !== 'technician' || body.type === 'session-closed',
  );
  const text =
    newest === undefined || newest.number <= first
      ? ''
      : describeEvent(newest, 'technician', logNames(events));
  return (
    <VisuallyHidden role="status" aria-live="polite">
      {newest?.body.type === 'chat-sent' ? `The customer writes: ${text}` : text}
    </VisuallyHidden>
  );
}
