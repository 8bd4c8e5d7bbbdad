import type { Secret, SessionId, TechnicianId } from '@throwline/protocol';
import type { Clock } from '../clock.ts';
import type { Secrets } from '../security/secrets.ts';

/** How long a token waits for its socket, milliseconds. */
export const TOKEN_LIFETIME = 30_000;
/** Most tokens that wait at once; the oldest go first. */
const MAX_TOKENS = 10_000;

/** What a token opens. `signIn` is the hash of the sign-in's token; it is looked up again when the token is used. */
export type TokenClaim =
  | { readonly opens: 'events'; readonly signIn: string }
  | {
      readonly opens: 'peer';
      readonly sessionId: SessionId;
      readonly as: 'applet';
      /** Hash of the key of the applet that asked for it, which may have lost the session since. */
      readonly keyHash: string;
    }
  | {
      readonly opens: 'peer';
      readonly sessionId: SessionId;
      readonly as: 'console';
      readonly technicianId: TechnicianId;
      readonly signIn: string;
    };

/** One-time tokens for sockets, kept by hash. */
export class SocketTokens {
  readonly #waiting = new Map<string, { readonly claim: TokenClaim; readonly expiresAt: number }>();
  readonly #secrets: Secrets;
  readonly #clock: Clock;

  constructor(secrets: Secrets, clock: Clock) {
    this.#secrets = secrets;
    this.#clock = clock;
  }

  issue(claim: TokenClaim): Secret {
    const now = this.#clock.monotonic();
    for (const [hash, { expiresAt }] of this.#waiting) {
      if (expiresAt > now && this.#waiting.size < MAX_TOKENS) break;
      this.#waiting.delete(hash);
    }
    const token = this.#secrets.create();
    this.#waiting.set(this.#secrets.hash('socket-token', token), { claim, expiresAt: now + TOKEN_LIFETIME });
    return token;
  }

  /** What a token opens; it is used up by asking. `undefined` for unknown, used and expired ones. */
  take(token: Secret): TokenClaim | undefined {
    const hash = this.#secrets.hash('socket-token', token);
    const found = this.#waiting.get(hash);
    this.#waiting.delete(hash);
    return found !== undefined && found.expiresAt > this.#clock.monotonic() ? found.claim : undefined;
  }
}
