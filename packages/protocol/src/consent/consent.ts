import type { RequestId } from '../ids.ts';
import { PERMISSION_IDS, type Permission, withDependent } from '../permissions.ts';
import type { Grant, PendingRequest } from '../session/state.ts';

/** A question without an answer counts as No after this time. Milliseconds. */
export const ANSWER_TIMEOUT = 60_000;

/**
 * The applet's own record of what its customer has said. It alone decides what leaves the machine and what input is
 * carried out; the server's log only tells of it. Requests come in from the log, but nothing in the log can grant.
 */
export interface Consent {
  readonly grants: readonly Grant[];
  /** Open questions, oldest first; the first one is the one on the screen. */
  readonly prompts: readonly PendingRequest[];
}

export const NO_CONSENT: Consent = { grants: [], prompts: [] };

/** Adds a question, unless it is there already. */
export function ask(consent: Consent, request: PendingRequest): Consent {
  if (consent.prompts.some((prompt) => prompt.requestId === request.requestId)) return consent;
  return { ...consent, prompts: [...consent.prompts, request] };
}

/** Takes a question away unanswered: the technician withdrew it. */
export function withdraw(consent: Consent, requestId: RequestId): Consent {
  return { ...consent, prompts: consent.prompts.filter((prompt) => prompt.requestId !== requestId) };
}

/**
 * The customer's answer. A Yes turns the question's permissions into grants; anything else only closes the question.
 * An unknown question changes nothing.
 */
export function answer(consent: Consent, requestId: RequestId, yes: boolean, now: number): Consent {
  const prompt = consent.prompts.find((each) => each.requestId === requestId);
  if (prompt === undefined) return consent;
  const closed = withdraw(consent, requestId);
  if (!yes) return closed;
  const until = prompt.minutes === undefined ? {} : { until: now + prompt.minutes * 60_000 };
  const given = prompt.permissions.map((permission) => ({ permission, requestId, grantedAt: now, ...until }));
  const kept = closed.grants.filter((grant) => !prompt.permissions.includes(grant.permission));
  return { ...closed, grants: [...kept, ...given] };
}

/** Takes grants back, with all that depend on them. */
export function revoke(consent: Consent, permissions: readonly Permission[]): Consent {
  const gone = withDependent(permissions);
  return { ...consent, grants: consent.grants.filter((grant) => !gone.includes(grant.permission)) };
}

/** Takes everything back and closes every question: the large X, and the end of the session. */
export function revokeAll(): Consent {
  return NO_CONSENT;
}

/** Whether the customer's Yes for `permission` holds at `now` (epoch milliseconds). */
export function allows(consent: Consent, permission: Permission, now: number): boolean {
  return consent.grants.some(
    (grant) => grant.permission === permission && (grant.until === undefined || grant.until > now),
  );
}

/** Whether remote input may act at `now`: control is granted and no question is open. */
export function allowsInput(consent: Consent, now: number): boolean {
  return consent.prompts.length === 0 && allows(consent, 'control-input', now);
}

/** Permissions whose time has run out at `now`: to be revoked and told to the server. */
export function expired(consent: Consent, now: number): Permission[] {
  return PERMISSION_IDS.filter((id) =>
    consent.grants.some(
      (grant) => grant.permission === id && grant.until !== undefined && grant.until <= now,
    ),
  );
}

/** Questions that have waited longer than {@link ANSWER_TIMEOUT}. */
export function unanswered(consent: Consent, now: number): PendingRequest[] {
  return consent.prompts.filter((prompt) => prompt.requestedAt + ANSWER_TIMEOUT <= now);
}
