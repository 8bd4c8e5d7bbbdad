import { type AgreementCrypto, type AsyncAead, TAG_BYTES, X25519_BYTES } from '../crypto.ts';

/** WebCrypto wants bytes of an ArrayBuffer that nobody shares. */
const own = (bytes: Uint8Array): Uint8Array<ArrayBuffer> =>
  bytes.buffer instanceof ArrayBuffer
    ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    : new Uint8Array(bytes);

/** The port over WebCrypto: browsers and their workers. */
export const webCrypto: AgreementCrypto = {
  randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
  keyPair: async () => {
    // X25519 has no use for the curve's name; with it the types say that a pair is made.
    const algorithm = { name: 'X25519', namedCurve: 'X25519' };
    const pair = await crypto.subtle.generateKey(algorithm, false, ['deriveBits']);
    return {
      publicKey: new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey)),
      shared: async (theirs) => {
        try {
          const key = await crypto.subtle.importKey('raw', own(theirs), { name: 'X25519' }, false, []);
          const derivation = { name: 'X25519', public: key };
          return new Uint8Array(
            await crypto.subtle.deriveBits(derivation, pair.privateKey, X25519_BYTES * 8),
          );
        } catch {
          // WebCrypto refuses a secret that is all zero. What else may fail here is a key that nobody can use either.
          return undefined;
        }
      },
    };
  },
  sha256: async (data) => new Uint8Array(await crypto.subtle.digest('SHA-256', own(data))),
  hkdf: async (secret, salt, info, length) => {
    const key = await crypto.subtle.importKey('raw', own(secret), 'HKDF', false, ['deriveBits']);
    const derivation = { name: 'HKDF', hash: 'SHA-256', salt: own(salt), info: own(info) };
    return new Uint8Array(await crypto.subtle.deriveBits(derivation, key, length * 8));
  },
};

/** AES-256-GCM with a key that no script can read back. WebCrypto gives no way to wipe it: it is let go of. */
export async function webAead(rawKey: Uint8Array): Promise<AsyncAead> {
  const key = await crypto.subtle.importKey('raw', own(rawKey), 'AES-GCM', false, ['encrypt', 'decrypt']);
  let held: typeof key | undefined = key;
  const using = (nonce: Uint8Array, associated: Uint8Array) => ({
    name: 'AES-GCM',
    iv: own(nonce),
    additionalData: own(associated),
    tagLength: TAG_BYTES * 8,
  });
  return {
    seal: async (nonce, associated, plain) => {
      if (held === undefined) throw new TypeError('the key has been wiped');
      return new Uint8Array(await crypto.subtle.encrypt(using(nonce, associated), held, own(plain)));
    },
    open: async (nonce, associated, sealed) => {
      if (held === undefined) return undefined;
      try {
        return new Uint8Array(await crypto.subtle.decrypt(using(nonce, associated), held, own(sealed)));
      } catch {
        // WebCrypto says OperationError for a wrong tag and for bytes too short for one, and no more than that.
        return undefined;
      }
    },
    wipe: () => {
      held = undefined;
    },
  };
}
