import { hash, verify } from '@node-rs/argon2';
import { ThrowlineError } from '@throwline/protocol';

/**
 * argon2id with 19 MiB, 2 passes, 1 lane: the first choice of the OWASP Password Storage Cheat Sheet, and the
 * library's default. Two at a time and a short queue, so that a flood of sign-ins takes neither memory nor all cores.
 */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
const MAX_RUNNING = 2;
const MAX_WAITING = 50;

/** Hashes and checks passwords. */
export class Passwords {
  #running = 0;
  readonly #waiting: (() => void)[] = [];
  #decoy: Promise<string> | undefined;

  /** The encoded argon2id hash. @throws ThrowlineError `too-many-attempts` when too many wait already */
  hash(password: string): Promise<string> {
    return this.#limited(() => hash(password, PARAMETERS));
  }

  /**
   * Whether a password belongs to a hash. Without a hash (no such account) the same work is done for nothing.
   * @throws ThrowlineError `too-many-attempts` when too many wait already
   */
  async matches(password: string, encoded: string | undefined): Promise<boolean> {
    this.#decoy ??= hash('no account has this password', PARAMETERS);
    const against = encoded ?? (await this.#decoy);
    const right = await this.#limited(() => verify(against, password));
    return right && encoded !== undefined;
  }

  async #limited<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= MAX_RUNNING) {
      if (this.#waiting.length >= MAX_WAITING) throw new ThrowlineError('too-many-attempts');
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else {
      this.#running += 1;
    }
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }
}
