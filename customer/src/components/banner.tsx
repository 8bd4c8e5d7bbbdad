import type { SessionView } from '../session-store.ts';
import type { WindowSession } from '../window-session.ts';

/** What is not as it should be: the network is away, or something did not work. */
export function Banner({ session, view }: { session: WindowSession; view: SessionView }) {
  return (
    <>
      {view.link === 'lost' ? (
        <p class="banner" role="alert" data-testid="link-lost">
          This window has lost contact with the support program and is trying to reach it. The red X and
          ending the session take effect as soon as it is back. To stop everything at once, close this window.
        </p>
      ) : (
        <Line session={session} view={view} />
      )}
      {view.notice !== undefined && (
        <div class="banner notice" role="alert" data-testid="notice">
          <p>{view.notice}</p>
          <button type="button" onClick={session.closeNotice}>
            OK
          </button>
        </div>
      )}
    </>
  );
}

/** How the line to the technician stands, when it does not stand well. */
function Line({ session, view }: { session: WindowSession; view: SessionView }) {
  switch (view.connection.state) {
    case 'reconnecting':
      return (
        <div class="banner notice" role="alert" data-testid="reconnecting">
          <p>
            The connection to your technician is interrupted. It will come back by itself. Until then the
            technician cannot see or do anything
            {view.grants.length > 0 &&
              '; after that, what you have allowed applies again, unless you stop it now'}
            .
          </p>
          <button type="button" onClick={session.tryNow} data-testid="try-now">
            Try now
          </button>
        </div>
      );
    case 'technician-silent':
      return (
        <p class="banner" role="alert" data-testid="technician-silent">
          Your technician’s computer is not responding at the moment. Keys and mouse buttons they held down
          have been released. The session continues by itself when they are back.
        </p>
      );
    case 'connecting':
    case 'asking':
    case 'needs-code':
    case 'online':
    case 'refused':
      return null;
  }
}
