import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { z } from 'zod';

const USER_PRESENT = 0x01;
const NEW_CREDENTIAL = 0x40;

const creation = z.object({ challenge: z.string(), rp: z.object({ id: z.string() }) });
const assertion = z.object({
  challenge: z.string(),
  rpId: z.string(),
  allowCredentials: z.array(z.object({ id: z.string() })),
});

/** An authenticator in software: one ES256 passkey, as W3C Web Authentication, section 6, lays its answers out. */
export class SoftwarePasskey {
  readonly #id = randomBytes(32);
  readonly #key: KeyObject;
  readonly #publicKey: KeyObject;
  readonly #counts: boolean;
  #counter: number;

  /** @param options.counts whether it counts its uses; those that are kept in step between devices do not */
  constructor(options: { counts?: boolean } = {}) {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.#key = pair.privateKey;
    this.#publicKey = pair.publicKey;
    this.#counts = options.counts ?? false;
    this.#counter = this.#counts ? 1 : 0;
  }

  get id(): string {
    return this.#id.toString('base64url');
  }

  /** Answers the server's creation options, on a page of `origin`. */
  create(options: unknown, origin: string): object {
    const { challenge, rp } = creation.parse(options);
    const { x = '', y = '' } = this.#publicKey.export({ format: 'jwk' });
    const length = Buffer.alloc(2);
    length.writeUInt16BE(this.#id.length);
    const cose = Buffer.concat([
      Buffer.from('a5010203262001215820', 'hex'),
      Buffer.from(x, 'base64url'),
      Buffer.from('225820', 'hex'),
      Buffer.from(y, 'base64url'),
    ]);
    const data = Buffer.concat([
      this.#head(rp.id, USER_PRESENT | NEW_CREDENTIAL),
      Buffer.alloc(16),
      length,
      this.#id,
      cose,
    ]);
    const object = Buffer.concat([
      Buffer.from('a363666d74646e6f6e656761747453746d74a0686175746844617461', 'hex'),
      Buffer.from([0x58, data.length]),
      data,
    ]);
    const response = {
      clientDataJSON: clientData('webauthn.create', challenge, origin).toString('base64url'),
      attestationObject: object.toString('base64url'),
    };
    return { id: this.id, rawId: this.id, type: 'public-key', clientExtensionResults: {}, response };
  }

  /** Answers the server's request options, on a page of `origin`. */
  sign(options: unknown, origin: string): object {
    const { challenge, rpId, allowCredentials } = assertion.parse(options);
    if (!allowCredentials.some(({ id }) => id === this.id)) throw new Error('this passkey is not asked for');
    if (this.#counts) this.#counter += 1;
    const data = this.#head(rpId, USER_PRESENT);
    const client = clientData('webauthn.get', challenge, origin);
    const signed = Buffer.concat([data, createHash('sha256').update(client).digest()]);
    const response = {
      clientDataJSON: client.toString('base64url'),
      authenticatorData: data.toString('base64url'),
      signature: sign('sha256', signed, this.#key).toString('base64url'),
    };
    return { id: this.id, rawId: this.id, type: 'public-key', clientExtensionResults: {}, response };
  }

  #head(rpId: string, flags: number): Buffer {
    const rest = Buffer.alloc(5);
    rest.writeUInt8(flags);
    rest.writeUInt32BE(this.#counter, 1);
    return Buffer.concat([createHash('sha256').update(rpId).digest(), rest]);
  }
}

function clientData(type: string, challenge: string, origin: string): Buffer {
  return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
}
