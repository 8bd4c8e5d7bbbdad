import type { FileId } from '../ids.ts';
import { withDependent, withNeeded } from '../permissions.ts';
import { unreachable } from '../unreachable.ts';
import type { Actor } from './actor.ts';
import { decideColleagues, partOf } from './colleagues.ts';
import { COMMAND_PARTS, type Command } from './commands.ts';
import { type Decision, happened, nothing, refuse } from './decision.ts';
import { MAX_EVENTS, type Outcome } from './events.ts';
import {
  type ActiveSession,
  type ConnectingSession,
  isGranted,
  type OfferedFile,
  type SessionState,
} from './state.ts';

/** Most requests that may wait for the customer's answer at once: one, so that nobody is rushed. */
export const MAX_PENDING_REQUESTS = 1;
/** Most files that may be offered or on their way at once. */
export const MAX_OPEN_FILES = 10;

/**
 * What follows when `actor` gives `command` in `state`. Pure and total: every part, command and phase has an answer.
 * @param state the session so far, `undefined` before it is created
 * @param actor who gives it, as the server authenticated them
 * @param now epoch milliseconds, the server's clock
 */
export function decide(
  state: SessionState | undefined,
  command: Command,
  actor: Actor,
  now: number,
): Decision {
  const part = partOf(state, actor);
  if (part === undefined) return refuse('not-your-session');
  if (!COMMAND_PARTS[command.type].includes(part)) return refuse('role-not-allowed');
  if (command.type === 'create') {
    if (state !== undefined || actor.role !== 'technician') return refuse('wrong-phase');
    const { organisation, customerName, entry, codeExpiresAt } = command;
    return happened({
      type: 'session-created',
      organisation,
      owner: actor.technician,
      ...(customerName === undefined ? {} : { customerName }),
      ...(entry === undefined ? {} : { entry }),
      codeExpiresAt,
    });
  }
  if (state === undefined) return refuse('not-found');
  if (state.phase === 'closed') return refuse('session-closed');
  if (state.lastNumber >= MAX_EVENTS && command.type !== 'close' && command.type !== 'time-out') {
    return refuse('log-full');
  }
  switch (command.type) {
    case 'note-invitation-sent':
      return isInvited(state) ? happened({ type: 'invitation-sent' }) : nothing;
    case 'note-invitation-failed':
      return isInvited(state) ? happened({ type: 'invitation-failed', reason: command.reason }) : nothing;
    case 'renew-code':
      if (state.phase !== 'connecting' || state.step.at !== 'code-made') return refuse('wrong-phase');
      return happened({ type: 'code-renewed', codeExpiresAt: command.codeExpiresAt });
    case 'claim-code':
      if (state.phase !== 'connecting' || state.step.at !== 'code-made') return refuse('code-invalid');
      return state.step.codeExpiresAt <= now ? refuse('code-invalid') : happened({ type: 'code-claimed' });
    case 'note-download':
      return state.phase === 'connecting' ? decideDownload(state) : nothing;
    case 'connect-applet':
      if (state.phase === 'connecting') {
        if (state.step.at === 'code-made') return refuse('wrong-phase');
        if (state.step.at === 'invited' && state.step.expiresAt <= now) return refuse('ticket-invalid');
      }
      return happened({ type: 'applet-connected', applet: command.applet, protocol: command.protocol });
    case 'let-in-applet': {
      // After the start the technician has said whom they help.
      if (state.phase !== 'waiting') return refuse('wrong-phase');
      const { applet, protocol } = command;
      return happened({ type: 'applet-connected', applet, protocol, instead: true });
    }
    case 'disconnect-applet':
      if (state.phase === 'connecting' || state.applet.status === 'lost') return nothing;
      return happened({ type: 'applet-disconnected' });
    case 'connect-technician':
      if (state.present.includes(command.technician.id)) return nothing;
      return happened({ type: 'technician-connected', technician: command.technician });
    case 'disconnect-technician':
      if (!state.present.includes(command.technician.id)) return nothing;
      return happened({ type: 'technician-disconnected', technician: command.technician });
    case 'time-out':
      return happened({ type: 'session-closed', outcome: timeOutOutcome(state) });
    case 'start':
      if (state.phase === 'active') return nothing;
      if (state.phase !== 'waiting') return refuse('wrong-phase');
      return state.applet.status === 'connected'
        ? happened({ type: 'session-started' })
        : refuse('applet-away');
    case 'send-chat':
      if (state.phase === 'connecting') return refuse('wrong-phase');
      return happened({ type: 'chat-sent', text: command.text });
    case 'close':
      if (actor.role === 'customer' && command.because !== undefined) {
        return happened({ type: 'session-closed', outcome: 'aborted', because: command.because });
      }
      return happened({
        type: 'session-closed',
        outcome: actor.role === 'customer' ? 'closed-by-customer' : 'closed-by-technician',
      });
    case 'invite-colleague':
    case 'remove-colleague':
    case 'drop-colleague':
    case 'join':
    case 'decline':
    case 'leave':
      return state.phase === 'connecting' ? refuse('wrong-phase') : decideColleagues(state, command, actor);
    case 'request-permissions':
    case 'withdraw-request':
    case 'answer-request':
    case 'revoke-permissions':
    case 'expire-permissions':
      return state.phase === 'active' ? decidePermissions(state, command, actor, now) : refuse('wrong-phase');
    case 'offer-file':
    case 'accept-file':
    case 'decline-file':
    case 'confirm-file':
    case 'cancel-file':
      return state.phase === 'active' ? decideFiles(state, command, actor) : refuse('wrong-phase');
  }
}

function isInvited(state: SessionState): boolean {
  return state.phase === 'connecting' && state.step.at === 'invited';
}

function decideDownload({ step }: ConnectingSession): Decision {
  switch (step.at) {
    case 'code-made':
      return refuse('wrong-phase');
    case 'code-claimed':
      return happened({ type: 'applet-downloaded' });
    case 'invited':
      return step.isDownloaded ? nothing : happened({ type: 'applet-downloaded', entry: 'invitation' });
    case 'downloaded':
      return nothing;
  }
}

type PermissionCommand = Extract<
  Command,
  {
    type:
      | 'request-permissions'
      | 'withdraw-request'
      | 'answer-request'
      | 'revoke-permissions'
      | 'expire-permissions';
  }
>;

function decidePermissions(
  state: ActiveSession,
  command: PermissionCommand,
  actor: Actor,
  now: number,
): Decision {
  switch (command.type) {
    case 'request-permissions': {
      if (state.applet.status !== 'connected') return refuse('applet-away');
      if (state.requests.length >= MAX_PENDING_REQUESTS) return refuse('request-pending');
      const wanted = withNeeded(command.permissions);
      const { capabilities } = state.applet.info;
      if (wanted.some((each) => !capabilities.includes(each))) return refuse('permission-unavailable');
      if (wanted.every((each) => isGranted(state, each, now))) return refuse('permission-granted-already');
      const { requestId, minutes } = command;
      return happened({
        type: 'permissions-requested',
        requestId,
        permissions: wanted,
        ...(minutes === undefined ? {} : { minutes }),
      });
    }
    case 'withdraw-request':
      return hasRequest(state, command.requestId)
        ? happened({ type: 'request-withdrawn', requestId: command.requestId })
        : refuse('request-unknown');
    case 'answer-request': {
      const request = state.requests.find((each) => each.requestId === command.requestId);
      if (request === undefined) return refuse('request-unknown');
      const { requestId, permissions, minutes } = request;
      if (command.answer !== 'granted') {
        const reason = command.answer === 'denied' ? 'customer' : 'no-answer';
        const { notPut } = command;
        return happened({
          type: 'permissions-denied',
          requestId,
          reason,
          ...(notPut === undefined ? {} : { notPut }),
        });
      }
      const until = minutes === undefined ? {} : { until: now + minutes * 60_000 };
      return happened({ type: 'permissions-granted', requestId, permissions: [...permissions], ...until });
    }
    case 'revoke-permissions':
    case 'expire-permissions': {
      const gone = withDependent(command.permissions).filter((each) =>
        state.grants.some((grant) => grant.permission === each),
      );
      if (gone.length === 0) return nothing;
      const reason =
        command.type === 'expire-permissions'
          ? 'expired'
          : actor.role === 'customer'
            ? 'customer'
            : 'technician';
      return happened({ type: 'permissions-revoked', permissions: gone, reason });
    }
  }
}

type FileCommand = Extract<
  Command,
  { type: 'offer-file' | 'accept-file' | 'decline-file' | 'confirm-file' | 'cancel-file' }
>;

function decideFiles(state: ActiveSession, command: FileCommand, actor: Actor): Decision {
  if (command.type === 'offer-file') {
    const { fileId, name, size } = command;
    if (findFile(state, fileId) !== undefined) return refuse('file-wrong-step');
    const open = state.files.filter((file) => file.step === 'offered' || file.step === 'accepted');
    if (open.length >= MAX_OPEN_FILES) return refuse('too-many-files');
    return happened({ type: 'file-offered', fileId, name, size });
  }
  const { fileId } = command;
  const file = findFile(state, fileId);
  if (file === undefined) return refuse('file-unknown');
  switch (command.type) {
    case 'accept-file':
      return file.step === 'offered'
        ? happened({ type: 'file-accepted', fileId })
        : refuse('file-wrong-step');
    case 'decline-file':
      return file.step === 'offered'
        ? happened({ type: 'file-declined', fileId })
        : refuse('file-wrong-step');
    case 'confirm-file':
      return file.step === 'accepted'
        ? happened({ type: 'file-received', fileId })
        : refuse('file-wrong-step');
    case 'cancel-file': {
      if (file.step !== 'offered' && file.step !== 'accepted') return refuse('file-wrong-step');
      const by = actor.role === 'technician' ? 'technician' : 'customer';
      return happened({ type: 'file-cancelled', fileId, reason: command.failed ? 'failed' : by });
    }
  }
}

function hasRequest(state: ActiveSession, requestId: string): boolean {
  return state.requests.some((request) => request.requestId === requestId);
}

function findFile(state: ActiveSession, fileId: FileId): OfferedFile | undefined {
  return state.files.find((file) => file.fileId === fileId);
}

function timeOutOutcome(state: Exclude<SessionState, { phase: 'closed' }>): Outcome {
  switch (state.phase) {
    case 'connecting':
      if (state.step.at === 'invited') return 'invitation-expired';
      return state.step.at === 'code-made' ? 'code-expired' : 'timed-out';
    case 'waiting':
    case 'active':
      return state.applet.status === 'lost' ? 'aborted' : 'timed-out';
    default:
      return unreachable(state);
  }
}
