import type { ClientMessage } from '@throwline/protocol';
import type { Logger } from 'pino';
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
import type { AppletConnections } from './applet-connections.ts';
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
