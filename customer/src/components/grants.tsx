import { countdown, type Grant, PERMISSION_IDS, PERMISSIONS, type Permission } from '@throwline/protocol';
import { now } from '../clock.ts';

/** What is allowed at this moment, each with its end and a way to take it back. */
export function Grants({
  grants,
  take,
}: {
  grants: readonly Grant[];
  take: (permission: Permission) => void;
}) {
  const ordered = PERMISSION_IDS.flatMap((id) => grants.filter((grant) => grant.permission === id));
  return (
    <section class="grants" aria-labelledby="grants-title" data-testid="grants">
      <h2 id="grants-title">Allowed now</h2>
      {ordered.length === 0 ? (
        <p data-testid="nothing-granted">
          Nothing. The technician cannot see or do anything on your computer.
        </p>
      ) : (
        <ul class="plain-list">
          {ordered.map((grant) => {
            const { label, customerStops } = PERMISSIONS[grant.permission];
            return (
              <li key={grant.permission} data-testid={`grant-${grant.permission}`}>
                <span class="grant-name">{label}</span>
                <span class="small">
                  {grant.until === undefined ? (
                    'until you stop it'
                  ) : (
                    <>
                      ends in <span class="figure">{countdown(grant.until - now.value)}</span>
                    </>
                  )}
                </span>
                <button
                  type="button"
                  class="take-back"
                  data-testid={`take-back-${grant.permission}`}
                  onClick={() => take(grant.permission)}
                >
                  {customerStops}
                </button>
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}
