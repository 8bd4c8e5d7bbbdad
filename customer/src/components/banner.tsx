import type { SessionView } from '../session-store.ts';
import type { WindowSession } from '../window-session.ts';

/** What is not as it should be: the network is away, or something did not work. */
export function Banner({ session, view }: { session: WindowSession; view: SessionView }) {
  return (
    <>
      {view.link === 'lost' ? (
        <p class="banner" role="alert" data-testid="link-lost">
          This window has lost the support program and is looking for it. The red X and ending the session act
          as soon as it is found. To stop everything at once, close this window.
        </p>
      ) : (
        <Line session={session} view={view} />
      )}
      {view.notice !== undefined && (
        <div class="banner notice" role="alert" data-testid="notice">
          <p>{view.notice}</p>
          <button type="button" onClick={session.closeNotice}>
            All right
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
            The connection to your technician is interrupted. It comes back by itself. Until then the
            technician sees and does nothing
            {view.grants.length > 0 &&
              '; what you have allowed holds again afterwards, unless you take it back now'}
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
          Nothing comes from your technician’s computer at the moment. Keys and mouse buttons that they held
          have been let go. It goes on by itself when they are back.
        </p>
      );
    case 'connecting':
    case 'needs-code':
    case 'online':
    case 'refused':
      return null;
  }
}
