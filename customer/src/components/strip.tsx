import { countdown, type Grant } from '@throwline/protocol';
import { useState } from 'preact/hooks';
import { now } from '../clock.ts';
import type { SessionView } from '../session-store.ts';
import { unreadMessages } from '../unread.ts';
import type { WindowSession } from '../window-session.ts';
import { RevokeButton } from './revoke-button.tsx';

/**
 * The window while it is a strip on top of everything: who sees or controls, how long, what has not been read, and the ways
 * to stop it, to open the window and to end the session. What a click on the small X leads to needs more room, so the window
 * opens for it.
 */
export function Strip(props: { session: WindowSession; view: SessionView; askToEnd: () => void }) {
  const { session, view, askToEnd } = props;
  const [edge, setEdge] = useState<'top' | 'bottom'>('top');
  const unread = unreadMessages(view.events);
  const other = edge === 'top' ? 'bottom' : 'top';
  const name = view.session?.owner.name ?? 'The technician';
  return (
    <main class="top-bar strip" data-testid="strip">
      <RevokeButton something revoke={session.revokeAll} />
      <div class="strip-text">
        <h1 class="strip-who">{name}</h1>
        <span class="strip-act">
          <span class="strip-what" role="status">
            {actOf(view)}
          </span>
          <TimeLeft grants={view.grants} />
        </span>
      </div>
      <button type="button" class="strip-open" data-testid="strip-open" onClick={session.openWhole}>
        {unread === 0 ? 'Open' : unread === 1 ? '1 new message' : `${unread} new messages`}
        <span class="for-ears">{unread === 0 ? ' this window: chat, files and log' : '. Open the chat'}</span>
      </button>
      <button
        type="button"
        class="strip-dock"
        title={`Move to the ${other} of the screen`}
        data-testid="strip-dock"
        onClick={() => {
          setEdge(other);
          session.dock(other);
        }}
      >
        <span class="for-ears">Move to the {other} of the screen</span>
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d={other === 'bottom' ? 'M12 4v13M6 12l6 6 6-6' : 'M12 20V7M6 12l6-6 6 6'} />
        </svg>
      </button>
      <button
        type="button"
        class="end-button"
        aria-label="End the session"
        title="End the session"
        data-testid="end"
        onClick={() => {
          askToEnd();
          session.openWhole();
        }}
      >
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M6 6l12 12M18 6L6 18" />
        </svg>
      </button>
    </main>
  );
}

function actOf({ link, connection, grants }: SessionView): string {
  if (link === 'lost' || connection.state === 'reconnecting') return 'is not connected';
  const controls = grants.some(({ permission }) => permission === 'control-input');
  return controls ? 'has control' : 'sees your screen';
}

/** Until the first of the grants ends. */
function TimeLeft({ grants }: { grants: readonly Grant[] }) {
  const ends = grants.flatMap(({ until }) => until ?? []);
  if (ends.length === 0) return null;
  return (
    <span class="strip-left">
      {' · '}
      <span class="figure">{countdown(Math.min(...ends) - now.value)}</span> left
    </span>
  );
}
