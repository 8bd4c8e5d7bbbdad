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
        view.connection.state === 'reconnecting' && (
          <p class="banner" role="alert" data-testid="reconnecting">
            The connection to your technician is interrupted. It comes back by itself. Until then the
            technician sees and does nothing
            {view.grants.length > 0 &&
              '; what you have allowed holds again afterwards, unless you take it back now'}
            .
          </p>
        )
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
