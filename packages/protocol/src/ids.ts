import { z } from 'zod';

/** 128 random bits or more in lower-case Crockford base32: what {@link sessionId} and its like are made of. */
const random = /^[0-9a-hjkmnp-tv-z]{26}$/;

/** Identifies one session; 26 characters of base32, 130 random bits. Not a secret, but not guessable either. */
export const sessionId = z.string().regex(random).brand<'SessionId'>();
export type SessionId = z.infer<typeof sessionId>;

/** Identifies one technician's account. */
export const technicianId = z.string().regex(random).brand<'TechnicianId'>();
export type TechnicianId = z.infer<typeof technicianId>;

/** Identifies one second factor of an account: a passkey, or an app that makes one-time codes. */
export const factorId = z.string().regex(random).brand<'FactorId'>();
export type FactorId = z.infer<typeof factorId>;

/** Identifies one sign-in to its own technician. Not the cookie, nor anything that leads to it. */
export const signInId = z.string().regex(random).brand<'SignInId'>();
export type SignInId = z.infer<typeof signInId>;

/** Made by the sender of a command so that sending it twice does it once. Unique within a session. */
export const commandId = z.string().regex(random).brand<'CommandId'>();
export type CommandId = z.infer<typeof commandId>;

/** Identifies one request for permissions; made by the console. */
export const requestId = z.string().regex(random).brand<'RequestId'>();
export type RequestId = z.infer<typeof requestId>;

/** Identifies one computer that asks to take the place of a session's own; made by the server, for as long as it asks. */
export const askerId = z.string().regex(random).brand<'AskerId'>();
export type AskerId = z.infer<typeof askerId>;

/** Identifies one offered file; made by the applet. */
export const fileId = z.string().regex(random).brand<'FileId'>();
export type FileId = z.infer<typeof fileId>;

/** A secret of 130 random bits in base32: tickets, socket tokens, page keys. Compared only by hash. */
export const secret = z.string().regex(random).brand<'Secret'>();
export type Secret = z.infer<typeof secret>;

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/**
 * 26 characters of Crockford base32 (130 bits), from random bytes that the caller hands in.
 * @param bytes at least 26 bytes from a cryptographic source; 5 bits of each are used
 */
export function randomId(bytes: Uint8Array): string {
  if (bytes.length < 26) throw new RangeError('randomId needs 26 random bytes');
  let text = '';
  for (const byte of bytes.subarray(0, 26)) text += ALPHABET.charAt(byte & 31);
  return text;
}
