import { HASH_BYTES, X25519_BYTES } from './crypto.ts';
import { AGREEMENT_NONCE_BYTES, SECURE_VERSION } from './transcript.ts';

/**
 * The first byte of what this package sends, beside the numbers of the peer frames: 1–63 come from the applet, 64–127
 * from a console. Explicit, never reused.
 */
export const SECURE_NUMBERS = {
  commit: 48,
  reveal: 49,
  'sealed-by-applet': 50,
  key: 112,
  'sealed-by-console': 113,
} as const;

/** Applet to console, first: its key is chosen, and hidden. */
export interface Commit {
  readonly peer: number;
  readonly commitment: Uint8Array;
}

/** Applet to console, last: what the commitment hid. */
export interface Reveal {
  readonly appletPublic: Uint8Array;
  readonly nonce: Uint8Array;
}

/** `malformed`: not this message, too short or too long. `version`: an agreement of a version that is not ours. */
export type Unread = 'malformed' | 'version';

const COMMIT_LENGTH = 4 + HASH_BYTES;
const KEY_LENGTH = 2 + X25519_BYTES;
const REVEAL_LENGTH = 1 + X25519_BYTES + AGREEMENT_NONCE_BYTES;

/** u8 number, u8 version, u16 peer, commitment. */
export function writeCommit({ peer, commitment }: Commit): Uint8Array {
  return Uint8Array.of(SECURE_NUMBERS.commit, SECURE_VERSION, peer >> 8, peer & 0xff, ...commitment);
}

export function readCommit(bytes: Uint8Array): Commit | Unread {
  const unread = check(bytes, SECURE_NUMBERS.commit, COMMIT_LENGTH);
  if (unread !== undefined) return unread;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return { peer: view.getUint16(2), commitment: bytes.slice(4) };
}

/** u8 number, u8 version, the console's public key. */
export function writeKey(consolePublic: Uint8Array): Uint8Array {
  return Uint8Array.of(SECURE_NUMBERS.key, SECURE_VERSION, ...consolePublic);
}

export function readKey(bytes: Uint8Array): Uint8Array | Unread {
  return check(bytes, SECURE_NUMBERS.key, KEY_LENGTH) ?? bytes.slice(2);
}

/** u8 number, the applet's public key, nonce. */
export function writeReveal({ appletPublic, nonce }: Reveal): Uint8Array {
  return Uint8Array.of(SECURE_NUMBERS.reveal, ...appletPublic, ...nonce);
}

export function readReveal(bytes: Uint8Array): Reveal | 'malformed' {
  if (bytes[0] !== SECURE_NUMBERS.reveal || bytes.length !== REVEAL_LENGTH) return 'malformed';
  return { appletPublic: bytes.slice(1, 1 + X25519_BYTES), nonce: bytes.slice(1 + X25519_BYTES) };
}

// The version comes before the length: an agreement of another version may be of another length.
function check(bytes: Uint8Array, number: number, length: number): Unread | undefined {
  if (bytes[0] !== number || bytes.length < 2) return 'malformed';
  if (bytes[1] !== SECURE_VERSION) return 'version';
  return bytes.length === length ? undefined : 'malformed';
}
