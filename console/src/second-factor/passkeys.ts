import { startAuthentication, startRegistration, WebAuthnError } from '@simplewebauthn/browser';
import type { SignInId } from '@throwline/protocol';
import { addPasskey, askForPasskey, offerPasskey, renewing, showSecondFactor } from '../api/sign-in.ts';

/** Why a passkey could not be made or used, in words for people. */
export class PasskeyError extends Error {
  override readonly name = 'PasskeyError';
}

/** Has the browser make a passkey, and adds it. Answers recovery codes if it is the account's first factor. */
export async function makePasskey(name: string): Promise<string[]> {
  const optionsJSON = await offerPasskey();
  const credential = await asked(() => startRegistration({ optionsJSON }));
  return addPasskey({ credential, name });
}

/** Has a passkey sign, and finishes signing in. @param renews a sign-in whose place the new one takes */
export async function showPasskey(renews?: SignInId): ReturnType<typeof showSecondFactor> {
  const optionsJSON = await askForPasskey();
  const credential = await asked(() => startAuthentication({ optionsJSON }));
  return showSecondFactor({ kind: 'passkey', credential, ...renewing(renews) });
}

async function asked<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (cause) {
    throw new PasskeyError(wordsFor(cause), { cause });
  }
}

function wordsFor(error: unknown): string {
  const other = 'Try again, or use another method.';
  if (!('PublicKeyCredential' in globalThis)) return `This browser cannot use passkeys. ${other}`;
  if (error instanceof WebAuthnError && error.code === 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED')
    return 'You have added this passkey already.';
  const name = error instanceof Error ? error.name : '';
  if (name === 'NotAllowedError' && /certificate/i.test(String(error)))
    return `Browsers do not allow passkeys on a page whose certificate they do not trust. ${other}`;
  if (name === 'NotAllowedError') return `No passkey was used: it was cancelled, or took too long. ${other}`;
  if (name === 'SecurityError') return `Passkeys do not work at this address. ${other}`;
  return `The passkey could not be used. ${other}`;
}
