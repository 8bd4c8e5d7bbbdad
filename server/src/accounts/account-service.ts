import {
  type AccountRole,
  type MeResponse,
  type SecondFactorRequest,
  type SecondStep,
  type Secret,
  type SignInId,
  type Technician,
  type TechnicianId,
  ThrowlineError,
  technicianId,
} from '@throwline/protocol';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { Metrics } from '../metrics.ts';
import type { PasswordGuesses } from '../security/guess-limiter.ts';
import { isKnownPassword } from '../security/known-passwords.ts';
import type { Passwords } from '../security/passwords.ts';
import { type Secrets, sameText } from '../security/secrets.ts';
import type { Repositories, Storage } from '../storage/storage.ts';
import { isDuplicate } from '../storage/storage-errors.ts';
import type { Device, KnownDevices } from './known-devices.ts';
import type { LiveSignIns } from './live-sign-ins.ts';
import type { SecondFactors } from './second-factors.ts';
import type { Caller, Cookie, NewSignIn, SignIns, Visitor } from './sign-ins.ts';

/** What came of a password. */
export type FirstStep =
  | { readonly step: 'signed-in'; readonly signIn: NewSignIn }
  | { readonly step: 'second-factor'; readonly cookie: Cookie; readonly ways: SecondStep[] };

interface Parts {
  readonly storage: Storage;
  readonly secrets: Secrets;
  readonly passwords: Passwords;
  readonly guesses: PasswordGuesses;
  readonly devices: KnownDevices;
  readonly live: LiveSignIns;
  readonly signIns: SignIns;
  readonly secondFactors: SecondFactors;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
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
   * @throws ThrowlineError `not-found` when set-up is over, `setup-invalid`, `password-known`
   */
  async setUp(
    request: NewTechnician & { readonly secret: Secret; readonly organisation: string },
    from: Visitor,
  ): Promise<NewSignIn> {
    const { storage, secrets, passwords, signIns, log } = this.#parts;
    const expected = this.#setupHash;
    if (expected === undefined) throw new ThrowlineError('not-found');
    if (!sameText(expected, secrets.hash('setup', request.secret))) throw new ThrowlineError('setup-invalid');
    checkPassword(request.password, [request.name, request.email, request.organisation]);
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
    return signIns.start(account.technician, from, undefined);
  }

  /**
   * The first step: the password.
   * @param renews a sign-in whose place the new one is to take
   * @throws ThrowlineError `sign-in-failed` for wrong, unknown and disabled alike; `too-many-attempts`; of what is to be renewed
   *   `other-account`, `not-signed-in`
   */
  async signIn(email: string, password: string, from: Visitor, renews?: SignInId): Promise<FirstStep> {
    const { storage, passwords, guesses, signIns, secondFactors } = this.#parts;
    const device = await this.#parts.devices.find(from.device);
    try {
      const wasRight = guesses.take(email, from.address, hashFor(email, device));
      const account = await storage.technicians.byEmail(email);
      const usable = account !== undefined && !account.technician.disabled;
      const right = await passwords.matches(password, usable ? account.passwordHash : undefined);
      if (!right || !usable) throw new ThrowlineError('sign-in-failed');
      wasRight();
      const { technician } = account;
      const renewed = await signIns.renewable(renews, technician.id);
      if (technician.hasSecondFactor) {
        const cookie = await signIns.begin(technician, from);
        return { step: 'second-factor', cookie, ways: await secondFactors.ways(technician.id) };
      }
      this.#parts.log.info({ technicianId: technician.id }, 'signed in');
      return { step: 'signed-in', signIn: await signIns.start(technician, from, device, { renewed }) };
    } catch (error) {
      this.#noteRefusal(error, 'password', from);
      throw error;
    }
  }

  /**
   * The second step, by whoever has taken the first.
   * @throws ThrowlineError `second-factor-failed`, `too-many-attempts`, `not-signed-in`, `other-account`
   */
  async confirmSignIn(begun: Caller, shown: SecondFactorRequest, from: Visitor): Promise<NewSignIn> {
    const { devices, signIns, secondFactors, log } = this.#parts;
    const { technician } = begun;
    const device = await devices.find(from.device);
    try {
      await secondFactors.check(begun, shown, hashFor(technician.email, device));
      const renewed = await signIns.renewable(shown.renews, technician.id);
      const signIn = await signIns.start(technician, from, device, { begun: begun.signIn, renewed });
      log.info({ technicianId: technician.id, by: shown.kind }, 'signed in');
      return signIn;
    } catch (error) {
      this.#noteRefusal(error, 'second-factor', from);
      throw error;
    }
  }

  #noteRefusal(error: unknown, what: 'password' | 'second-factor', from: Visitor): void {
    if (!(error instanceof ThrowlineError) || error.code === 'storage-full') return;
    this.#parts.metrics.refusedGuesses.inc({ what });
    this.#parts.log.warn({ address: from.address, error: error.code }, 'a sign-in was refused');
  }

  /** Who is asked about, and how they stand. */
  async me({ technician, signIn }: Caller): Promise<MeResponse> {
    const secondFactor = this.#parts.secondFactors.stateOf(technician);
    const { id, expiresAt } = signIn;
    return { technician, organisation: await this.organisation(), secondFactor, signIn: { id, expiresAt } };
  }

  /** Who a cookie belongs to, at whatever stage, or `undefined` when it is of no use (any more). */
  async visitor(token: string): Promise<Caller | undefined> {
    return this.#parts.signIns.callerOf(this.#parts.secrets.hash('sign-in', token));
  }

  /** Whether a cookie is of a sign-in that has run out, and whose technician may renew it. */
  async hasRunOut(token: string): Promise<boolean> {
    return this.#parts.signIns.hasRunOut(this.#parts.secrets.hash('sign-in', token));
  }

  /**
   * Who is signed in, by the stored hash as socket tokens carry it: `undefined` also for whom a second factor is missing.
   */
  async callerOf(tokenHash: string): Promise<Caller | undefined> {
    const caller = await this.#parts.signIns.callerOf(tokenHash);
    return caller?.signIn.stage === 'full' ? caller : undefined;
  }

  /** Takes the caller's password once more, so that they may change how they sign in. @throws ThrowlineError `sign-in-failed` */
  async confirm(caller: Caller, password: string, from: Visitor): Promise<void> {
    await this.#checkOwnPassword(caller, password, from);
    await this.#parts.signIns.confirm(caller);
  }

  /**
   * Ends all sign-ins of the caller and starts a new one.
   * @throws ThrowlineError `sign-in-failed`, `password-known`
   */
  async changePassword(caller: Caller, current: string, next: string, from: Visitor): Promise<NewSignIn> {
    const { passwords, devices, signIns } = this.#parts;
    const { technician } = caller;
    await this.#checkOwnPassword(caller, current, from);
    await this.#checkNewPassword(next, technician);
    const device = await devices.find(from.device);
    await this.#storeUpdate(technician.id, { passwordHash: await passwords.hash(next) });
    return signIns.start(technician, from, device);
  }

  async #checkOwnPassword({ technician }: Caller, password: string, from: Visitor): Promise<void> {
    const { storage, passwords, guesses, devices } = this.#parts;
    const device = await devices.find(from.device);
    const wasRight = guesses.take(technician.email, from.address, hashFor(technician.email, device));
    const account = await storage.technicians.get(technician.id);
    if (!(await passwords.matches(password, account?.passwordHash)))
      throw new ThrowlineError('sign-in-failed');
    wasRight();
  }

  async #checkNewPassword(password: string, account: Pick<Technician, 'name' | 'email'>): Promise<void> {
    checkPassword(password, [account.name, account.email, await this.organisation()]);
  }

  /**
   * Sets a password by a link, whose bearer need not know the old one. All sign-ins and other links of the account end.
   * @throws ThrowlineError `reset-invalid` for unknown, used and old links alike; `password-known`
   */
  async resetPassword(token: Secret, password: string): Promise<void> {
    const { storage, secrets, passwords, clock, log } = this.#parts;
    const tokenHash = secrets.hash('password-reset', token);
    const account = async (inside: Repositories) => {
      const reset = await inside.passwordResets.get(tokenHash);
      const owner = reset && (await inside.technicians.get(reset.technicianId));
      if (reset === undefined || owner === undefined || reset.expiresAt <= clock.now())
        throw new ThrowlineError('reset-invalid');
      if (owner.technician.disabled) throw new ThrowlineError('reset-invalid');
      return { technician: owner.technician, origin: reset.origin };
    };
    await this.#checkNewPassword(password, (await account(storage)).technician);
    const passwordHash = await passwords.hash(password);
    const { technician, origin } = await storage.transaction(async (inside) => {
      const found = await account(inside);
      if (found.origin === 'server') await inside.secondFactors.removeAllOf(found.technician.id);
      await inside.technicians.update(found.technician.id, { passwordHash });
      await endAllOf(found.technician.id, inside);
      return found;
    });
    this.#parts.live.end({ technician: technician.id });
    log.info({ technicianId: technician.id, origin }, 'a password was set by a link');
  }

  async list(): Promise<Technician[]> {
    return this.#parts.storage.technicians.list();
  }

  /** @throws ThrowlineError `email-taken`, `password-known` */
  async add(request: NewTechnician): Promise<Technician> {
    const { storage, passwords, log } = this.#parts;
    await this.#checkNewPassword(request.password, request);
    const account = this.#account(request, await passwords.hash(request.password));
    try {
      await storage.technicians.add(account);
    } catch (error) {
      throw isDuplicate(error) ? new ThrowlineError('email-taken') : error;
    }
    log.info({ technicianId: account.technician.id, role: request.role }, 'an account was added');
    return account.technician;
  }

  /** @throws ThrowlineError `not-found`, `last-administrator`, `password-known` */
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
    if (password === undefined) return this.#storeUpdate(id, rest);
    const account = await this.#parts.storage.technicians.get(id);
    if (account === undefined) throw new ThrowlineError('not-found');
    await this.#checkNewPassword(password, account.technician);
    const passwordHash = await this.#parts.passwords.hash(password);
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
      if (endsSignIns) await endAllOf(id, inside);
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
    return {
      technician: { id, name, email, role, disabled: false, createdAt: clock.now(), hasSecondFactor: false },
      passwordHash,
    };
  }
}

/** @throws ThrowlineError `password-known` */
function checkPassword(password: string, own: readonly string[]): void {
  if (isKnownPassword(password, own)) throw new ThrowlineError('password-known');
}

/** Ends all sign-ins of an account, what its browsers are known by, and links to its password. */
async function endAllOf(id: TechnicianId, inside: Repositories): Promise<void> {
  await inside.signIns.removeAllOf(id);
  await inside.devices.removeAllOf(id);
  await inside.passwordResets.removeAllOf(id);
}

/** Under what guesses from a device are counted, when the account's owner has signed in on it before. */
function hashFor(email: string, device: Device | undefined): string | undefined {
  return device?.users.includes(email) === true ? device.hash : undefined;
}
