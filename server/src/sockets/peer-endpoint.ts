import {
  HELLO_TIMEOUT,
  peerHello,
  type SessionId,
  type TechnicianId,
  ThrowlineError,
} from '@throwline/protocol';
import type { Logger } from 'pino';
import type { RawData, WebSocket } from 'ws';
import type { AccountService } from '../accounts/account-service.ts';
import type { LiveSignIns, SignedInSocket, Standing } from '../accounts/live-sign-ins.ts';
import type { Caller } from '../accounts/sign-ins.ts';
import type { Clock } from '../clock.ts';
import type { Relay } from '../relay/relay.ts';
import { end } from '../relay/room.ts';
import type { SessionService } from '../sessions/session-service.ts';
import type { Storage } from '../storage/storage.ts';
import { readHello } from './handshake.ts';
import type { SocketTokens, TokenClaim } from './socket-tokens.ts';

/** What the connections on the peer socket work with. */
export interface PeerParts {
  readonly accounts: AccountService;
  readonly live: LiveSignIns;
  readonly sessions: SessionService;
  readonly storage: Storage;
  readonly tokens: SocketTokens;
  readonly relay: Relay;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Takes up a socket on the peer path: a hello with a token in time, then the relay.
 * @param sameOrigin whether the upgrade carried the server's own Origin
 * @param onAuthenticated to be called once the socket has said who it is
 */
export function acceptPeerSocket(
  socket: WebSocket,
  sameOrigin: boolean,
  onAuthenticated: () => void,
  parts: PeerParts,
): void {
  socket.on('error', () => socket.terminate());
  const patience = parts.clock.after(HELLO_TIMEOUT, () => end(socket, 'hello-timeout'));
  socket.once('close', () => patience.cancel());
  socket.once('message', (data, isBinary) => {
    patience.cancel();
    if (socket.readyState !== socket.OPEN) return;
    // What follows the hello belongs to the relay, which is not there yet while the token is looked up. Reading stops;
    // what has been read with the hello is kept.
    socket.pause();
    const early: { data: RawData; isBinary: boolean }[] = [];
    const keep = (later: RawData, laterIsBinary: boolean): void => {
      early.push({ data: later, isBinary: laterIsBinary });
    };
    socket.on('message', keep);
    const reading = (): void => {
      socket.off('message', keep);
      socket.resume();
    };
    greet(isBinary ? undefined : String(data), reading).then(
      () => {
        for (const message of early) socket.emit('message', message.data, message.isBinary);
      },
      (error: unknown) => {
        if (!(error instanceof ThrowlineError)) {
          parts.log.error({ err: error }, 'a peer hello could not be answered');
        }
        reading();
        end(socket, error instanceof ThrowlineError ? error.code : 'internal');
      },
    );
  });

  async function greet(text: string | undefined, reading: () => void): Promise<void> {
    const { hello } = readHello(parsed(text), 'peer-hello', peerHello);
    const claim = parts.tokens.take(hello.token);
    if (claim?.opens !== 'peer') throw new ThrowlineError('token-invalid');
    if (claim.as === 'console' && !sameOrigin) throw new ThrowlineError('wrong-origin');
    await join(claim, reading);
  }

  async function join(claim: Extract<TokenClaim, { opens: 'peer' }>, reading: () => void): Promise<void> {
    const { sessionId } = claim;
    const caller = claim.as === 'console' ? await parts.accounts.callerOf(claim.signIn) : undefined;
    if (claim.as === 'console' && caller === undefined) throw new ThrowlineError('token-invalid');
    const state = await parts.sessions.state(sessionId);
    if (state === undefined || state.phase === 'closed') throw new ThrowlineError('session-closed');
    // Colleagues see no screen, act on nothing and get no file: the customer's Yes was for the lead.
    if (caller !== undefined && caller.technician.id !== state.owner.id)
      throw new ThrowlineError('role-not-allowed');
    if (claim.as === 'applet') await isStillTheirs(claim);
    if (socket.readyState !== socket.OPEN) return;
    onAuthenticated();
    reading();
    if (caller === undefined) {
      parts.relay.joinApplet(sessionId, socket);
    } else {
      const refusal = parts.relay.joinConsole(sessionId, socket);
      if (refusal !== undefined) throw new ThrowlineError(refusal);
      followSignIn(caller, sessionId);
      // Disabled in this very moment: the sockets that were ended then were without this one.
      if ((await parts.accounts.callerOf(caller.signIn.tokenHash)) === undefined)
        throw new ThrowlineError('not-signed-in');
    }
    // Another one was let in at this very moment: the peer that was ended then was not this one.
    if (claim.as === 'applet') await isStillTheirs(claim);
    // Closed in this very moment: the room that was closed then was without this peer.
    if ((await parts.sessions.state(sessionId))?.phase === 'closed')
      throw new ThrowlineError('session-closed');
    parts.log.info({ sessionId, as: claim.as }, 'peer connected');
    socket.once('close', () => parts.log.info({ sessionId, as: claim.as }, 'peer disconnected'));
  }

  /** Another computer may have been let in since the token was made. */
  async function isStillTheirs(claim: Extract<TokenClaim, { as: 'applet' }>): Promise<void> {
    const bound = await parts.storage.sessions.appletKeyHash(claim.sessionId);
    if (bound !== claim.keyHash) throw new ThrowlineError('token-invalid');
  }

  function followSignIn(caller: Caller, sessionId: SessionId): void {
    const signedIn = new SignedInPeer(caller, socket, (isResting) =>
      parts.relay.restConsole(sessionId, socket, isResting),
    );
    parts.live.add(signedIn);
    socket.once('close', () => parts.live.remove(signedIn));
  }
}

/** How long a peer of a sign-in that has run out waits for another one, milliseconds. */
const RESTS_FOR = 30 * 60_000;

class SignedInPeer implements SignedInSocket {
  readonly technicianId: TechnicianId;
  readonly #socket: WebSocket;
  readonly #rest: (isResting: boolean) => void;
  #standing: Standing;

  constructor(caller: Caller, socket: WebSocket, rest: (isResting: boolean) => void) {
    this.technicianId = caller.technician.id;
    this.#standing = { signIn: caller.signIn.tokenHash, expiresAt: caller.signIn.expiresAt };
    this.#socket = socket;
    this.#rest = rest;
  }

  get standing(): Standing {
    return this.#standing;
  }

  endSignIn(): void {
    end(this.#socket, 'not-signed-in');
  }

  /** Closed it would lose the files on their way, so it rests for a while. */
  expire(now: number): void {
    if (now - this.#standing.expiresAt >= RESTS_FOR) end(this.#socket, 'sign-in-expired');
    else this.#rest(true);
  }

  renew(standing: Standing): void {
    this.#standing = standing;
    this.#rest(false);
  }

  rename(): void {
    // Peers have no names.
  }
}

function parsed(text: string | undefined): unknown {
  if (text === undefined) throw new ThrowlineError('hello-expected');
  try {
    return JSON.parse(text);
  } catch {
    throw new ThrowlineError('message-malformed');
  }
}
