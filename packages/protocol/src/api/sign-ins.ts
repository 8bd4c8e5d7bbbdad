import { z } from 'zod';
import { secret, signInId } from '../ids.ts';
import { emailAddress, meResponse, newPassword } from './accounts.ts';
import { oneTimeCode, passkeyAssertion } from './second-factors.ts';

/** `POST /api/sign-in` */
export const signInRequest = z.object({
  email: emailAddress,
  password: z.string().max(200),
  renews: signInId
    .optional()
    .describe('A sign-in of the same account, also one that has expired, whose place the new one takes'),
});

/** A way to confirm a sign-in. */
export const secondStep = z.enum(['passkey', 'one-time-code', 'recovery-code']);
export type SecondStep = z.infer<typeof secondStep>;

/** The answer to `POST /api/sign-in`: signed in, or the password was right and one of these is needed too. */
export const signInResponse = z.discriminatedUnion('step', [
  z.object({ step: z.literal('signed-in'), me: meResponse }),
  z.object({ step: z.literal('second-factor'), ways: z.array(secondStep) }),
]);
export type SignInResponse = z.infer<typeof signInResponse>;

/** A recovery code, in groups or not; letters that are easily mistaken are taken for what they look like. */
export const recoveryCode = z
  .string()
  .max(60)
  .transform((text) =>
    text.normalize('NFKC').toLowerCase().replace(/[\s-]/g, '').replaceAll('o', '0').replace(/[il]/g, '1'),
  )
  .pipe(z.string().regex(/^[0-9a-hjkmnp-tv-z]{10}$/));

/** `POST /api/sign-in/second-factor` */
const renews = signInId.optional().describe('As in the first step');
export const secondFactorRequest = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('one-time-code'), code: oneTimeCode, renews }),
  z.object({ kind: z.literal('recovery-code'), code: recoveryCode, renews }),
  z.object({ kind: z.literal('passkey'), credential: passkeyAssertion, renews }),
]);
export type SecondFactorRequest = z.infer<typeof secondFactorRequest>;

/** One of one's own sign-ins. */
export const ownSignIn = z.object({
  id: signInId,
  /** Browser and system, as `Firefox on Linux`. */
  browser: z.string(),
  /** The address that signed in. */
  address: z.string(),
  createdAt: z.number().int(),
  /** When it was last used, give or take five minutes. */
  seenAt: z.number().int(),
  expiresAt: z.number().int(),
  /** Whether it is the one that asks. */
  isThis: z.boolean(),
});
export type OwnSignIn = z.infer<typeof ownSignIn>;

/** `GET /api/me/sign-ins`, newest first. */
export const ownSignInsResponse = z.object({ signIns: z.array(ownSignIn) });

/** `GET /api/password-resets`: whether a link for a new password can be sent by mail. */
export const resetWaysResponse = z.object({ byMail: z.boolean() });

/** `POST /api/password-resets`: asks for such a link. */
export const askResetRequest = z.object({ email: emailAddress });

/** `POST /api/password-resets/use` */
export const useResetRequest = z.object({ secret, password: newPassword });
