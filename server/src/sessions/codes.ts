import { randomInt } from 'node:crypto';
import {
  type CreateSessionResponse,
  type SessionId,
  type SessionState,
  sessionId,
  type TechnicianRef,
} from '@throwline/protocol';
import type { Clock } from '../clock.ts';
import type { CodeGuesses } from '../security/code-guesses.ts';
import type { Secrets } from '../security/secrets.ts';
import { isDuplicate } from '../storage/storage-errors.ts';
import { type CodeLength, LONG_CODE } from './code-text.ts';
import type { SessionQuota } from './session-quota.ts';
import type { SessionService } from './session-service.ts';
import { summarise } from './summary.ts';

/** Tries to find a code that is free. With 10,000 live ones, 20 fail in a row once in 10⁴⁰. */
const MAX_TRIES = 20;

interface Parts {
  readonly sessions: SessionService;
  readonly secrets: Secrets;
  readonly clock: Clock;
  /** How long an unused code works, milliseconds. */
  readonly codeLifetime: number;
  readonly quota: SessionQuota;
  readonly guesses: CodeGuesses;
  /** So many digits from a CSPRNG; handed in for tests. */
  readonly randomCode?: (length: CodeLength) => string;
}

/** Makes codes. */
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
    return this.#parts.quota.take(owner.id, async () => {
      const { state, code, codeExpiresAt } = await this.#withCode((made, until) =>
        this.#create(made, owner, organisation, customerName, until),
      );
      return { session: summarise(state), code, codeExpiresAt };
    });
  }

  /**
   * Makes another code for a session whose code is not used yet; the one before works no longer.
   * @throws ThrowlineError `not-found`, `not-your-session`, `role-not-allowed`, `wrong-phase`, `session-closed`, `storage-full`
   */
  async renew(id: SessionId, lead: TechnicianRef): Promise<CreateSessionResponse> {
    const { sessions, secrets } = this.#parts;
    // Who may not learns so before a code is made.
    await sessions.stateLedBy(id, lead.id);
    const { state, code, codeExpiresAt } = await this.#withCode(async (code, codeExpiresAt) => {
      const { state } = await sessions.act(id, {
        actor: { role: 'technician', technician: lead },
        command: { type: 'renew-code', codeExpiresAt },
        also: (inside) => inside.sessions.setSecrets(id, { codeHash: secrets.hash('code', code) }),
      });
      return state;
    });
    return { session: sessions.summary(state), code, codeExpiresAt };
  }

  /** Calls `make` with codes until it finds one free. */
  async #withCode(
    make: (code: string, codeExpiresAt: number) => Promise<SessionState>,
  ): Promise<{ state: SessionState; code: string; codeExpiresAt: number }> {
    const { clock, codeLifetime, guesses } = this.#parts;
    const codeExpiresAt = clock.now() + codeLifetime;
    const length = guesses.codeLength;
    if (length === LONG_CODE) await guesses.longCodeMade(codeExpiresAt);
    for (let attempt = 1; ; attempt += 1) {
      const code = (this.#parts.randomCode ?? randomCode)(length);
      try {
        return { state: await make(code, codeExpiresAt), code, codeExpiresAt };
      } catch (error) {
        if (!isDuplicate(error) || attempt === MAX_TRIES) throw error;
      }
    }
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
}

function randomCode(length: CodeLength): string {
  return String(randomInt(10 ** length)).padStart(length, '0');
}
