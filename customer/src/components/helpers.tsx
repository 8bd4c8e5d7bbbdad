import type { ActiveSession, TechnicianPresence, TechnicianRef } from '@throwline/protocol';
import type { SessionView } from '../session-store.ts';

type Presence = SessionView['presence'];

/** Who is here to help and where they are now, and that only the one who leads can ask for anything. */
export function Helpers({ session, presence }: { session: ActiveSession; presence: Presence }) {
  const { owner, colleagues } = session;
  const joined = colleagues.filter(({ standing }) => standing === 'joined');
  const all = [owner, ...joined.map(({ technician }) => technician)];
  const [first] = joined;
  return (
    <section class="helpers" aria-label="Who is here" aria-live="polite" data-testid="helpers">
      <p>
        {all.length === 1 ? 'Your technician: ' : 'Your technicians: '}
        <strong>{list(all)}</strong>
        {elsewhere(all, presence)}
      </p>
      {first !== undefined && (
        <p class="small">
          Only {owner.name} can ask to see your screen, and only {owner.name} gets your files.
        </p>
      )}
    </section>
  );
}

/** Who does not look at the session, as ` (away right now)`; empty where everybody does, or nothing is known. */
function elsewhere(all: readonly TechnicianRef[], presence: Presence): string {
  const notes = all.flatMap(({ id, name }) => {
    const where = whereabouts(presence.get(id));
    if (where === undefined) return [];
    return all.length === 1 ? [where] : [`${name} is ${where}`];
  });
  return notes.length === 0 ? '' : ` (${notes.join(', ')})`;
}

function whereabouts(presence: TechnicianPresence | undefined): string | undefined {
  switch (presence) {
    case 'console':
      return 'not looking at this right now';
    case 'away':
      return 'away right now';
    case 'looking':
    case undefined:
      return undefined;
  }
}

function list(people: readonly TechnicianRef[]): string {
  const names = people.map(({ name }) => name);
  const last = names.pop() ?? '';
  return names.length === 0 ? last : `${names.join(', ')} and ${last}`;
}
