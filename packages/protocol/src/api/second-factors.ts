import { z } from 'zod';
import { factorId } from '../ids.ts';
import { personName } from '../text.ts';

/** Most second factors of one account, both kinds together. */
export const MAX_FACTORS = 10;
/** Recovery codes made at a time. */
export const RECOVERY_CODES = 10;

export const factorKind = z.enum(['passkey', 'one-time-code']);
export type FactorKind = z.infer<typeof factorKind>;

/** One passkey or authenticator app, as its owner sees it. */
export const secondFactor = z.object({
  id: factorId,
  kind: factorKind,
  /** What its owner calls it. */
  name: z.string(),
  /** Epoch milliseconds. */
  createdAt: z.number().int(),
  lastUsedAt: z.number().int().optional(),
});
export type SecondFactor = z.infer<typeof secondFactor>;

/** `GET /api/me/second-factors` */
export const secondFactorsResponse = z.object({
  factors: z.array(secondFactor),
  recoveryCodesLeft: z.number().int().min(0),
  /** Whether the server's address can have passkeys; one that is a number cannot. */
  canHavePasskeys: z.boolean(),
});
export type SecondFactorsResponse = z.infer<typeof secondFactorsResponse>;

/** `POST /api/me/second-factors/one-time-code`: a new secret, which counts once a code of it was typed. */
export const oneTimeCodeOffer = z.object({
  /** Base32, for typing. */
  secret: z.string(),
  /** The same as `otpauth://`, for a QR code. */
  uri: z.string(),
});
export type OneTimeCodeOffer = z.infer<typeof oneTimeCodeOffer>;

/** Six digits, in groups or not. */
export const oneTimeCode = z
  .string()
  .max(40)
  .transform((text) => text.normalize('NFKC').replace(/[\s-]/g, ''))
  .pipe(z.string().regex(/^[0-9]{6}$/));

/** `POST /api/me/second-factors/one-time-code/confirm` */
export const confirmOneTimeCodeRequest = z.object({ code: oneTimeCode, name: personName });

/**
 * What a browser's authenticator answers, as far as it is of use. The WebAuthn library checks what is inside.
 */
const base64url = z
  .string()
  .max(16_384)
  .regex(/^[A-Za-z0-9_-]+$/);
const credential = { id: base64url, rawId: base64url, type: z.literal('public-key') };
export const passkeyRegistration = z.object({
  ...credential,
  response: z.object({ clientDataJSON: base64url, attestationObject: base64url }),
});
export const passkeyAssertion = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: base64url,
    authenticatorData: base64url,
    signature: base64url,
  }),
});
export type PasskeyRegistration = z.infer<typeof passkeyRegistration>;
export type PasskeyAssertion = z.infer<typeof passkeyAssertion>;

const knownPasskey = z.object({ id: z.string(), type: z.literal('public-key') });

/** What a passkey is to be made from: what is used of WebAuthn's PublicKeyCredentialCreationOptionsJSON. */
export const passkeyCreation = z.object({
  challenge: z.string(),
  rp: z.object({ id: z.string(), name: z.string() }),
  user: z.object({ id: z.string(), name: z.string(), displayName: z.string() }),
  pubKeyCredParams: z.array(z.object({ type: z.literal('public-key'), alg: z.number().int() })),
  /** Milliseconds. */
  timeout: z.number().int(),
  excludeCredentials: z.array(knownPasskey),
  authenticatorSelection: z.object({
    residentKey: z.literal('preferred'),
    userVerification: z.literal('preferred'),
  }),
  attestation: z.literal('none'),
});
export type PasskeyCreation = z.infer<typeof passkeyCreation>;

/** What a passkey is to sign: what is used of WebAuthn's PublicKeyCredentialRequestOptionsJSON. */
export const passkeyChallenge = z.object({
  challenge: z.string(),
  rpId: z.string(),
  timeout: z.number().int(),
  allowCredentials: z.array(knownPasskey),
  userVerification: z.literal('preferred'),
});
export type PasskeyChallenge = z.infer<typeof passkeyChallenge>;

/** `POST /api/me/second-factors/passkey` */
export const addPasskeyRequest = z.object({ credential: passkeyRegistration, name: personName });

/** The answer to adding a factor and to asking for new recovery codes: codes that were made, told once. */
export const recoveryCodesResponse = z.object({ recoveryCodes: z.array(z.string()) });

/** `POST /api/me/confirm`: the password once more, before one's second factors can be changed. */
export const confirmRequest = z.object({ password: z.string().max(200) });
