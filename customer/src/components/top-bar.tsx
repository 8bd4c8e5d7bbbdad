import { useEffect, useState } from 'preact/hooks';
import type { WindowState } from '../session-store.ts';
import type { WindowSession } from '../window-session.ts';
import { EndButton } from './end-button.tsx';
import { FontSize } from './font-size.tsx';
import { MakeSmall } from './make-small.tsx';
import { RevokeButton } from './revoke-button.tsx';
import { Strip } from './strip.tsx';

/** The bar that never goes away: large red X on the left, small X on the right. */
export function TopBar({ session, state }: { session: WindowSession; state: WindowState }) {
  const [endAsked, setEndAsked] = useState(false);
  const isStrip = state.view === 'session' && state.shape === 'strip';
  useEffect(() => {
    if (!isStrip) setEndAsked(false);
  }, [isStrip]);
  const wasClosed = state.view === 'session' && state.endAsked;
  useEffect(() => {
    // The strip has no room for the question.
    if (isStrip && wasClosed) session.openWhole();
  }, [isStrip, wasClosed]);
  if (isStrip) return <Strip session={session} view={state} askToEnd={() => setEndAsked(true)} />;
  const something = state.view === 'session' && state.grants.length + state.prompts.length > 0;
  return (
    <header class="top-bar">
      <RevokeButton something={something} revoke={session.revokeAll} />
      <div class="who">
        <h1 class="organisation">{organisationOf(state)}</h1>
        <span class="phase" role="status" data-testid="phase">
          {phaseOf(state)}
        </span>
      </div>
      <FontSize />
      {state.view === 'session' && state.shape === 'opened' && <MakeSmall session={session} />}
      <EndButton
        over={state.view === 'over' || state.view === 'lost'}
        isAsking={endAsked}
        asked={wasClosed}
        end={session.end}
        goOn={session.goOn}
      />
    </header>
  );
}

function organisationOf(state: WindowState): string {
  const name = state.view === 'opening' ? '' : state.organisation;
  return name === '' ? 'Support' : name;
}

function phaseOf(state: WindowState): string {
  switch (state.view) {
    case 'opening':
      return 'Connecting';
    case 'over':
    case 'lost':
      return 'Ended';
    case 'session':
      if (state.link === 'lost') return 'Reconnecting';
      switch (state.connection.state) {
        case 'needs-code':
          return 'Code needed';
        case 'asking':
          return 'Waiting';
        case 'reconnecting':
          return 'Reconnecting';
        case 'technician-silent':
          return 'No answer';
        case 'refused':
          return 'Ended';
        case 'connecting':
        case 'online':
          if (state.session?.phase === 'active') return 'Active';
          return state.session?.phase === 'waiting' ? 'Waiting' : 'Connecting';
      }
  }
}
