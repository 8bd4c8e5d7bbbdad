import type { TechnicianPresence } from '@throwline/protocol';
import type { SessionView } from '../session-store.ts';

/** From the program's start until the technician's Start: what is going on, and what comes next. */
export function Waiting({ view }: { view: SessionView }) {
  const { connection, session } = view;
  if (connection.state === 'refused') {
    return (
      <section class="card" role="alert" data-testid="view-refused">
        <h2>This session cannot continue</h2>
        <p>{connection.message}</p>
      </section>
    );
  }
  if (connection.state === 'asking') {
    return (
      <section class="card" role="status" data-testid="view-asking">
        <h2>Is this the right computer?</h2>
        <p>
          This support program is also running on another computer. Your technician now decides which of the
          two they help.
        </p>
        <ul class="next">
          <li>Tell your technician that you are at this computer and see this message.</li>
          <li>Nobody can see or control anything here meanwhile.</li>
          <li>You do not want help on this computer? The small x at the upper right ends the program.</li>
        </ul>
      </section>
    );
  }
  if (session?.phase !== 'waiting') {
    return (
      <section class="card" data-testid="view-connecting">
        <h2>Connecting…</h2>
        <p>The support program is connecting to {nameOr(view.organisation, 'your technician')}.</p>
      </section>
    );
  }
  return (
    <section class="card" data-testid="view-waiting">
      <h2>Waiting for your technician…</h2>
      <p aria-live="polite" data-testid="technician-presence">
        {whatNext(`${session.owner.name} from ${session.organisation}`, view.presence.get(session.owner.id))}
      </p>
      <ul class="next">
        <li>You can already chat.</li>
        <li>Before the technician sees or does anything, you will be asked: Yes or No.</li>
        <li>
          The red X at the upper left stops everything you allowed. The small x at the upper right ends the
          session.
        </li>
      </ul>
    </section>
  );
}

/** What the customer may count on, by where their technician is. */
function whatNext(technician: string, presence: TechnicianPresence | undefined): string {
  switch (presence) {
    case 'looking':
      return `${technician} sees that you are here and can start now. There is nothing you need to do.`;
    case 'console':
      return `${technician} has been told that you are here. There is nothing you need to do.`;
    case 'away':
      return `${technician} is away right now. You keep your place: wait here, or write a message for when they are back.`;
    case undefined:
      return `${technician} will start the session. There is nothing you need to do.`;
  }
}

function nameOr(name: string, otherwise: string): string {
  return name === '' ? otherwise : name;
}
