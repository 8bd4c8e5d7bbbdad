import { describeEvent, logNames, type SessionEvent, timeOfDay } from '@throwline/protocol';
import { type ReactNode, useMemo } from 'react';
import classes from './session-page.module.css';
import { useStickToEnd } from './use-stick-to-end.ts';

/** Everything that happened, in plain words. Chat has its own place. */
export function Log({ events }: { events: readonly SessionEvent[] }): ReactNode {
  const lines = useMemo(() => {
    const names = logNames(events);
    return events
      .filter(({ body }) => body.type !== 'chat-sent')
      .map((event) => ({
        number: event.number,
        at: event.at,
        text: describeEvent(event, 'technician', names),
      }));
  }, [events]);
  const { box, content } = useStickToEnd(lines.length);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <section className={classes.scroll} ref={box} tabIndex={0} aria-label="Session log">
      <ol className={classes.log} ref={content} data-testid="session-log">
        {lines.map(({ number, at, text }) => (
          <li key={number}>
            <time dateTime={new Date(at).toISOString()}>{timeOfDay(at)}</time>
            <span>{text}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
