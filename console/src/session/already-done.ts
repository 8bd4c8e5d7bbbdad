import type { ErrorCode, ParticipantCommand, SessionEvent } from '@throwline/protocol';

/**
 * What to say when a command was refused only because it, or another one to the same end, has acted already: a double click, a
 * second window, a colleague. `undefined` when it was refused for another reason.
 * @param events the session's log, with what the server knew when it refused
 */
export function alreadyDone(
  command: ParticipantCommand,
  code: ErrorCode,
  events: readonly SessionEvent[],
): string | undefined {
  const happened = (type: SessionEvent['body']['type'], id: string): boolean =>
    events.some(({ body }) => body.type === type && idOf(body) === id);
  switch (command.type) {
    case 'close':
      return code === 'session-closed' ? 'This session has ended.' : undefined;
    case 'request-permissions':
      if (code === 'request-pending') return 'The customer is already being asked.';
      return code === 'permission-granted-already' ? 'The customer has already allowed this.' : undefined;
    case 'withdraw-request':
      return happened('request-withdrawn', command.requestId) ? 'The request has been cancelled.' : undefined;
    case 'accept-file':
      return happened('file-accepted', command.fileId) ? 'This file has been accepted.' : undefined;
    case 'decline-file':
      return happened('file-declined', command.fileId) ? 'This file has been declined.' : undefined;
    case 'cancel-file':
      return happened('file-cancelled', command.fileId) ? 'This file has been cancelled.' : undefined;
    case 'leave':
      return code === 'not-your-session' ? 'You have left this session.' : undefined;
    default:
      return undefined;
  }
}

function idOf(body: SessionEvent['body']): string | undefined {
  if ('requestId' in body) return body.requestId;
  return 'fileId' in body ? body.fileId : undefined;
}
