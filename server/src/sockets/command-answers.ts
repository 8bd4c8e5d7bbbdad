import {
  type Actor,
  type ClientMessage,
  customerMessage,
  ERRORS,
  type SessionId,
  ThrowlineError,
} from '@throwline/protocol';
import type { Logger } from 'pino';
import type { CommandPace } from '../sessions/command-pace.ts';
import type { OwedActs } from '../sessions/owed-acts.ts';
import type { JsonSocket } from './json-socket.ts';

/**
 * Carries out a command from a socket and answers it by its id.
 * @param only the one session that the socket may act on; `undefined`: the log's owner decides
 */
export async function answerCommand(
  message: Extract<ClientMessage, { type: 'command' }>,
  actor: Actor,
  only: SessionId | undefined,
  socket: JsonSocket,
  parts: { readonly owed: OwedActs; readonly pace: CommandPace; readonly log: Logger },
): Promise<void> {
  const { id, sessionId, command } = message;
  try {
    if (only !== undefined && sessionId !== only) throw new ThrowlineError('not-your-session');
    parts.pace.count(sessionId, actor, command.type);
    const { state } = await parts.owed.act(sessionId, { actor, commandId: id, command });
    await socket.send({ type: 'accepted', id, lastNumber: state.lastNumber });
  } catch (error) {
    if (!(error instanceof ThrowlineError)) parts.log.error({ err: error, sessionId }, 'a command failed');
    else if (error.code === 'storage-full') parts.log.error({ sessionId }, 'the disk is full');
    const code = error instanceof ThrowlineError ? error.code : 'internal';
    const words = actor.role === 'customer' ? customerMessage(code) : ERRORS[code].message;
    await socket.send({ type: 'rejected', id, code, message: words });
  }
}

/** Answers what is no command and could not be followed. */
export function sendError(
  socket: JsonSocket,
  error: unknown,
  message: { readonly sessionId?: SessionId },
  log: Logger,
): void {
  if (!(error instanceof ThrowlineError)) log.error({ err: error }, 'a message could not be followed');
  const code = error instanceof ThrowlineError ? error.code : 'internal';
  void socket.send({
    type: 'error',
    code,
    message: ERRORS[code].message,
    ...(message.sessionId === undefined ? {} : { sessionId: message.sessionId }),
  });
}
