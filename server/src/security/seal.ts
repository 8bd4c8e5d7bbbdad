import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const VERSION = 'v1.';

/** What is sealed; text sealed for one purpose cannot be opened for another. */
export type SealPurpose = 'mail-password' | 'one-time-code-secret';

/**
 * Encrypts what the server must be able to read again, with AES-256-GCM under a key that is derived (HKDF-SHA-256,
 * RFC 5869) from the installation's. A copy of the database without `secret.key` tells nothing of it.
 */
export class Seal {
  readonly #key: Uint8Array;

  /** @param secret the installation's 32 random bytes */
  constructor(secret: Buffer) {
    this.#key = new Uint8Array(hkdfSync('sha256', secret, '', 'throwline seal', 32));
  }

  /** Sealed text; the same text gives another one each time. */
  encrypt(purpose: SealPurpose, text: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce).setAAD(Buffer.from(purpose));
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return VERSION + Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
  }

  /** The text again; `undefined` when it was changed, or sealed with another key or for another purpose. */
  decrypt(purpose: SealPurpose, sealed: string): string | undefined {
    if (!sealed.startsWith(VERSION)) return undefined;
    const bytes = Buffer.from(sealed.slice(VERSION.length), 'base64url');
    if (bytes.length < NONCE_BYTES + TAG_BYTES) return undefined;
    const decipher = createDecipheriv('aes-256-gcm', this.#key, bytes.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    })
      .setAAD(Buffer.from(purpose))
      .setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    try {
      const text = decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES));
      return Buffer.concat([text, decipher.final()]).toString('utf8');
    } catch {
      return undefined;
    }
  }
}
