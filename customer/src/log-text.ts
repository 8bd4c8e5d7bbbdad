import { describeEvent, type LogNames, logNames, type SessionEvent } from '@throwline/protocol';

/** A log line in words; chat with who wrote it. */
export function logLine(event: SessionEvent, names: LogNames): string {
  const text = describeEvent(event, 'customer', names);
  if (event.body.type !== 'chat-sent') return text;
  return `${author(event)} wrote: ${text}`;
}

/** Who did it, as the customer reads it. */
export function author(event: SessionEvent): string {
  switch (event.actor.role) {
    case 'technician':
      return event.actor.technician.name;
    case 'customer':
      return 'You';
    case 'server':
      return 'The server';
  }
}

/**
 * The whole log as text, to be kept.
 * @param serverAhead the server's clock minus this computer's, in milliseconds
 */
export function logAsText(
  events: readonly SessionEvent[],
  organisation: string,
  serverAhead: number,
): string {
  const names = logNames(events);
  const lines = events.map((event) => {
    const time = localDateTime(event.at - serverAhead);
    return `${time}  ${logLine(event, names).replaceAll('\n', '\n    ')}`;
  });
  return [`Session log · ${organisation}`, '', ...lines, ''].join('\n');
}

/** `14:03:27` on this computer's clock. */
export function localTime(at: number): string {
  const date = new Date(at);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(twoDigits).join(':');
}

/** `2026-03-01 14:03:27` on this computer's clock. */
export function localDateTime(at: number): string {
  const date = new Date(at);
  const day = [date.getFullYear(), twoDigits(date.getMonth() + 1), twoDigits(date.getDate())].join('-');
  return `${day} ${localTime(at)}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
