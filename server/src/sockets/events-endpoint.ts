import { type ClientMessage, clientMessage, HELLO_TIMEOUT, hello, ThrowlineError } from '@throwline/protocol';
import type { Logger } from 'pino';
import type { WebSocket } from 'ws';
import type { AccountService } from '../accounts/account-service.ts';
import type { LiveSignIns } from '../accounts/live-sign-ins.ts';
import type { Clock } from '../clock.ts';
import type { Metrics } from '../metrics.ts';
import type { Relay } from '../relay/relay.ts';
import type { Secrets } from '../security/secrets.ts';
import type { Arrivals } from '../sessions/arrivals.ts';
import type { Askers } from '../sessions/askers.ts';
import type { CommandPace } from '../sessions/command-pace.ts';
import type { OpenConsoles } from '../sessions/open-consoles.ts';
import type { OwedActs } from '../sessions/owed-acts.ts';
import type { Presence } from '../sessions/presence.ts';
import type { SessionBus } from '../sessions/session-bus.ts';
import type { SessionService } from '../sessions/session-service.ts';
import type { Storage } from '../storage/storage.ts';
import { type AppletConnections, acceptApplet } from './applet-connection.ts';
import { acceptConsole } from './console-connection.ts';
import { readHello } from './handshake.ts';
import { JsonSocket } from './json-socket.ts';
import type { SocketTokens } from './socket-tokens.ts';

/** What the connections on the events socket work with. */
export interface EventsParts {
  readonly accounts: AccountService;
  readonly live: LiveSignIns;
  readonly sessions: SessionService;
  readonly owed: OwedActs;
  readonly pace: CommandPace;
  readonly bus: SessionBus;
  readonly presence: Presence;
  readonly consoles: OpenConsoles;
  readonly storage: Storage;
  readonly secrets: Secrets;
  readonly tokens: SocketTokens;
  readonly applets: AppletConnections;
  readonly arrivals: Arrivals;
  readonly askers: Askers;
  readonly relay: Relay;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** How long a session waits for its applet when that is away, milliseconds; 0 for ever. */
  readonly patience: number;
}

/** One side of an accepted connection. */
export interface Connection {
  receive(message: ClientMessage): void;
  /** The socket is gone. */
  left(): void;
}

type Stage =
  | { readonly at: 'greeting' }
  | { readonly at: 'checking' }
  | { readonly at: 'accepted'; readonly connection: Connection };

/**
 * Takes up a socket on the events path: a hello in time, then messages.
 * @param sameOrigin whether the upgrade carried the server's own Origin, as a browser on its pages sends it
 * @param known to be called once the socket has said who it is, and is let in
 * @param address the client's
 */
export function acceptEventsSocket(
  socket: WebSocket,
  sameOrigin: boolean,
  known: () => void,
  address: string,
  parts: EventsParts,
): void {
  let stage: Stage = { at: 'greeting' };
  const json = new JsonSocket(socket, parts.clock, (message) => {
    switch (stage.at) {
      case 'greeting':
        stage = { at: 'checking' };
        greet(message);
        return;
      case 'checking':
        throw new ThrowlineError('message-malformed', 'A message came before the welcome.');
      case 'accepted': {
        const parsed = clientMessage.safeParse(message);
        if (!parsed.success) throw new ThrowlineError('message-malformed');
        stage.connection.receive(parsed.data);
      }
    }
  });
  const patience = parts.clock.after(HELLO_TIMEOUT, () => json.refuse('hello-timeout'));
  socket.once('close', () => {
    patience.cancel();
    if (stage.at === 'accepted') stage.connection.left();
  });

  function greet(message: unknown): void {
    const { hello: said, version } = readHello(message, 'hello', hello);
    patience.cancel();
    if (said.as === 'console' && !sameOrigin) throw new ThrowlineError('wrong-origin');
    const accepted =
      said.as === 'applet'
        ? acceptApplet(said, version, { socket: json, address, known }, parts)
        : acceptConsole(said, version, json, parts);
    json.pause();
    accepted.then(
      (connection) => {
        if (said.as === 'console') known();
        json.resume();
        stage = { at: 'accepted', connection };
        if (socket.readyState === socket.CLOSED) connection.left();
      },
      (error: unknown) => {
        if (!(error instanceof ThrowlineError))
          parts.log.error({ err: error }, 'a hello could not be answered');
        const code = error instanceof ThrowlineError ? error.code : 'internal';
        parts.log.info({ as: said.as, error: code }, 'a connection was refused');
        json.refuse(code);
      },
    );
  }
}
