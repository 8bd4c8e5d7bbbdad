import { signal } from '@preact/signals';
import type { SessionEvent } from '@throwline/protocol';

/** Number of the newest event that the customer has had the chat open at. */
const readUpTo = signal(0);

/** How many of a technician's messages the customer has not had before them. */
export function unreadMessages(events: readonly SessionEvent[]): number {
  return events.filter(
    ({ number, body, actor }) =>
      number > readUpTo.value && body.type === 'chat-sent' && actor.role === 'technician',
  ).length;
}

/** The customer has the chat open. */
export function haveRead(events: readonly SessionEvent[]): void {
  readUpTo.value = Math.max(readUpTo.value, events.at(-1)?.number ?? 0);
}
