import {
  type OwnSignIn,
  type Secret,
  type SignInId,
  signInId,
  type Technician,
  type TechnicianId,
  ThrowlineError,
} from '@throwline/protocol';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { Secrets } from '../security/secrets.ts';
import type { SignIn } from '../storage/sign-ins-repository.ts';
import type { Repositories, Storage } from '../storage/storage.ts';
import type { Device, KnownDevices } from './known-devices.ts';
import type { LiveSignIns } from './live-sign-ins.ts';

/** How long the second step may take after the password, milliseconds. */
export const SECOND_STEP_LIFETIME = 10 * 60_000;
/** How long after typing the password one may change how one signs in, milliseconds. */
export const CONFIRMED_LIFETIME = 10 * 60_000;
/** For so long after it has run out a sign-in is known as one that has, and can be renewed in place, milliseconds. */
export const KNOWN_AFTER = 24 * 3_600_000;
/** How exactly it is kept when a sign-in was last used, milliseconds. */
const SEEN_STEP = 5 * 60_000;

/** What goes into the cookie of a sign-in. */
export interface Cookie {
  readonly token: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** A finished sign-in, with its cookies. */
export interface NewSignIn extends Cookie, Caller {
  /** By which the browser is known from now on. */
  readonly device: Secret;
}

/** Where an attempt to sign in comes from. */
export interface Visitor {
  readonly address: string;
  /** The device cookie, if there is one. */
  readonly device: string | undefined;
  /** Browser and system, in our words. */
  readonly browser: string;
}

/** Who makes a call. */
export interface Caller {
  readonly technician: Technician;
  readonly signIn: SignIn;
}

interface Parts {
  readonly storage: Storage;
  readonly secrets: Secrets;
  readonly devices: KnownDevices;
  readonly live: LiveSignIns;
  readonly clock: Clock;
  readonly log: Logger;
  /** How long a sign-in lasts without work, milliseconds. */
  readonly lifetime: number;
  /** How long it lasts at most, however much is worked, milliseconds. */
  readonly bound: number;
}

/** What a new sign-in takes the place of. */
export interface Replaced {
  /** The record of the first step; when it has ended meanwhile nobody is signed in. */
  readonly begun?: SignIn;
  /** An earlier sign-in of the same account; its sockets go on with the new one. */
  readonly renewed?: SignIn | undefined;
}

/** Who is signed in where: server-side records, known by the hash of their cookie. */
export class SignIns {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** The password was right, and a second factor is needed: a record that is good for showing it, and for nothing else. */
  async begin(technician: Technician, from: Visitor): Promise<Cookie> {
    const { storage, clock } = this.#parts;
    const [record, token] = this.#record(technician.id, from, 'second-factor', SECOND_STEP_LIFETIME);
    await storage.transaction(async (inside) => {
      await inside.signIns.removeExpired(clock.now() - KNOWN_AFTER);
      await inside.signIns.add(record);
    });
    return { token, expiresAt: record.expiresAt };
  }

  /**
   * Signs in.
   * @param known the device, when somebody has signed in on it before
   * @param replaced ends with it; what has ended meanwhile lets nobody in
   * @throws ThrowlineError `not-signed-in`
   */
  async start(
    technician: Technician,
    from: Visitor,
    known: Device | undefined,
    replaced: Replaced = {},
  ): Promise<NewSignIn> {
    const { storage, devices, clock, lifetime, live } = this.#parts;
    const { begun, renewed } = replaced;
    const now = clock.now();
    const [record, token] = this.#record(technician.id, from, 'full', lifetime);
    const device = await storage.transaction(async (inside) => {
      for (const old of [begun, renewed]) {
        if (old !== undefined && !(await inside.signIns.remove(old.tokenHash)))
          throw new ThrowlineError('not-signed-in');
      }
      await inside.signIns.removeExpired(now - KNOWN_AFTER);
      await inside.signIns.add(record);
      await inside.technicians.noteSignIn(technician.id, now);
      return devices.note(known, technician.id, inside.devices);
    });
    if (renewed !== undefined)
      live.renew(renewed.tokenHash, { signIn: record.tokenHash, expiresAt: record.expiresAt });
    return {
      technician: { ...technician, lastSignInAt: now },
      signIn: record,
      token,
      expiresAt: record.expiresAt,
      device,
    };
  }

  /** Who a cookie belongs to, at whatever stage, or `undefined` when it is of no use (any more). */
  async callerOf(tokenHash: string): Promise<Caller | undefined> {
    const { storage, clock } = this.#parts;
    const now = clock.now();
    const signIn = await storage.signIns.get(tokenHash);
    if (signIn === undefined || signIn.expiresAt <= now) return undefined;
    const account = await storage.technicians.get(signIn.technicianId);
    if (account === undefined || account.technician.disabled) return undefined;
    if (signIn.stage === 'full' && now - signIn.seenAt >= SEEN_STEP) await this.#noteSeen(tokenHash, now);
    return { technician: account.technician, signIn };
  }

  /** Whether this is a finished sign-in that has run out, not one that was ended. */
  async hasRunOut(tokenHash: string): Promise<boolean> {
    const { storage, clock } = this.#parts;
    const signIn = await storage.signIns.get(tokenHash);
    if (signIn === undefined || signIn.stage !== 'full' || signIn.expiresAt > clock.now()) return false;
    const account = await storage.technicians.get(signIn.technicianId);
    return account?.technician.disabled === false;
  }

  /**
   * The sign-in that is to be renewed, also one that has run out.
   * @throws ThrowlineError `other-account` when it is another technician's, `not-signed-in` when it was ended
   */
  async renewable(id: SignInId | undefined, technician: TechnicianId): Promise<SignIn | undefined> {
    if (id === undefined) return undefined;
    const signIn = await this.#parts.storage.signIns.byId(id);
    if (signIn === undefined || signIn.stage !== 'full') throw new ThrowlineError('not-signed-in');
    if (signIn.technicianId !== technician) throw new ThrowlineError('other-account');
    return signIn;
  }

  /** Somebody works with it: it lasts for its time again, up to its bound. Its sockets do so, too. */
  async extend(caller: Caller): Promise<Caller> {
    const { storage, live, clock, lifetime, bound } = this.#parts;
    const { tokenHash, createdAt, expiresAt } = caller.signIn;
    const until = Math.min(clock.now() + lifetime, createdAt + bound);
    if (until <= expiresAt) return caller;
    await storage.signIns.extend(tokenHash, until);
    live.renew(tokenHash, { signIn: tokenHash, expiresAt: until });
    return { ...caller, signIn: { ...caller.signIn, expiresAt: until } };
  }

  async end(signIn: SignIn): Promise<void> {
    await this.#parts.storage.signIns.remove(signIn.tokenHash);
    this.#parts.live.end({ signIn: signIn.tokenHash });
    this.#parts.log.info({ technicianId: signIn.technicianId }, 'signed out');
  }

  /** One's own sign-ins, newest first. */
  async list({ technician, signIn: own }: Caller): Promise<OwnSignIn[]> {
    const { storage, clock } = this.#parts;
    const all = await storage.signIns.fullOf(technician.id, clock.now());
    return all.map(({ id, browser, address, createdAt, seenAt, expiresAt, tokenHash }) => ({
      id,
      browser,
      address,
      createdAt,
      seenAt,
      expiresAt,
      isThis: tokenHash === own.tokenHash,
    }));
  }

  /** Ends one of one's own sign-ins, with its sockets. @throws ThrowlineError `not-found` */
  async endOwn({ technician }: Caller, id: SignInId): Promise<void> {
    const { storage, clock } = this.#parts;
    const all = await storage.signIns.fullOf(technician.id, clock.now());
    const meant = all.find((signIn) => signIn.id === id);
    if (meant === undefined) throw new ThrowlineError('not-found');
    await this.end(meant);
  }

  /** Ends all of one's own sign-ins but the one that asks. */
  async endOthers({ technician, signIn }: Caller, inside: Repositories = this.#parts.storage): Promise<void> {
    await inside.signIns.removeOthersOf(technician.id, signIn.tokenHash);
    this.#parts.live.end({ technician: technician.id, except: signIn.tokenHash });
    this.#parts.log.info({ technicianId: technician.id }, 'other sign-ins were ended');
  }

  /** Notes that the password was typed once more. */
  async confirm({ signIn }: Caller): Promise<void> {
    await this.#parts.storage.signIns.noteConfirmed(signIn.tokenHash, this.#parts.clock.now());
  }

  /** @throws ThrowlineError `password-needed` when the password was typed too long ago to change how one signs in */
  checkConfirmed({ signIn }: Caller): void {
    if (this.#parts.clock.now() - signIn.confirmedAt > CONFIRMED_LIFETIME)
      throw new ThrowlineError('password-needed');
  }

  #record(
    technicianId: TechnicianId,
    from: Visitor,
    stage: SignIn['stage'],
    lifetime: number,
  ): [SignIn, Secret] {
    const { secrets, clock } = this.#parts;
    const token = secrets.create();
    const now = clock.now();
    const record = {
      tokenHash: secrets.hash('sign-in', token),
      id: signInId.parse(secrets.create()),
      technicianId,
      stage,
      browser: from.browser,
      address: from.address,
      createdAt: now,
      seenAt: now,
      confirmedAt: now,
      expiresAt: now + lifetime,
    };
    return [record, token];
  }

  async #noteSeen(tokenHash: string, now: number): Promise<void> {
    try {
      await this.#parts.storage.signIns.noteSeen(tokenHash, now);
    } catch (error) {
      // A full disk must not keep anybody from working.
      this.#parts.log.warn({ err: error }, 'it could not be stored when a sign-in was last used');
    }
  }
}
