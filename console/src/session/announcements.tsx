import { VisuallyHidden } from '@mantine/core';
import { describeEvent, logNames, type SessionEvent } from '@throwline/protocol';
import { type ReactNode, useState } from 'react';
import { useMe } from '../app/me.ts';

/** Reads out what others do while this page is open: answers, chat, coming and going. */
export function Announcements({ events }: { events: readonly SessionEvent[] }): ReactNode {
  const me = useMe().technician.id;
  const [first] = useState(() => events.at(-1)?.number ?? 0);
  const newest = events.findLast(
    ({ actor, body }) =>
      actor.role !== 'technician' || actor.technician.id !== me || body.type === 'session-closed',
  );
  const text =
    newest === undefined || newest.number <= first
      ? ''
      : describeEvent(newest, 'technician', logNames(events));
  return (
    <VisuallyHidden role="status" aria-live="polite">
      {newest?.body.type === 'chat-sent' ? `${writer(newest)} writes: ${text}` : text}
    </VisuallyHidden>
  );
}

function writer({ actor }: SessionEvent): string {
  return actor.role === 'technician' ? actor.technician.name : 'The customer';
}
