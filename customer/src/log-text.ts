import {
  day,
  describeEvent,
  type LogNames,
  logNames,
  type SessionEvent,
  timeOfDay,
} from '@throwline/protocol';

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

/** The whole log as text, to be kept: the server's times, as in the technician's log. */
export function logAsText(events: readonly SessionEvent[], organisation: string): string {
  const names = logNames(events);
  const lines = events.map((event) => {
    const time = `${day(event.at)} ${timeOfDay(event.at)}`;
    return `${time}  ${logLine(event, names).replaceAll('\n', '\n    ')}`;
  });
  return [`Session log · ${organisation}`, '', ...lines, ''].join('\n');
}
