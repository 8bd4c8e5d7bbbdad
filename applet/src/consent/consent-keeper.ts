import {
  ANSWER_TIMEOUT,
  answer,
  ask,
  type Consent,
  expired,
  MAX_PENDING_REQUESTS,
  NO_CONSENT,
  type PendingRequest,
  type Permission,
  type RequestId,
  revoke,
  revokeAll,
  unanswered,
  withdraw,
} from '@throwline/protocol';
import type { Clock, Timer } from '../clock.ts';

/** What the keeper tells; each call comes after the consent has changed. */
export interface ConsentHandlers {
  changed(consent: Consent): void;
  /** A question stood too long; it counts as No. */
  unanswered(requestId: RequestId): void;
  /** Grants whose time has run out. */
  expired(permissions: readonly Permission[]): void;
}

/** The one owner of what the customer has said. Nothing else in the applet may say what is granted. */
export class ConsentKeeper {
  readonly #clock: Clock;
  readonly #handlers: ConsentHandlers;
  #consent: Consent = NO_CONSENT;
  /** Ids of all questions there ever were. Bounded by the session's log. */
  readonly #asked = new Set<RequestId>();
  #timer: Timer | undefined;

  /** @param clock one that never goes back, or setting the computer's clock would prolong what was granted */
  constructor(clock: Clock, handlers: ConsentHandlers) {
    this.#clock = clock;
    this.#handlers = handlers;
  }

  get consent(): Consent {
    return this.#consent;
  }

  /**
   * Puts a question; it counts from now, on this computer's clock. Not beside an open one, and never under an id that an
   * earlier one had: the customer's Yes to the one they read could then be taken for a Yes to the other.
   * @returns whether it was put
   */
  ask(request: Omit<PendingRequest, 'requestedAt'>): boolean {
    if (this.#consent.prompts.length >= MAX_PENDING_REQUESTS || this.#asked.has(request.requestId))
      return false;
    this.#asked.add(request.requestId);
    this.#become(ask(this.#consent, { ...request, requestedAt: this.#clock.now() }));
    return true;
  }

  /** The technician cancelled the request. @returns whether there was such a question */
  withdraw(requestId: RequestId): boolean {
    const known = this.#consent.prompts.some((prompt) => prompt.requestId === requestId);
    if (known) this.#become(withdraw(this.#consent, requestId));
    return known;
  }

  /** The customer's answer. @returns whether there was such a question */
  answer(requestId: RequestId, yes: boolean): boolean {
    const known = this.#consent.prompts.some((prompt) => prompt.requestId === requestId);
    if (known) this.#become(answer(this.#consent, requestId, yes, this.#clock.now()));
    return known;
  }

  /** Takes grants back. @returns what was really granted of them, dependents included */
  revoke(permissions: readonly Permission[]): Permission[] {
    const before = this.#consent;
    this.#become(revoke(before, permissions));
    return before.grants
      .filter((grant) => !this.#consent.grants.includes(grant))
      .map((grant) => grant.permission);
  }

  /** Takes back what one question has granted: the server would not have the answer. */
  revokeRequest(requestId: RequestId): void {
    const given = this.#consent.grants.filter((grant) => grant.requestId === requestId);
    if (given.length > 0) this.revoke(given.map((grant) => grant.permission));
  }

  /** Takes everything back and closes every question. */
  revokeAll(): void {
    this.#become(revokeAll());
  }

  #become(next: Consent): void {
    if (next === this.#consent) return;
    this.#consent = next;
    this.#schedule();
    this.#handlers.changed(next);
  }

  #schedule(): void {
    this.#timer?.cancel();
    const { grants, prompts } = this.#consent;
    const due = [
      ...grants.flatMap((grant) => grant.until ?? []),
      ...prompts.map((prompt) => prompt.requestedAt + ANSWER_TIMEOUT),
    ];
    if (due.length === 0) {
      this.#timer = undefined;
      return;
    }
    const delay = Math.max(0, Math.min(...due) - this.#clock.now());
    this.#timer = this.#clock.after(delay, () => this.#due());
  }

  #due(): void {
    const now = this.#clock.now();
    const over = expired(this.#consent, now);
    const silent = unanswered(this.#consent, now);
    if (over.length === 0 && silent.length === 0) {
      // The timer came a little early.
      this.#schedule();
      return;
    }
    let next = revoke(this.#consent, over);
    for (const { requestId } of silent) next = withdraw(next, requestId);
    this.#become(next);
    if (over.length > 0) this.#handlers.expired(over);
    for (const { requestId } of silent) this.#handlers.unanswered(requestId);
  }
}
