import { type Actor, type CommandType, type SessionId, ThrowlineError } from '@throwline/protocol';
import type { Clock } from '../clock.ts';
import { TokenBuckets } from '../security/guess-limiter.ts';

/**
 * How many commands one side of a session may give. The burst is more than an applet keeps while the network is away;
 * then a log of 20,000 events takes hours to fill, and the other side's chat stays readable.
 */
export const COMMAND_ALLOWANCE = { burst: 500, perMinute: 120 } as const;

/** What a person must be able to do at any time; each can only be done to something that is there. */
const ALWAYS: ReadonlySet<CommandType> = new Set<CommandType>([
  'answer-request',
  'revoke-permissions',
  'expire-permissions',
  'remove-colleague',
  'leave',
  'close',
]);

/** Keeps either side of a session from flooding the other, and the storage. Survives reconnecting, not a restart. */
export class CommandPace {
  readonly #buckets: TokenBuckets;

  constructor(clock: Clock) {
    this.#buckets = new TokenBuckets(COMMAND_ALLOWANCE, clock);
  }

  /** Counts one command. @throws ThrowlineError `too-many-messages` */
  count(sessionId: SessionId, actor: Actor, type: CommandType): void {
    if (ALWAYS.has(type)) return;
    // By name, so that nobody uses up what belongs to the session's own technician.
    const who = actor.role === 'technician' ? actor.technician.id : actor.role;
    const key = `${sessionId}/${who}`;
    if (!this.#buckets.has(key)) throw new ThrowlineError('too-many-messages');
    this.#buckets.take(key);
  }
}
