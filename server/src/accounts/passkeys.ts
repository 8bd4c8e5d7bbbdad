import { isIP } from 'node:net';
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import {
  type PasskeyAssertion,
  type PasskeyChallenge,
  type PasskeyCreation,
  type PasskeyRegistration,
  passkeyChallenge,
  passkeyCreation,
  type Technician,
  ThrowlineError,
} from '@throwline/protocol';
import type { OwnAddress } from '../security/own-address.ts';
import type { StoredFactor } from '../storage/second-factors-repository.ts';

/** How long a browser waits for somebody's finger, milliseconds. */
const TIMEOUT = 120_000;

type Passkey = StoredFactor & { readonly proof: { readonly kind: 'passkey' } };

/** What of a new passkey is kept. */
export interface NewPasskey {
  readonly credentialId: string;
  /** COSE, in base64url. */
  readonly publicKey: string;
  readonly counter: number;
}

/**
 * Passkeys (W3C Web Authentication), as a second step after the password. The authenticator need not ask who it is
 * (`userVerification: preferred`): the password has done so.
 */
export class Passkeys {
  readonly #origin: string;
  /** The server's host name, which passkeys belong to. */
  readonly #host: string;

  constructor(own: OwnAddress) {
    this.#origin = own.publicUrl;
    this.#host = new URL(own.publicUrl).hostname;
  }

  /** Whether there can be any: they belong to a name, never to an address that is a number. */
  get arePossible(): boolean {
    return isIP(this.#host.replace(/^\[|\]$/g, '')) === 0;
  }

  /** What a browser is to make a passkey from; none that the technician has already. */
  async registrationOptions(
    technician: Technician,
    organisation: string,
    factors: readonly StoredFactor[],
  ): Promise<PasskeyCreation> {
    const options = await generateRegistrationOptions({
      rpName: organisation,
      rpID: this.#host,
      userName: technician.email,
      userDisplayName: technician.name,
      userID: new TextEncoder().encode(technician.id),
      timeout: TIMEOUT,
      attestationType: 'none',
      excludeCredentials: passkeysOf(factors).map(({ proof }) => ({ id: proof.credentialId })),
      authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
    });
    return passkeyCreation.parse(options);
  }

  /** @throws ThrowlineError `passkey-refused` */
  async register(response: PasskeyRegistration, challenge: string): Promise<NewPasskey> {
    try {
      const { registrationInfo } = await verifyRegistrationResponse({
        response: { ...response, clientExtensionResults: {} },
        expectedChallenge: challenge,
        expectedOrigin: this.#origin,
        expectedRPID: this.#host,
        requireUserVerification: false,
      });
      if (registrationInfo === undefined) throw new ThrowlineError('passkey-refused');
      const { id, publicKey, counter } = registrationInfo.credential;
      return { credentialId: id, publicKey: Buffer.from(publicKey).toString('base64url'), counter };
    } catch (cause) {
      throw new ThrowlineError('passkey-refused', undefined, { cause });
    }
  }

  /** What a browser is to have signed, by one of these passkeys. */
  async assertionOptions(factors: readonly StoredFactor[]): Promise<PasskeyChallenge> {
    const options = await generateAuthenticationOptions({
      rpID: this.#host,
      timeout: TIMEOUT,
      allowCredentials: passkeysOf(factors).map(({ proof }) => ({ id: proof.credentialId })),
      userVerification: 'preferred',
    });
    return passkeyChallenge.parse(options);
  }

  /**
   * Which of the passkeys has signed, and its new count.
   * @returns `undefined` when none of them has signed exactly this
   */
  async check(
    response: PasskeyAssertion,
    challenge: string,
    factors: readonly StoredFactor[],
  ): Promise<{ factor: StoredFactor; counter: number } | undefined> {
    const factor = passkeysOf(factors).find(({ proof }) => proof.credentialId === response.id);
    if (factor === undefined) return undefined;
    const { credentialId, publicKey } = factor.proof;
    try {
      const { verified, authenticationInfo } = await verifyAuthenticationResponse({
        response: { ...response, clientExtensionResults: {} },
        expectedChallenge: challenge,
        expectedOrigin: this.#origin,
        expectedRPID: this.#host,
        credential: {
          id: credentialId,
          publicKey: new Uint8Array(Buffer.from(publicKey, 'base64url')),
          counter: factor.counter,
        },
        requireUserVerification: false,
      });
      return verified ? { factor, counter: authenticationInfo.newCounter } : undefined;
    } catch {
      // The library throws for whatever does not fit: a forged answer is a wrong one.
      return undefined;
    }
  }
}

function passkeysOf(factors: readonly StoredFactor[]): Passkey[] {
  return factors.filter((factor): factor is Passkey => factor.proof.kind === 'passkey');
}
