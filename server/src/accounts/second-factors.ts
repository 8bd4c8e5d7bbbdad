import {
  type FactorId,
  factorId,
  MAX_FACTORS,
  type OneTimeCodeOffer,
  type PasskeyChallenge,
  type PasskeyCreation,
  type PasskeyRegistration,
  type SecondFactorRequest,
  type SecondFactorState,
  type SecondFactorsResponse,
  type SecondStep,
  type Technician,
  type TechnicianId,
  ThrowlineError,
} from '@throwline/protocol';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { OwnAddress } from '../security/own-address.ts';
import type { Seal } from '../security/seal.ts';
import type { Secrets } from '../security/secrets.ts';
import type { StoredFactor } from '../storage/second-factors-repository.ts';
import type { Repositories, Storage } from '../storage/storage.ts';
import { isDuplicate } from '../storage/storage-errors.ts';
import { FactorGuesses } from './factor-guesses.ts';
import type { LiveSignIns } from './live-sign-ins.ts';
import { createSecret, secretUri, stepOf } from './one-time-codes.ts';
import { Passkeys } from './passkeys.ts';
import { recoveryCodeHash, renewRecoveryCodes } from './recovery-codes.ts';
import type { Caller, SignIns } from './sign-ins.ts';

interface Parts {
  readonly storage: Storage;
  readonly secrets: Secrets;
  readonly seal: Seal;
  readonly own: OwnAddress;
  readonly signIns: SignIns;
  readonly live: LiveSignIns;
  readonly clock: Clock;
  readonly log: Logger;
  readonly organisation: () => Promise<string>;
  /** Who cannot do without. */
  readonly requiredOf: 'administrators' | 'everyone';
}

/**
 * What signing in takes besides the password: passkeys and authenticator apps, up to ten of an account, and recovery codes
 * for when none of them is at hand. Whatever changes them wants the password typed within the last ten minutes, and ends the
 * account's other sign-ins where it takes something away or is the first.
 */
export class SecondFactors {
  readonly #parts: Parts;
  readonly #passkeys: Passkeys;
  readonly #guesses: FactorGuesses;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#passkeys = new Passkeys(parts.own);
    this.#guesses = new FactorGuesses(parts.storage, parts.clock);
  }

  /** How an account stands. `required`: until there is one, nothing else can be done. */
  stateOf({ role, hasSecondFactor }: Technician): SecondFactorState {
    if (hasSecondFactor) return 'set-up';
    return role === 'administrator' || this.#parts.requiredOf === 'everyone' ? 'required' : 'offered';
  }

  async show({ technician }: Caller): Promise<SecondFactorsResponse> {
    const { secondFactors } = this.#parts.storage;
    const factors = await secondFactors.of(technician.id);
    return {
      factors: factors.map(({ id, proof, name, createdAt, lastUsedAt }) => ({
        id,
        kind: proof.kind,
        name,
        createdAt,
        ...(lastUsedAt === undefined ? {} : { lastUsedAt }),
      })),
      recoveryCodesLeft: await secondFactors.countRecoveryCodes(technician.id),
      canHavePasskeys: this.#passkeys.arePossible,
    };
  }

  /** The ways in which a sign-in of this account can be confirmed, the quickest first. */
  async ways(id: TechnicianId): Promise<SecondStep[]> {
    const { secondFactors } = this.#parts.storage;
    const kinds = new Set((await secondFactors.of(id)).map(({ proof }) => proof.kind));
    const ways: SecondStep[] = [];
    if (kinds.has('passkey')) ways.push('passkey');
    if (kinds.has('one-time-code')) ways.push('one-time-code');
    if ((await secondFactors.countRecoveryCodes(id)) > 0) ways.push('recovery-code');
    return ways;
  }

  /** A new secret for an authenticator app. It counts when a code of it is typed in the same sign-in. */
  async offerOneTimeCode(caller: Caller): Promise<OneTimeCodeOffer> {
    const { storage, seal, signIns } = this.#parts;
    signIns.checkConfirmed(caller);
    const secret = createSecret();
    const sealed = seal.encrypt('one-time-code-secret', secret);
    await storage.signIns.setOfferedSecret(caller.signIn.tokenHash, sealed);
    const account = { organisation: await this.#parts.organisation(), email: caller.technician.email };
    return { secret, uri: secretUri(secret, account) };
  }

  /**
   * Adds the authenticator app whose secret was offered.
   * @returns recovery codes when it is the first factor
   * @throws ThrowlineError `password-needed`, `second-factor-failed`, `too-many-factors`
   */
  async addOneTimeCode(caller: Caller, code: string, name: string): Promise<string[]> {
    const { storage, seal, clock, signIns } = this.#parts;
    signIns.checkConfirmed(caller);
    const sealed = await storage.signIns.offeredSecret(caller.signIn.tokenHash);
    const secret = sealed && seal.decrypt('one-time-code-secret', sealed);
    const step = secret ? stepOf(secret, code, clock.now()) : undefined;
    if (sealed === undefined || step === undefined) throw new ThrowlineError('second-factor-failed');
    return this.#add(caller, name, step, { kind: 'one-time-code', sealedSecret: sealed });
  }

  /** @throws ThrowlineError `password-needed`, `passkey-refused` where there can be none */
  async offerPasskey(caller: Caller): Promise<PasskeyCreation> {
    const { storage, signIns, organisation } = this.#parts;
    signIns.checkConfirmed(caller);
    if (!this.#passkeys.arePossible) throw new ThrowlineError('passkey-refused');
    const options = await this.#passkeys.registrationOptions(
      caller.technician,
      await organisation(),
      await storage.secondFactors.of(caller.technician.id),
    );
    await storage.signIns.setChallenge(caller.signIn.tokenHash, options.challenge);
    return options;
  }

  /**
   * Adds the passkey that a browser has made for what was offered.
   * @returns recovery codes when it is the first factor
   * @throws ThrowlineError `password-needed`, `passkey-refused`, `too-many-factors`
   */
  async addPasskey(caller: Caller, credential: PasskeyRegistration, name: string): Promise<string[]> {
    const { storage, signIns } = this.#parts;
    signIns.checkConfirmed(caller);
    const challenge = await storage.signIns.takeChallenge(caller.signIn.tokenHash);
    if (challenge === undefined) throw new ThrowlineError('passkey-refused');
    const { counter, ...passkey } = await this.#passkeys.register(credential, challenge);
    return this.#add(caller, name, counter, { kind: 'passkey', ...passkey });
  }

  async #add(caller: Caller, name: string, counter: number, proof: StoredFactor['proof']): Promise<string[]> {
    const { storage, secrets, signIns, clock, log } = this.#parts;
    const technicianId = caller.technician.id;
    const now = clock.now();
    const factor = {
      id: factorId.parse(secrets.create()),
      technicianId,
      name,
      createdAt: now,
      lastUsedAt: undefined,
      counter,
      proof,
    };
    try {
      const codes = await storage.transaction(async (inside) => {
        const there = await inside.secondFactors.of(technicianId);
        if (there.length >= MAX_FACTORS) throw new ThrowlineError('too-many-factors');
        await inside.secondFactors.add(factor);
        await inside.signIns.setOfferedSecret(caller.signIn.tokenHash, undefined);
        if (there.length > 0) return undefined;
        await inside.signIns.removeOthersOf(technicianId, caller.signIn.tokenHash);
        return renewRecoveryCodes(technicianId, secrets, inside);
      });
      if (codes !== undefined) await signIns.endOthers(caller);
      log.info({ technicianId, kind: proof.kind }, 'a second factor was added');
      return codes ?? [];
    } catch (error) {
      throw isDuplicate(error) ? new ThrowlineError('passkey-refused') : error;
    }
  }

  /** @throws ThrowlineError `password-needed`, `not-found`, `last-second-factor` where one is required */
  async remove(caller: Caller, id: FactorId): Promise<void> {
    const { storage, signIns, log } = this.#parts;
    const { technician } = caller;
    signIns.checkConfirmed(caller);
    await storage.transaction(async (inside) => {
      if (!(await inside.secondFactors.remove(technician.id, id))) throw new ThrowlineError('not-found');
      if ((await inside.secondFactors.of(technician.id)).length > 0) return;
      if (this.stateOf({ ...technician, hasSecondFactor: false }) === 'required')
        throw new ThrowlineError('last-second-factor');
      await inside.secondFactors.removeAllOf(technician.id);
    });
    await signIns.endOthers(caller);
    log.info({ technicianId: technician.id }, 'a second factor was removed');
  }

  /** New recovery codes in the place of all old ones. @throws ThrowlineError `password-needed`, `not-found` without factors */
  async renewRecoveryCodes(caller: Caller): Promise<string[]> {
    const { storage, secrets, signIns } = this.#parts;
    signIns.checkConfirmed(caller);
    if (!caller.technician.hasSecondFactor) throw new ThrowlineError('not-found');
    return storage.transaction((inside) => renewRecoveryCodes(caller.technician.id, secrets, inside));
  }

  /** Takes everything away that somebody's sign-ins take besides the password, and ends them all. */
  async reset(by: Caller, id: TechnicianId): Promise<void> {
    const { storage, signIns, live, log } = this.#parts;
    signIns.checkConfirmed(by);
    await storage.transaction(async (inside) => {
      if ((await inside.technicians.get(id)) === undefined) throw new ThrowlineError('not-found');
      await inside.secondFactors.removeAllOf(id);
      await inside.signIns.removeAllOf(id);
      await inside.devices.removeAllOf(id);
    });
    live.end({ technician: id });
    log.info({ technicianId: id, by: by.technician.id }, 'second factors were reset');
  }

  /** What a passkey is to sign, in a sign-in that has begun. */
  async challenge(begun: Caller): Promise<PasskeyChallenge> {
    const { storage } = this.#parts;
    const options = await this.#passkeys.assertionOptions(
      await storage.secondFactors.of(begun.technician.id),
    );
    await storage.signIns.setChallenge(begun.signIn.tokenHash, options.challenge);
    return options;
  }

  /**
   * Checks what somebody shows whose password was right, and uses it up.
   * @param device hash of the browser, when the account is known on it
   * @throws ThrowlineError `second-factor-failed`, `too-many-attempts`
   */
  async check(begun: Caller, shown: SecondFactorRequest, device: string | undefined): Promise<void> {
    if (!(await this.#isRight(begun, shown, device))) throw new ThrowlineError('second-factor-failed');
  }

  async #isRight(begun: Caller, shown: SecondFactorRequest, device: string | undefined): Promise<boolean> {
    const { storage, secrets, clock } = this.#parts;
    const { id } = begun.technician;
    switch (shown.kind) {
      case 'recovery-code':
        return storage.secondFactors.useRecoveryCode(id, recoveryCodeHash(shown.code, secrets));
      case 'one-time-code': {
        const wasRight = await this.#guesses.take(id, device);
        const right = await storage.transaction((inside) => this.#useOneTimeCode(id, shown.code, inside));
        if (right) await wasRight();
        return right;
      }
      case 'passkey': {
        const challenge = await storage.signIns.takeChallenge(begun.signIn.tokenHash);
        if (challenge === undefined) return false;
        const factors = await storage.secondFactors.of(id);
        const signed = await this.#passkeys.check(shown.credential, challenge, factors);
        return (
          signed !== undefined &&
          (await storage.secondFactors.use(signed.factor.id, signed.counter, clock.now()))
        );
      }
    }
  }

  /** Whether a code is one that counts now and was not used before. */
  async #useOneTimeCode(id: TechnicianId, code: string, inside: Repositories): Promise<boolean> {
    const { seal, clock } = this.#parts;
    const now = clock.now();
    for (const factor of await inside.secondFactors.of(id)) {
      if (factor.proof.kind !== 'one-time-code') continue;
      const secret = seal.decrypt('one-time-code-secret', factor.proof.sealedSecret);
      const step = secret === undefined ? undefined : stepOf(secret, code, now);
      if (step !== undefined && (await inside.secondFactors.use(factor.id, step, now))) return true;
    }
    return false;
  }
}
