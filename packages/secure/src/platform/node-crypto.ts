import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  randomBytes,
} from 'node:crypto';
import { type AgreementCrypto, type SyncAead, TAG_BYTES, X25519_BYTES } from '../crypto.ts';

// Everything before the 32 bytes of an X25519 public key in its SubjectPublicKeyInfo. RFC 8410, section 4.
const X25519_HEADER = Buffer.from('302a300506032b656e032100', 'hex');

/** The port over Node's own crypto, which answers at once. */
export const nodeCrypto: AgreementCrypto = {
  randomBytes: (length) => Uint8Array.from(randomBytes(length)),
  keyPair: () => {
    const { publicKey, privateKey } = generateKeyPairSync('x25519');
    const encoded = publicKey.export({ type: 'spki', format: 'der' });
    return {
      publicKey: Uint8Array.from(encoded.subarray(-X25519_BYTES)),
      shared: (theirs) => {
        const key = Buffer.concat([X25519_HEADER, theirs]);
        try {
          return diffieHellman({
            privateKey,
            publicKey: createPublicKey({ key, type: 'spki', format: 'der' }),
          });
        } catch {
          // OpenSSL refuses a secret that is all zero. What else may fail here is a key that nobody can use either.
          return undefined;
        }
      },
    };
  },
  sha256: (data) => Uint8Array.from(createHash('sha256').update(data).digest()),
  hkdf: (secret, salt, info, length) => new Uint8Array(hkdfSync('sha256', secret, salt, info, length)),
};

/** AES-256-GCM with a key that is copied, and wiped at the end. */
export function nodeAead(rawKey: Uint8Array): SyncAead {
  const key = Uint8Array.from(rawKey);
  return {
    seal: (nonce, associated, plain) => {
      const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
      cipher.setAAD(associated);
      return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    },
    open: (nonce, associated, sealed) => {
      const end = sealed.length - TAG_BYTES;
      const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
      decipher.setAAD(associated);
      decipher.setAuthTag(sealed.subarray(end));
      const plain = decipher.update(sealed.subarray(0, end));
      try {
        decipher.final();
        return plain;
      } catch {
        // The only thing that can fail here is the tag.
        plain.fill(0);
        return undefined;
      }
    },
    wipe: () => {
      key.fill(0);
    },
  };
}
