import { useLayoutEffect, useRef } from 'preact/hooks';
import type { LostView, OverView } from '../session-store.ts';
import { SessionLog } from './session-log.tsx';

/** The last thing to be seen: how it ended, what became of the program, and the log to keep. */
export function Ending({ state }: { state: OverView | LostView }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => heading.current?.focus(), []);
  return (
    <>
      <section class="card" data-testid={state.view === 'over' ? 'view-over' : 'view-lost'}>
        <h2 tabIndex={-1} ref={heading}>
          {state.view === 'over' ? 'The session has ended' : 'The support program is not there'}
        </h2>
        {state.view === 'over' ? <Over state={state} /> : <Lost state={state} />}
      </section>
      {state.events.length > 0 && (
        <details class="card">
          <summary>Session log</summary>
          <SessionLog
            events={state.events}
            organisation={state.organisation}
            serverAhead={state.serverAhead}
          />
        </details>
      )}
    </>
  );
}

function Over({ state }: { state: OverView }) {
  return (
    <>
      <p>{state.refusal ?? outcomeText(state.outcome)}</p>
      <p role="status" data-testid="removal">
        {state.removed
          ? 'Everything has been removed. Nobody can see or control this computer. You can close this window.'
          : 'Nobody can see or control this computer any more. The support program is removing itself…'}
      </p>
    </>
  );
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
