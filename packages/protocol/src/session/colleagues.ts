import type { TechnicianId } from '../ids.ts';
import type { Actor, Part, TechnicianRef } from './actor.ts';
import type { Command } from './commands.ts';
import { type Decision, happened, nothing, refuse } from './decision.ts';
import type { ActiveSession, Colleague, SessionState, WaitingSession } from './state.ts';

/** Most technicians besides the lead that may be invited to one session or have joined it, together. */
export const MAX_COLLEAGUES = 5;

/** First protocol version whose applets know colleagues. An older one would stop at their first event in the log. */
export const COLLEAGUES_SINCE = 2;

/** The part that `actor` has in a session; `undefined` for a technician who has none. */
export function partOf(state: SessionState | undefined, actor: Actor): Part | undefined {
  switch (actor.role) {
    case 'customer':
    case 'server':
      return actor.role;
    case 'technician':
      return state === undefined ? 'lead' : partOfTechnician(state, actor.technician.id);
  }
}

/** The part that a technician has in what leads a session and shares it; `undefined` for none. */
export function partOfTechnician(
  session: {
    readonly owner: TechnicianRef;
    readonly colleagues: readonly Pick<Colleague, 'standing' | 'technician'>[];
  },
  id: TechnicianId,
): Extract<Part, 'lead' | 'colleague' | 'invited'> | undefined {
  if (session.owner.id === id) return 'lead';
  const found = session.colleagues.find(({ technician }) => technician.id === id);
  if (found === undefined) return undefined;
  return found.standing === 'joined' ? 'colleague' : 'invited';
}

type ColleagueCommand = Extract<
  Command,
  {
    type: 'invite-colleague' | 'remove-colleague' | 'drop-colleague' | 'join' | 'decline' | 'leave';
  }
>;

/** {@link decide} for what is about colleagues. That the actor's part may give the command is known already. */
export function decideColleagues(
  state: WaitingSession | ActiveSession,
  command: ColleagueCommand,
  actor: Actor,
): Decision {
  switch (command.type) {
    case 'invite-colleague': {
      const { technician, comment } = command;
      if (state.applet.protocol < COLLEAGUES_SINCE) return refuse('applet-outdated');
      if (partOfTechnician(state, technician.id) !== undefined) return refuse('colleague-there');
      if (state.colleagues.length >= MAX_COLLEAGUES) return refuse('too-many-colleagues');
      return happened({
        type: 'colleague-invited',
        technician,
        ...(comment === undefined ? {} : { comment }),
      });
    }
    case 'remove-colleague':
      return without(state, command.technicianId, 'removed');
    case 'drop-colleague':
      return without(state, command.technicianId, 'disabled');
    case 'join':
      if (actor.role !== 'technician') return refuse('role-not-allowed');
      return partOf(state, actor) === 'colleague'
        ? nothing
        : happened({ type: 'colleague-joined', technician: actor.technician });
    case 'decline':
      if (actor.role !== 'technician') return refuse('role-not-allowed');
      return happened({ type: 'colleague-declined', technician: actor.technician });
    case 'leave':
      if (actor.role !== 'technician') return refuse('role-not-allowed');
      return happened({ type: 'colleague-left', technician: actor.technician, reason: 'left' });
  }
}

function without(
  state: WaitingSession | ActiveSession,
  id: TechnicianId,
  reason: 'removed' | 'disabled',
): Decision {
  const found = state.colleagues.find(({ technician }) => technician.id === id);
  if (found === undefined) return nothing;
  const { standing, technician } = found;
  return standing === 'invited'
    ? happened({ type: 'colleague-withdrawn', technician })
    : happened({ type: 'colleague-left', technician, reason });
}
