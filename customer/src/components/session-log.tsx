import { logNames, type SessionEvent } from '@throwline/protocol';
import { useState } from 'preact/hooks';
import { localDateTime, localTime, logAsText, logLine } from '../log-text.ts';

/** Entries shown at first, and added by each *Show earlier entries*. */
const SHOWN = 200;

/** Everything that happened in the session, newest last, and a copy to keep. */
export function SessionLog(props: {
  events: readonly SessionEvent[];
  organisation: string;
  serverAhead: number;
}) {
  const { events, organisation, serverAhead } = props;
  const [count, setCount] = useState(SHOWN);
  const names = logNames(events);

  return (
    <div class="log">
      <button
        type="button"
        data-testid="export-log"
        onClick={() => download(logAsText(events, organisation, serverAhead))}
      >
        Save the log as a text file
      </button>
      {events.length > count && (
        <button type="button" onClick={() => setCount(count + SHOWN)}>
          Show earlier entries
        </button>
      )}
      <ol class="plain-list" data-testid="session-log">
        {events.slice(-count).map((event) => (
          <li key={event.number}>
            <time class="figure small" dateTime={new Date(event.at - serverAhead).toISOString()}>
              {localTime(event.at - serverAhead)}
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
  link.download = `Session log ${localDateTime(Date.now()).slice(0, 16).replace(':', '.')}.txt`;
  link.click();
  // The browser has its hold of the bytes once the click is handled.
  window.setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
