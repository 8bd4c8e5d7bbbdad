import {
  type FactorId,
  type MeResponse,
  meResponse,
  type OneTimeCodeOffer,
  type OwnSignIn,
  oneTimeCodeOffer,
  ownSignInsResponse,
  type PasskeyChallenge,
  type PasskeyCreation,
  passkeyChallenge,
  passkeyCreation,
  recoveryCodesResponse,
  resetWaysResponse,
  type SecondFactorsResponse,
  type SignInId,
  type SignInResponse,
  secondFactorsResponse,
  signInResponse,
  type TechnicianId,
} from '@throwline/protocol';
import { z } from 'zod';
import { call } from './call.ts';

const nothing = z.unknown().transform(() => undefined);

/** The first step of signing in. */
export function signIn(body: {
  email: string;
  password: string;
  renews?: SignInId;
}): Promise<SignInResponse> {
  return call({ method: 'POST', path: '/api/sign-in', body, answer: signInResponse });
}

/** What a passkey is to sign, as the WebAuthn library takes it. */
export function askForPasskey(): Promise<PasskeyChallenge> {
  return call({ method: 'POST', path: '/api/sign-in/passkey', answer: passkeyChallenge });
}

/** The second step of signing in. */
export function showSecondFactor(
  body: { renews?: SignInId } & (
    | { kind: 'one-time-code' | 'recovery-code'; code: string }
    | { kind: 'passkey'; credential: object }
  ),
): Promise<MeResponse> {
  return call({ method: 'POST', path: '/api/sign-in/second-factor', body, answer: meResponse });
}

/** The part of a request that says which sign-in the new one takes the place of, if any. */
export function renewing(renews: SignInId | undefined): { renews?: SignInId } {
  return renews === undefined ? {} : { renews };
}

/** Somebody works here: the sign-in lasts longer, up to its bound. */
export function extendSignIn(): Promise<MeResponse> {
  return call({ method: 'POST', path: '/api/me/sign-in/extend', answer: meResponse });
}

export async function signOut(): Promise<void> {
  await call({ method: 'POST', path: '/api/sign-out', answer: nothing });
}

/** Types the password once more, before one's second factors can be changed. */
export async function confirmPassword(body: { password: string }): Promise<void> {
  await call({ method: 'POST', path: '/api/me/confirm', body, answer: nothing });
}

export function readSecondFactors(signal?: AbortSignal): Promise<SecondFactorsResponse> {
  return call({
    method: 'GET',
    path: '/api/me/second-factors',
    answer: secondFactorsResponse,
    ...(signal ? { signal } : {}),
  });
}

/** A new secret for an authenticator app. */
export function offerOneTimeCode(): Promise<OneTimeCodeOffer> {
  return call({ method: 'POST', path: '/api/me/second-factors/one-time-code', answer: oneTimeCodeOffer });
}

/** Adds the app that was offered a secret. Answers recovery codes if it is the account's first factor. */
export async function addOneTimeCode(body: { code: string; name: string }): Promise<string[]> {
  const path = '/api/me/second-factors/one-time-code/confirm';
  return (await call({ method: 'POST', path, body, answer: recoveryCodesResponse })).recoveryCodes;
}

/** What a passkey is to be made from, as the WebAuthn library takes it. */
export function offerPasskey(): Promise<PasskeyCreation> {
  return call({ method: 'POST', path: '/api/me/second-factors/passkey-options', answer: passkeyCreation });
}

/** Adds the passkey that was made. Answers recovery codes if it is the account's first factor. */
export async function addPasskey(body: { credential: object; name: string }): Promise<string[]> {
  const path = '/api/me/second-factors/passkey';
  return (await call({ method: 'POST', path, body, answer: recoveryCodesResponse })).recoveryCodes;
}

export async function removeSecondFactor(id: FactorId): Promise<void> {
  await call({ method: 'DELETE', path: `/api/me/second-factors/${id}`, answer: nothing });
}

export async function renewRecoveryCodes(): Promise<string[]> {
  const path = '/api/me/recovery-codes';
  return (await call({ method: 'POST', path, answer: recoveryCodesResponse })).recoveryCodes;
}

/** Takes away all second factors of somebody who has lost theirs. */
export async function resetSecondFactors(id: TechnicianId): Promise<void> {
  await call({ method: 'DELETE', path: `/api/technicians/${id}/second-factors`, answer: nothing });
}

/** Where one is signed in, newest first. */
export async function readSignIns(signal?: AbortSignal): Promise<OwnSignIn[]> {
  const answer = await call({
    method: 'GET',
    path: '/api/me/sign-ins',
    answer: ownSignInsResponse,
    ...(signal ? { signal } : {}),
  });
  return answer.signIns;
}

/** Ends one of one's own sign-ins; without an id all but this one. */
export async function endSignIn(id?: SignInId): Promise<void> {
  const path = id === undefined ? '/api/me/sign-ins' : `/api/me/sign-ins/${id}`;
  await call({ method: 'DELETE', path, answer: nothing });
}

/** Whether a link for a new password can be sent by email. */
export async function readResetWays(signal?: AbortSignal): Promise<{ byMail: boolean }> {
  return call({
    method: 'GET',
    path: '/api/password-resets',
    answer: resetWaysResponse,
    ...(signal ? { signal } : {}),
  });
}

/** Asks for such a link. The answer does not tell whether there is an account. */
export async function askForReset(body: { email: string }): Promise<void> {
  await call({ method: 'POST', path: '/api/password-resets', body, answer: nothing });
}

/** Sets a new password by a link's secret. */
export async function resetPassword(body: { secret: string; password: string }): Promise<void> {
  await call({ method: 'POST', path: '/api/password-resets/use', body, answer: nothing });
}
