import { day, logNames, minuteOfDay, type SessionEvent, timeOfDay } from '@throwline/protocol';
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { logAsText, logLine } from '../log-text.ts';

/** Entries shown at first, and added by each *Show earlier entries*. */
const SHOWN = 200;

interface LogProps {
  readonly events: readonly SessionEvent[];
  readonly organisation: string;
}

/** A copy of the log to keep; needs nothing but the browser. */
export function SaveLog({ events, organisation }: LogProps) {
  return (
    <button type="button" data-testid="export-log" onClick={() => download(logAsText(events, organisation))}>
      Save the log as a text file
    </button>
  );
}

/** Everything that happened in the session, newest last, under what one can do with it. */
export function SessionLog(props: Omit<LogProps, 'organisation'> & { children?: ComponentChildren }) {
  const { events, children } = props;
  const [count, setCount] = useState(SHOWN);
  const names = logNames(events);

  return (
    <div class="log">
      {children}
      {events.length > count && (
        <button type="button" onClick={() => setCount(count + SHOWN)}>
          Show earlier entries
        </button>
      )}
      <ol class="plain-list" data-testid="session-log">
        {events.slice(-count).map((event) => (
          <li key={event.number}>
            <time class="figure small" dateTime={new Date(event.at).toISOString()}>
              {timeOfDay(event.at)}
            </time>
            <span class="text">{logLine(event, names)}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}

function download(text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `Session log ${day(Date.now())} ${minuteOfDay(Date.now()).replace(':', '.')}.txt`;
  link.click();
  // The browser has its hold of the bytes once the click is handled.
  window.setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
