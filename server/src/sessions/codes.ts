import { randomInt } from 'node:crypto';
import {
  type CreateSessionResponse,
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
    const { quota, clock, codeLifetime, guesses } = this.#parts;
    return quota.take(owner.id, async () => {
      const codeExpiresAt = clock.now() + codeLifetime;
      const length = guesses.codeLength;
      if (length === LONG_CODE) await guesses.longCodeMade(codeExpiresAt);
      for (let attempt = 1; ; attempt += 1) {
        const code = (this.#parts.randomCode ?? randomCode)(length);
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
}

function randomCode(length: CodeLength): string {
  return String(randomInt(10 ** length)).padStart(length, '0');
}
