import { Button } from '@mantine/core';
import type { Colleague, SessionState, TechnicianId, TechnicianPresence } from '@throwline/protocol';
import type { ReactNode } from 'react';
import { useMe } from '../app/me.ts';
import classes from './session-page.module.css';
import { useIsLead } from './use-part.ts';
import type { FollowedSession } from './use-session.ts';

const WHEREABOUTS: Readonly<Record<TechnicianPresence, string>> = {
  looking: 'looking at it now',
  console: 'looking at something else',
  away: 'away',
};

/** Who is in the session besides the customer, once that is more than one; the lead can take each out again. */
export function Team({ session, state }: { session: FollowedSession; state: SessionState }): ReactNode {
  const me = useMe().technician.id;
  const isLead = useIsLead(state);
  if (state.colleagues.length === 0 || state.phase === 'closed') return null;
  const whereIs = (id: TechnicianId): string => {
    const presence = session.presence.find(({ technician }) => technician === id)?.presence;
    return presence === undefined ? '' : `, ${WHEREABOUTS[presence]}`;
  };
  return (
    <section className={classes.team} aria-label="Technicians in this session">
      <ul data-testid="team">
        <li>
          <span>
            <strong>{state.owner.name}</strong> leads
            {state.owner.id === me ? ' (you)' : whereIs(state.owner.id)}
          </span>
        </li>
        {state.colleagues.map((colleague) => (
          <li key={colleague.technician.id}>
            <span>
              <strong>{colleague.technician.name}</strong>{' '}
              {standing(colleague, colleague.technician.id === me, whereIs(colleague.technician.id))}
            </span>
            {isLead && <Remove colleague={colleague} session={session} />}
          </li>
        ))}
      </ul>
    </section>
  );
}

function standing({ standing }: Colleague, isMe: boolean, where: string): string {
  if (standing === 'invited') return 'is invited';
  if (isMe) return 'has joined (you)';
  return `has joined${where}`;
}

function Remove({ colleague, session }: { colleague: Colleague; session: FollowedSession }): ReactNode {
  const { technician, standing } = colleague;
  const isInvited = standing === 'invited';
  return (
    <Button
      size="compact-xs"
      variant="default"
      aria-label={`${isInvited ? 'Cancel the invitation' : 'Remove from the session'}: ${technician.name}`}
      onClick={() =>
        void session.give('Nothing was changed', { type: 'remove-colleague', technicianId: technician.id })
      }
    >
      {isInvited ? 'Cancel' : 'Remove'}
    </Button>
  );
}
