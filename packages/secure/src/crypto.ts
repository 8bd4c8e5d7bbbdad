/** What a platform gives at once (Node.js) or a moment later (WebCrypto). */
export type Eventually<T> = T | Promise<T>;

/** Length of an X25519 public key and of its shared secret, in bytes. RFC 7748, section 5. */
export const X25519_BYTES = 32;
/** Length of a SHA-256 hash, in bytes. */
export const HASH_BYTES = 32;
/** Length of an AES-256 key, in bytes. */
export const KEY_BYTES = 32;
/** Length of a nonce of AES-GCM, in bytes: the only length for which GCM is at its best. NIST SP 800-38D, section 5.2.1.1. */
export const NONCE_BYTES = 12;
/** Length of the tag that AES-GCM adds, in bytes: the longest there is. */
export const TAG_BYTES = 16;

/** An ephemeral X25519 key pair. The private half never leaves the platform. */
export interface KeyPair {
  /** {@link X25519_BYTES} bytes. */
  readonly publicKey: Uint8Array;
  /**
   * The secret shared with the owner of `theirs` ({@link X25519_BYTES} bytes), or undefined when the platform refuses that
   * key: a point of low order, with which the secret would be known to everybody. The caller wipes what it gets.
   */
  shared(theirs: Uint8Array): Eventually<Uint8Array | undefined>;
}

/** What the key agreement needs of a platform. */
export interface AgreementCrypto {
  /** Bytes of a generator that is fit for keys. */
  randomBytes(length: number): Uint8Array;
  keyPair(): Eventually<KeyPair>;
  sha256(data: Uint8Array): Eventually<Uint8Array>;
  /** HKDF-SHA-256, RFC 5869: extract and expand. */
  hkdf(secret: Uint8Array, salt: Uint8Array, info: Uint8Array, length: number): Eventually<Uint8Array>;
}

/** One AES-256-GCM key, for one direction. */
export interface SyncAead {
  /** The ciphertext and its tag, {@link TAG_BYTES} longer than `plain`. */
  seal(nonce: Uint8Array, associated: Uint8Array, plain: Uint8Array): Uint8Array;
  /**
   * The plaintext, or undefined when key, nonce, associated data or bytes are not those that were sealed.
   * `sealed`: {@link TAG_BYTES} or longer.
   */
  open(nonce: Uint8Array, associated: Uint8Array, sealed: Uint8Array): Uint8Array | undefined;
  /** Forgets the key, as far as the platform allows. */
  wipe(): void;
}

/** {@link SyncAead} on a platform that answers later. */
export interface AsyncAead {
  seal(nonce: Uint8Array, associated: Uint8Array, plain: Uint8Array): Promise<Uint8Array>;
  open(nonce: Uint8Array, associated: Uint8Array, sealed: Uint8Array): Promise<Uint8Array | undefined>;
  wipe(): void;
}
