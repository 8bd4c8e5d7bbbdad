import {
  type AccountRole,
  type MeResponse,
  type Secret,
  type Technician,
  type TechnicianId,
  ThrowlineError,
  technicianId,
} from '@throwline/protocol';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { Metrics } from '../metrics.ts';
import type { PasswordGuesses } from '../security/guess-limiter.ts';
import type { Passwords } from '../security/passwords.ts';
import { type Secrets, sameText } from '../security/secrets.ts';
import type { SignIn } from '../storage/sign-ins-repository.ts';
import type { Storage } from '../storage/storage.ts';
import { isDuplicate } from '../storage/storage-errors.ts';
import type { Device, KnownDevices } from './known-devices.ts';
import type { LiveSignIns } from './live-sign-ins.ts';

/** A fresh sign-in: the answer, and what goes into the cookies. */
export interface NewSignIn {
  readonly me: MeResponse;
  readonly token: Secret;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  /** By which the browser is known from now on. */
  readonly device: Secret;
}

/** Where an attempt to sign in comes from. */
export interface Visitor {
  readonly address: string;
  /** The device cookie, if there is one. */
  readonly device: string | undefined;
}

/** Who makes a call. */
export interface Caller {
  readonly technician: Technician;
  readonly signIn: SignIn;
}

interface Parts {
  readonly storage: Storage;
  readonly secrets: Secrets;
  readonly passwords: Passwords;
  readonly guesses: PasswordGuesses;
  readonly devices: KnownDevices;
  readonly live: LiveSignIns;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** Milliseconds. */
  readonly signInLifetime: number;
}

interface NewTechnician {
  readonly name: string;
  readonly email: string;
  readonly role: AccountRole;
  readonly password: string;
}

/** Accounts, set-up and sign-ins. */
export class AccountService {
  readonly #parts: Parts;
  /** Hash of the set-up secret while set-up is open. */
  #setupHash: string | undefined;
  #afterDisabling: (technician: TechnicianId) => Promise<void> = async () => undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Has `act` called after each disabling of an account, whose call is answered when that is done. */
  onDisabled(act: (technician: TechnicianId) => Promise<void>): void {
    this.#afterDisabling = act;
  }

  /** Makes the one-time secret of the first administrator's set-up, or `undefined` when there is one already. */
  async openSetup(): Promise<Secret | undefined> {
    const { storage, secrets } = this.#parts;
    if (await storage.technicians.anyAdministrator()) return undefined;
    const secret = secrets.create();
    this.#setupHash = secrets.hash('setup', secret);
    return secret;
  }

  get setupIsOpen(): boolean {
    return this.#setupHash !== undefined;
  }

  async organisation(): Promise<string> {
    return (await this.#parts.storage.settings.get('organisation')) ?? 'Throwline';
  }

  /**
   * Guesses are not limited: 130 bits need none, and a limit would let anybody keep the administrator out.
   * @throws ThrowlineError `not-found` when set-up is over, `setup-invalid`
   */
  async setUp(
    request: NewTechnician & { readonly secret: Secret; readonly organisation: string },
  ): Promise<NewSignIn> {
    const { storage, secrets, passwords, log } = this.#parts;
    const expected = this.#setupHash;
    if (expected === undefined) throw new ThrowlineError('not-found');
    if (!sameText(expected, secrets.hash('setup', request.secret))) throw new ThrowlineError('setup-invalid');
    const account = this.#account(
      { ...request, role: 'administrator' },
      await passwords.hash(request.password),
    );
    await storage.transaction(async (inside) => {
      if (await inside.technicians.anyAdministrator()) throw new ThrowlineError('not-found');
      await inside.technicians.add(account);
      await inside.settings.set('organisation', request.organisation);
    });
    this.#setupHash = undefined;
    log.info({ technicianId: account.technician.id }, 'the first administrator is set up');
    return this.#startSignIn(account.technician);
  }

  /** @throws ThrowlineError `sign-in-failed` for wrong, unknown and disabled alike; `too-many-attempts` */
  async signIn(email: string, password: string, from: Visitor): Promise<NewSignIn> {
    const { storage, passwords, guesses, log, metrics } = this.#parts;
    const device = await this.#parts.devices.find(from.device);
    try {
      const wasRight = guesses.take(email, from.address, hashFor(email, device));
      const account = await storage.technicians.byEmail(email);
      const usable = account !== undefined && !account.technician.disabled;
      const right = await passwords.matches(password, usable ? account.passwordHash : undefined);
      if (!right || !usable) throw new ThrowlineError('sign-in-failed');
      wasRight();
      log.info({ technicianId: account.technician.id }, 'signed in');
      return await this.#startSignIn(account.technician, device);
    } catch (error) {
      if (error instanceof ThrowlineError && error.code !== 'storage-full') {
        metrics.refusedGuesses.inc({ what: 'password' });
        log.warn({ address: from.address, error: error.code }, 'a sign-in was refused');
      }
      throw error;
    }
  }

  /** Who a cookie belongs to, or `undefined` when it is of no use (any more). */
  async caller(token: string): Promise<Caller | undefined> {
    return this.callerOf(this.#parts.secrets.hash('sign-in', token));
  }

  /** The same by the stored hash, as socket tokens carry it. */
  async callerOf(tokenHash: string): Promise<Caller | undefined> {
    const { storage, clock } = this.#parts;
    const signIn = await storage.signIns.get(tokenHash);
    if (signIn === undefined || signIn.expiresAt <= clock.now()) return undefined;
    const account = await storage.technicians.get(signIn.technicianId);
    if (account === undefined || account.technician.disabled) return undefined;
    return { technician: account.technician, signIn };
  }

  async signOut(signIn: SignIn): Promise<void> {
    await this.#parts.storage.signIns.remove(signIn.tokenHash);
    this.#parts.live.end({ signIn: signIn.tokenHash });
    this.#parts.log.info({ technicianId: signIn.technicianId }, 'signed out');
  }

  /** Ends all sign-ins of the caller and starts a new one. @throws ThrowlineError `sign-in-failed` */
  async changePassword(caller: Caller, current: string, next: string, from: Visitor): Promise<NewSignIn> {
    const { storage, passwords, guesses, devices } = this.#parts;
    const { technician } = caller;
    const device = await devices.find(from.device);
    const wasRight = guesses.take(technician.email, from.address, hashFor(technician.email, device));
    const account = await storage.technicians.get(technician.id);
    if (!(await passwords.matches(current, account?.passwordHash)))
      throw new ThrowlineError('sign-in-failed');
    wasRight();
    await this.#storeUpdate(technician.id, { passwordHash: await passwords.hash(next) });
    return this.#startSignIn(technician, device);
  }

  async list(): Promise<Technician[]> {
    return this.#parts.storage.technicians.list();
  }

  /** @throws ThrowlineError `email-taken` */
  async add(request: NewTechnician): Promise<Technician> {
    const { storage, passwords, log } = this.#parts;
    const account = this.#account(request, await passwords.hash(request.password));
    try {
      await storage.technicians.add(account);
    } catch (error) {
      throw isDuplicate(error) ? new ThrowlineError('email-taken') : error;
    }
    log.info({ technicianId: account.technician.id, role: request.role }, 'an account was added');
    return account.technician;
  }

  /** @throws ThrowlineError `not-found`, `last-administrator` */
  async update(
    id: TechnicianId,
    changes: {
      readonly name?: string | undefined;
      readonly role?: AccountRole | undefined;
      readonly disabled?: boolean | undefined;
      readonly password?: string | undefined;
    },
  ): Promise<Technician> {
    const { password, ...rest } = changes;
    const passwordHash = password === undefined ? undefined : await this.#parts.passwords.hash(password);
    return this.#storeUpdate(id, { ...rest, passwordHash });
  }

  async #storeUpdate(
    id: TechnicianId,
    changes: {
      readonly name?: string | undefined;
      readonly role?: AccountRole | undefined;
      readonly disabled?: boolean | undefined;
      readonly passwordHash?: string | undefined;
    },
  ): Promise<Technician> {
    const { storage, live, log } = this.#parts;
    const endsSignIns = changes.disabled === true || changes.passwordHash !== undefined;
    const technician = await storage.transaction(async (inside) => {
      if ((await inside.technicians.get(id)) === undefined) throw new ThrowlineError('not-found');
      await inside.technicians.update(id, changes);
      if ((await inside.technicians.countActiveAdministrators()) === 0) {
        throw new ThrowlineError('last-administrator');
      }
      if (endsSignIns) {
        await inside.signIns.removeAllOf(id);
        await inside.devices.removeAllOf(id);
      }
      const account = await inside.technicians.get(id);
      if (account === undefined) throw new ThrowlineError('not-found');
      return account.technician;
    });
    if (endsSignIns) live.end({ technician: id });
    else if (changes.name !== undefined) live.rename(id, technician.name);
    log.info({ technicianId: id, changed: Object.keys(changes) }, 'an account was changed');
    if (changes.disabled === true) await this.#afterDisabling(id);
    return technician;
  }

  #account(request: NewTechnician, passwordHash: string): { technician: Technician; passwordHash: string } {
    const { secrets, clock } = this.#parts;
    const { name, email, role } = request;
    const id = technicianId.parse(secrets.create());
    return { technician: { id, name, email, role, disabled: false, createdAt: clock.now() }, passwordHash };
  }

  async #startSignIn(technician: Technician, known?: Device): Promise<NewSignIn> {
    const { storage, secrets, devices, clock, signInLifetime } = this.#parts;
    const token = secrets.create();
    const now = clock.now();
    const expiresAt = now + signInLifetime;
    const device = await storage.transaction(async (inside) => {
      await inside.signIns.removeExpired(now);
      await inside.signIns.add({
        tokenHash: secrets.hash('sign-in', token),
        technicianId: technician.id,
        createdAt: now,
        expiresAt,
      });
      await inside.technicians.noteSignIn(technician.id, now);
      return devices.note(known, technician.id, inside.devices);
    });
    const me = { technician: { ...technician, lastSignInAt: now }, organisation: await this.organisation() };
    return { me, token, expiresAt, device };
  }
}

/** Under what guesses from a device are counted, when the account's owner has signed in on it before. */
function hashFor(email: string, device: Device | undefined): string | undefined {
  return device?.users.includes(email) === true ? device.hash : undefined;
}
