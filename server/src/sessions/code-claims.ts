import { type Secret, type SessionId, ThrowlineError } from '@throwline/protocol';
import type { Clock } from '../clock.ts';
import type { Metrics } from '../metrics.ts';
import type { CodeGuesses } from '../security/code-guesses.ts';
import { type Secrets, sameText } from '../security/secrets.ts';
import type { Storage } from '../storage/storage.ts';
import { codeDigits } from './code-text.ts';
import type { SessionService } from './session-service.ts';

/** For how long the same wrong code from the same browser is the same guess, milliseconds: a key that is held down. */
const SAME_GUESS_FOR = 60_000;
/** Most wrong codes that are remembered for that; one that is forgotten counts as a guess again. */
const MAX_REMEMBERED = 1000;

/** What a claimed code opens. */
export interface Claim {
  readonly sessionId: SessionId;
  /** Opens the customer's journey page. */
  readonly pageKey: Secret;
  /** Goes with the applet. */
  readonly ticket: Secret;
  /** Whether the code was used just now, and not before. */
  readonly isNew: boolean;
}

/** Who types a code. */
export interface Claimant {
  /** For the limits on guessing. */
  readonly address: string;
  /**
   * What the browser or applet is known by, 130 random bits: a code that it has used leads it to the same page again. A
   * new claim is bound to the first one. Empty: it cannot be known again.
   */
  readonly visits: readonly Secret[];
}

/** What a look at a code without using it finds. */
export type Look =
  | { readonly at: 'good'; readonly sessionId: SessionId; readonly code: string }
  /** Whoever looks has used it before. */
  | { readonly at: 'used'; readonly claim: Claim };

interface Parts {
  readonly storage: Storage;
  readonly sessions: SessionService;
  readonly secrets: Secrets;
  readonly guesses: CodeGuesses;
  readonly clock: Clock;
  readonly metrics: Metrics;
}

/**
 * Turns codes into tickets, each once; and for whoever has used a code, sent again by a double click or typed again after
 * *Back*, into the same ticket as before. Nothing is stored for that: the page's key is made from the browser's secret and
 * the code, so that only both together lead to the page.
 */
export class CodeClaims {
  readonly #parts: Parts;
  /** Claims under way: a form that is sent twice is answered once. */
  readonly #claims = new Map<string, Promise<Claim>>();
  readonly #looks = new Map<string, Promise<Look>>();
  /** When a browser has typed a wrong code; oldest first. */
  readonly #wrong = new Map<string, number>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * Turns a code into a ticket.
   * @param typed as the customer typed it
   * @throws ThrowlineError `code-malformed`, `too-many-attempts`, or `code-invalid` for wrong, used and expired alike
   */
  async claim(typed: string, claimant: Claimant): Promise<Claim> {
    return this.#once(this.#claims, typed, claimant, (code) => this.#claim(code, claimant));
  }

  /**
   * Whether a code is good, without using it: it was typed where the support program cannot run. A guess like any other.
   * @throws ThrowlineError as {@link claim} does
   */
  async look(typed: string, claimant: Claimant): Promise<Look> {
    return this.#once(this.#looks, typed, claimant, async (code): Promise<Look> => {
      const before = await this.#usedBy(claimant.visits, code);
      if (before !== undefined) return { at: 'used', claim: before };
      const sessionId = await this.#guess(code, claimant, false, async (found) => found);
      return { at: 'good', sessionId, code };
    });
  }

  /** Does what a form asks for once, however often it is sent at the same time. */
  async #once<T>(
    underWay: Map<string, Promise<T>>,
    typed: string,
    { visits: [visit] }: Claimant,
    work: (code: string) => Promise<T>,
  ): Promise<T> {
    const code = codeDigits(typed);
    if (code === undefined) throw new ThrowlineError('code-malformed');
    if (visit === undefined) return work(code);
    const key = `${visit}/${code}`;
    const same = underWay.get(key);
    if (same !== undefined) return same;
    if (this.#wasWrong(key)) throw new ThrowlineError('code-invalid');
    const answer = work(code);
    underWay.set(key, answer);
    try {
      return await answer;
    } catch (error) {
      if (error instanceof ThrowlineError && error.code === 'code-invalid') this.#rememberWrong(key);
      throw error;
    } finally {
      underWay.delete(key);
    }
  }

  async #claim(code: string, claimant: Claimant): Promise<Claim> {
    const { storage, secrets } = this.#parts;
    const { visits } = claimant;
    const before = await this.#usedBy(visits, code);
    // A used code may be made again, for another session; then it is a code like any other.
    const isLive = async () =>
      (await storage.sessions.bySecret('code_hash', secrets.hash('code', code))) !== undefined;
    if (before !== undefined && !(await isLive())) return before;
    const [visit] = visits;
    const isFree = before === undefined && visit !== undefined;
    const pageKey = isFree ? secrets.pageKeyOfVisit(visit, code) : secrets.create();
    return this.#guess(code, claimant, true, (sessionId) => this.#use(sessionId, pageKey));
  }

  /**
   * One guess at a code; `whenRight` is done with its session.
   * @throws ThrowlineError `too-many-attempts`, `code-invalid`, `storage-full`
   */
  async #guess<T>(
    code: string,
    { address, visits: [visit] }: Claimant,
    isUsed: boolean,
    whenRight: (found: SessionId) => Promise<T>,
  ): Promise<T> {
    const { guesses, metrics } = this.#parts;
    const guess = await guesses.take(code, address, visit).catch((error: unknown) => {
      if (error instanceof ThrowlineError) metrics.refusedGuesses.inc({ what: 'code' });
      throw error;
    });
    try {
      const result = await whenRight(await this.#sessionOf(code));
      await guess.right(isUsed);
      return result;
    } catch (error) {
      if (!(error instanceof ThrowlineError) || error.code === 'storage-full') {
        guess.dropped();
        throw error;
      }
      metrics.refusedGuesses.inc({ what: 'code' });
      await guess.wrong();
      // Used in the same moment, or closed: the answer tells nothing of what became of the code.
      throw new ThrowlineError('code-invalid');
    }
  }

  async #sessionOf(code: string): Promise<SessionId> {
    const { storage, secrets } = this.#parts;
    const codeHash = secrets.hash('code', code);
    const found = await storage.sessions.bySecret('code_hash', codeHash);
    if (found?.codeHash == null || !sameText(found.codeHash, codeHash))
      throw new ThrowlineError('code-invalid');
    return found.sessionId;
  }

  /** What this browser has got for this code before. */
  async #usedBy(visits: readonly Secret[], code: string): Promise<Claim | undefined> {
    const { storage, secrets } = this.#parts;
    for (const visit of visits) {
      const pageKey = secrets.pageKeyOfVisit(visit, code);
      const found = await storage.sessions.bySecret('page_key_hash', secrets.hash('page-key', pageKey));
      if (found !== undefined)
        return { sessionId: found.sessionId, pageKey, ticket: secrets.ticketOf(pageKey), isNew: false };
    }
    return undefined;
  }

  async #use(sessionId: SessionId, pageKey: Secret): Promise<Claim> {
    const { sessions, secrets } = this.#parts;
    const ticket = secrets.ticketOf(pageKey);
    await sessions.act(sessionId, {
      actor: { role: 'server' },
      command: { type: 'claim-code' },
      also: (inside) =>
        inside.sessions.setSecrets(sessionId, {
          codeHash: null,
          pageKeyHash: secrets.hash('page-key', pageKey),
          ticketHash: secrets.hash('ticket', ticket),
        }),
    });
    return { sessionId, pageKey, ticket, isNew: true };
  }

  #wasWrong(key: string): boolean {
    const at = this.#wrong.get(key);
    return at !== undefined && this.#parts.clock.monotonic() - at < SAME_GUESS_FOR;
  }

  #rememberWrong(key: string): void {
    this.#wrong.delete(key);
    this.#wrong.set(key, this.#parts.clock.monotonic());
    if (this.#wrong.size <= MAX_REMEMBERED) return;
    const [oldest] = this.#wrong.keys();
    if (oldest !== undefined) this.#wrong.delete(oldest);
  }
}
