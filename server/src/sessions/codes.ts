import { randomInt } from 'node:crypto';
import {
  type CreateSessionResponse,
  type Secret,
  type SessionId,
  type SessionState,
  sessionId,
  type TechnicianRef,
  ThrowlineError,
} from '@throwline/protocol';
import type { Clock } from '../clock.ts';
import type { Metrics } from '../metrics.ts';
import type { CodeGuesses } from '../security/guess-limiter.ts';
import { type Secrets, sameText } from '../security/secrets.ts';
import type { Storage } from '../storage/storage.ts';
import { isDuplicate } from '../storage/storage-errors.ts';
import { codeDigits } from './code-text.ts';
import type { SessionQuota } from './session-quota.ts';
import type { SessionService } from './session-service.ts';
import { summarise } from './summary.ts';

/** Tries to find a code that is free. With 10,000 live ones, 20 fail in a row once in 10⁴⁰. */
const MAX_TRIES = 20;

/** What a claimed code opens. */
export interface Claim {
  readonly sessionId: SessionId;
  /** Opens the customer's journey page. */
  readonly pageKey: Secret;
  /** Goes with the applet. */
  readonly ticket: Secret;
}

interface Parts {
  readonly storage: Storage;
  readonly sessions: SessionService;
  readonly secrets: Secrets;
  readonly guesses: CodeGuesses;
  readonly clock: Clock;
  readonly metrics: Metrics;
  /** How long an unused code works, milliseconds. */
  readonly codeLifetime: number;
  readonly quota: SessionQuota;
  /** Six digits from a CSPRNG; handed in for tests. */
  readonly randomCode?: () => string;
}

/** Makes codes, and turns them into tickets. */
export class Codes {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * Makes a session and its code. The code is told here and never again.
   * @throws ThrowlineError `too-many-sessions`, `storage-full`
   */
  async createSession(
    owner: TechnicianRef,
    organisation: string,
    customerName: string | undefined,
  ): Promise<CreateSessionResponse> {
    const { quota, clock, codeLifetime } = this.#parts;
    return quota.take(owner.id, async () => {
      const codeExpiresAt = clock.now() + codeLifetime;
      for (let attempt = 1; ; attempt += 1) {
        const code = (this.#parts.randomCode ?? randomCode)();
        try {
          const state = await this.#create(code, owner, organisation, customerName, codeExpiresAt);
          return { session: summarise(state), code, codeExpiresAt };
        } catch (error) {
          if (!isDuplicate(error) || attempt === MAX_TRIES) throw error;
        }
      }
    });
  }

  async #create(
    code: string,
    owner: TechnicianRef,
    organisation: string,
    customerName: string | undefined,
    codeExpiresAt: number,
  ): Promise<SessionState> {
    const { sessions, secrets } = this.#parts;
    const { state } = await sessions.act(sessionId.parse(secrets.create()), {
      actor: { role: 'technician', technician: owner },
      command: {
        type: 'create',
        organisation,
        ...(customerName === undefined ? {} : { customerName }),
        codeExpiresAt,
      },
      also: (inside, next) => inside.sessions.add(summarise(next), { codeHash: secrets.hash('code', code) }),
    });
    return state;
  }

  /**
   * Turns a code into a ticket, once.
   * @param typed as the customer typed it
   * @param address the customer's, for the limits on guessing
   * @throws ThrowlineError `code-malformed`, `too-many-attempts`, or `code-invalid` for wrong, used and expired alike
   */
  async claim(typed: string, address: string): Promise<Claim> {
    const { storage, sessions, secrets, guesses, metrics } = this.#parts;
    const code = codeDigits(typed);
    if (code === undefined) throw new ThrowlineError('code-malformed');
    try {
      const wasRight = guesses.take(address);
      const codeHash = secrets.hash('code', code);
      const found = await storage.sessions.bySecret('code_hash', codeHash);
      if (found?.codeHash == null || !sameText(found.codeHash, codeHash))
        throw new ThrowlineError('code-invalid');
      const pageKey = secrets.create();
      const ticket = secrets.ticketOf(pageKey);
      await sessions.act(found.sessionId, {
        actor: { role: 'server' },
        command: { type: 'claim-code' },
        also: (inside) =>
          inside.sessions.setSecrets(found.sessionId, {
            codeHash: null,
            pageKeyHash: secrets.hash('page-key', pageKey),
            ticketHash: secrets.hash('ticket', ticket),
          }),
      });
      wasRight();
      return { sessionId: found.sessionId, pageKey, ticket };
    } catch (error) {
      if (!(error instanceof ThrowlineError)) throw error;
      if (error.code === 'storage-full') throw error;
      metrics.refusedGuesses.inc({ what: 'code' });
      // Used in the same moment, or closed: the answer tells nothing of what became of the code.
      throw error.code === 'too-many-attempts' ? error : new ThrowlineError('code-invalid');
    }
  }
}

function randomCode(): string {
  return String(randomInt(1_000_000)).padStart(6, '0');
}
