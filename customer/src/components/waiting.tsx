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
      <p>
        {session.owner.name} from {session.organisation} knows that you are here and will start in a moment.
        There is nothing you need to do.
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

function nameOr(name: string, otherwise: string): string {
  return name === '' ? otherwise : name;
}
