import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { LostView, OverView, RemovalView } from '../session-store.ts';
import { SaveLog, SessionLog } from './session-log.tsx';

/** The last thing to be seen: how it ended, what became of the program, and the log to keep. */
export function Ending({ state }: { state: OverView | LostView }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => heading.current?.focus(), []);
  return (
    <>
      <section class="card" data-testid={state.view === 'over' ? 'view-over' : 'view-lost'}>
        <h2 tabIndex={-1} ref={heading}>
          {state.view === 'over' ? 'The session has ended' : 'The support program is not running'}
        </h2>
        {state.view === 'over' ? <Over state={state} /> : <Lost state={state} />}
        <div class="buttons">
          {state.events.length > 0 && <SaveLog events={state.events} organisation={state.organisation} />}
          <CloseWindow />
        </div>
      </section>
      {state.events.length > 0 && (
        <details class="card">
          <summary>Session log</summary>
          <SessionLog events={state.events} />
        </details>
      )}
    </>
  );
}

/** A browser may keep a page from closing a window that the customer has opened. */
function CloseWindow() {
  const [stays, setStays] = useState(false);
  return stays ? (
    <p role="status">Your browser does not let this page close itself. Close its tab or window.</p>
  ) : (
    <button
      type="button"
      data-testid="close-window"
      onClick={() => {
        window.close();
        setStays(true);
      }}
    >
      Close this window
    </button>
  );
}

function Over({ state }: { state: OverView }) {
  return (
    <>
      <p>{state.refusal ?? outcomeText(state.outcome)}</p>
      <p role="status" data-testid="removal">
        {removalText(state.removal)}
      </p>
    </>
  );
}

function removalText(removal: RemovalView): string {
  switch (removal.state) {
    case 'removing':
      return 'Nobody can see or control this computer any more. The support program is removing itself…';
    case 'when-closed':
      return 'Nobody can see or control this computer any more. When you close this window, the support program removes itself.';
    case 'removed':
      return removal.left === undefined
        ? 'Everything has been removed. Nobody can see or control this computer. You can close this window.'
        : `Everything has been removed except the downloaded file, which this computer does not let the program remove. Nobody can see or control this computer. You can delete the file yourself: ${removal.left}`;
  }
}

function Lost({ state }: { state: LostView }) {
  return (
    <p>
      {state.reason === 'gone'
        ? 'The support program has stopped, so nobody can see or control this computer through it. You can close this window. If you still need help, ask your technician for a new code.'
        : 'This window does not belong to a running support program. You can close it. To get help, ask your technician for a code.'}
    </p>
  );
}

function outcomeText(outcome: OverView['outcome']): string {
  switch (outcome) {
    case 'closed-by-technician':
      return 'Your technician ended the session.';
    case 'closed-by-customer':
      return 'You ended the session.';
    case 'code-expired':
      return 'The code was not used in time.';
    case 'invitation-expired':
      return 'The invitation was not used in time.';
    case 'timed-out':
      return 'The session ended because nothing happened for a long time.';
    case 'aborted':
      return 'The session ended because the connection did not come back.';
    case 'stopped':
      return 'The support program had to stop.';
  }
}
