import { ThrowlineError } from '../errors.ts';
import type { FileId, TechnicianId } from '../ids.ts';
import { withDependent } from '../permissions.ts';
import type { SessionEvent } from './events.ts';
import { addNews, NO_NEWS } from './news.ts';
import type {
  ActiveSession,
  Colleague,
  ConnectingSession,
  OfferedFile,
  SessionState,
  WaitingSession,
} from './state.ts';

type Open = Exclude<SessionState, { phase: 'closed' }>;
type Served = WaitingSession | ActiveSession;

/**
 * The state after one more event: the fold that server, console and applet share. Trusts that the event was decided by
 * {@link decide}; what cannot follow the state is a gap or a forgery and throws.
 * An event of a later version that may be passed over only takes its number.
 * @throws ThrowlineError `log-gap` when the number is not the next one or the event does not fit the phase
 */
export function evolve(state: SessionState | undefined, event: SessionEvent): SessionState {
  const expected = (state?.lastNumber ?? 0) + 1;
  if (event.number !== expected) {
    throw new ThrowlineError('log-gap', `Event ${event.number} came where ${expected} was expected.`);
  }
  if (state === undefined) return created(event);
  if (state.phase === 'closed' || event.sessionId !== state.sessionId) throw misfit(event);
  const next = apply(state, event);
  return {
    ...next,
    lastNumber: event.number,
    lastActivityAt: event.actor.role === 'server' ? state.lastActivityAt : event.at,
    news: addNews(state.news, event),
  };
}

/** The state after a whole log, or `undefined` for an empty one. */
export function fold(events: Iterable<SessionEvent>, from?: SessionState): SessionState | undefined {
  let state = from;
  for (const event of events) state = evolve(state, event);
  return state;
}

function misfit(event: SessionEvent): ThrowlineError {
  return new ThrowlineError(
    'log-gap',
    `Event ${event.number} (${event.body.type}) does not fit the session.`,
  );
}

function created(event: SessionEvent): ConnectingSession {
  if (event.body.type !== 'session-created') throw misfit(event);
  const { organisation, owner, customerName, entry, codeExpiresAt } = event.body;
  return {
    phase: 'connecting',
    sessionId: event.sessionId,
    organisation,
    owner,
    ...(customerName === undefined ? {} : { customerName }),
    colleagues: [],
    createdAt: event.at,
    lastNumber: event.number,
    lastActivityAt: event.at,
    news: NO_NEWS,
    step:
      entry === 'invitation'
        ? { at: 'invited', expiresAt: codeExpiresAt, isDownloaded: false }
        : { at: 'code-made', codeExpiresAt },
    present: [],
  };
}

function apply(state: Open, event: SessionEvent): SessionState {
  const { body } = event;
  switch (body.type) {
    case 'session-created':
      throw misfit(event);
    case 'invitation-sent':
    case 'invitation-failed': {
      const at = connecting(state, event);
      if (at.step.at !== 'invited') throw misfit(event);
      return { ...at, step: { ...at.step, mail: body.type === 'invitation-sent' ? 'sent' : 'failed' } };
    }
    case 'code-renewed': {
      const at = connecting(state, event);
      if (at.step.at !== 'code-made') throw misfit(event);
      return { ...at, step: { at: 'code-made', codeExpiresAt: body.codeExpiresAt } };
    }
    case 'code-claimed':
      return { ...connecting(state, event), step: { at: 'code-claimed', claimedAt: event.at } };
    case 'applet-downloaded': {
      const at = connecting(state, event);
      if (at.step.at === 'code-made') throw misfit(event);
      if (at.step.at === 'invited') return { ...at, step: { ...at.step, isDownloaded: true } };
      return { ...at, step: { at: 'downloaded', claimedAt: at.step.claimedAt } };
    }
    case 'applet-connected': {
      const applet = { status: 'connected', info: body.applet, protocol: body.protocol ?? 1 } as const;
      if (state.phase !== 'connecting') return { ...state, applet };
      const { step: _, ...common } = state;
      return { ...common, phase: 'waiting', waitingSince: event.at, applet, files: [] };
    }
    case 'applet-disconnected': {
      const at = served(state, event);
      return { ...at, applet: { ...at.applet, status: 'lost', lostAt: event.at } };
    }
    case 'technician-connected':
      return { ...state, present: [...without(state.present, body.technician.id), body.technician.id] };
    case 'technician-disconnected':
      return { ...state, present: without(state.present, body.technician.id) };
    case 'session-started': {
      if (state.phase !== 'waiting') throw misfit(event);
      const { waitingSince: _, ...common } = state;
      return { ...common, phase: 'active', startedAt: event.at, grants: [], requests: [] };
    }
    case 'permissions-requested': {
      const at = active(state, event);
      // The customer's Yes is for the one whom the question names, and only the lead may ask.
      if (event.actor.role !== 'technician' || event.actor.technician.id !== at.owner.id) throw misfit(event);
      const { requestId, permissions, minutes } = body;
      const request = { requestId, permissions, requestedAt: event.at, technician: event.actor.technician };
      return { ...at, requests: [...at.requests, minutes === undefined ? request : { ...request, minutes }] };
    }
    case 'permissions-granted': {
      const at = active(state, event);
      const given = body.permissions.map((permission) => ({
        permission,
        requestId: body.requestId,
        grantedAt: event.at,
        ...(body.until === undefined ? {} : { until: body.until }),
      }));
      const kept = at.grants.filter((grant) => !body.permissions.includes(grant.permission));
      return { ...answered(at, body.requestId), grants: [...kept, ...given] };
    }
    case 'permissions-denied':
    case 'request-withdrawn':
      return answered(active(state, event), body.requestId);
    case 'permissions-revoked': {
      const at = active(state, event);
      const gone = withDependent(body.permissions);
      return { ...at, grants: at.grants.filter((grant) => !gone.includes(grant.permission)) };
    }
    case 'chat-sent':
      return state;
    case 'file-offered': {
      const at = served(state, event);
      const { fileId, name, size } = body;
      return { ...at, files: [...at.files, { fileId, name, size, step: 'offered' }] };
    }
    case 'file-accepted':
      return withFile(served(state, event), body.fileId, 'accepted');
    case 'file-declined':
      return withFile(served(state, event), body.fileId, 'declined');
    case 'file-received':
      return withFile(served(state, event), body.fileId, 'received');
    case 'file-cancelled':
      return withFile(served(state, event), body.fileId, 'cancelled');
    case 'colleague-invited': {
      const at = served(state, event);
      if (event.actor.role !== 'technician') throw misfit(event);
      const { technician, comment } = body;
      return withColleague(at, {
        standing: 'invited',
        technician,
        invitedBy: event.actor.technician,
        invitedAt: event.at,
        ...(comment === undefined ? {} : { comment }),
      });
    }
    case 'colleague-joined': {
      const { technician } = body;
      return withColleague(served(state, event), { standing: 'joined', technician, joinedAt: event.at });
    }
    case 'colleague-declined':
    case 'colleague-withdrawn':
      return withoutColleague(served(state, event), body.technician.id);
    case 'colleague-left': {
      const at = withoutColleague(served(state, event), body.technician.id);
      return { ...at, present: without(at.present, body.technician.id) };
    }
    case 'unknown':
      return state;
    case 'session-closed': {
      const { sessionId, organisation, owner, customerName, createdAt } = state;
      const { lastNumber, lastActivityAt, news } = state;
      return {
        phase: 'closed',
        sessionId,
        organisation,
        owner,
        ...(customerName === undefined ? {} : { customerName }),
        colleagues: state.colleagues.filter(({ standing }) => standing === 'joined'),
        createdAt,
        lastNumber,
        lastActivityAt,
        news,
        outcome: body.outcome,
        closedAt: event.at,
        ...(state.phase === 'active' ? { startedAt: state.startedAt } : {}),
      };
    }
  }
}

function connecting(state: Open, event: SessionEvent): ConnectingSession {
  if (state.phase !== 'connecting') throw misfit(event);
  return state;
}

function served(state: Open, event: SessionEvent): Served {
  if (state.phase === 'connecting') throw misfit(event);
  return state;
}

function active(state: Open, event: SessionEvent): ActiveSession {
  if (state.phase !== 'active') throw misfit(event);
  return state;
}

function answered(state: ActiveSession, requestId: string): ActiveSession {
  return { ...state, requests: state.requests.filter((request) => request.requestId !== requestId) };
}

function withFile(state: Served, fileId: FileId, step: OfferedFile['step']): Served {
  return { ...state, files: state.files.map((file) => (file.fileId === fileId ? { ...file, step } : file)) };
}

function withColleague(state: Served, colleague: Colleague): Served {
  const { colleagues } = withoutColleague(state, colleague.technician.id);
  return { ...state, colleagues: [...colleagues, colleague] };
}

function withoutColleague(state: Served, id: TechnicianId): Served {
  return { ...state, colleagues: state.colleagues.filter(({ technician }) => technician.id !== id) };
}

function without(list: readonly TechnicianId[], id: TechnicianId): TechnicianId[] {
  return list.filter((each) => each !== id);
}
