import type { ActiveSession, TechnicianRef } from '@throwline/protocol';

/** Who is here to help, and that only the one who leads can ask for anything. */
export function Helpers({ session }: { session: ActiveSession }) {
  const { owner, colleagues, present } = session;
  const joined = colleagues.filter(({ standing }) => standing === 'joined');
  const all = [owner, ...joined.map(({ technician }) => technician)];
  const away = all.filter(({ id }) => !present.includes(id));
  const [first] = joined;
  return (
    <section class="helpers" aria-label="Who is here" aria-live="polite" data-testid="helpers">
      <p>
        {all.length === 1 ? 'Your technician: ' : 'Your technicians: '}
        <strong>{list(all)}</strong>
        {away.length > 0 && ` (${away.length === all.length ? '' : `${list(away)} `}not here right now)`}
      </p>
      {first !== undefined && (
        <p class="small">
          Only {owner.name} can ask to see your screen, and only {owner.name} gets your files.
        </p>
      )}
    </section>
  );
}

function list(people: readonly TechnicianRef[]): string {
  const names = people.map(({ name }) => name);
  const last = names.pop() ?? '';
  return names.length === 0 ? last : `${names.join(', ')} and ${last}`;
}
