import type { Secret, TechnicianId } from '@throwline/protocol';
import { secret } from '@throwline/protocol';
import type { Clock } from '../clock.ts';
import type { Secrets } from '../security/secrets.ts';
import type { DevicesRepository } from '../storage/devices-repository.ts';

/** How long a device is known after the last sign-in on it, milliseconds: 180 days. */
export const DEVICE_LIFETIME = 180 * 24 * 3_600_000;
/** Most devices by which one account is known; each may guess a little beside the account's own limit. */
export const MAX_DEVICES = 20;

/** A browser, as its cookie shows it. */
export interface Device {
  readonly token: Secret;
  readonly hash: string;
  /** Email addresses of who has signed in on it before. */
  readonly users: readonly string[];
}

/**
 * Browsers on which somebody has signed in before. Guesses at a password are counted for each of them by itself, so that
 * strangers who use up an account's limit do not keep its owner out (OWASP, "Slow Down Online Guessing Attacks with
 * Device Cookies"). A device lets nobody in.
 */
export class KnownDevices {
  readonly #parts: { readonly devices: DevicesRepository; readonly secrets: Secrets; readonly clock: Clock };

  constructor(parts: { devices: DevicesRepository; secrets: Secrets; clock: Clock }) {
    this.#parts = parts;
  }

  /** The device that a cookie shows, or `undefined` when nobody is known by it. */
  async find(cookie: string | undefined): Promise<Device | undefined> {
    const { devices, secrets, clock } = this.#parts;
    const token = secret.safeParse(cookie);
    if (!token.success) return undefined;
    const hash = secrets.hash('device', token.data);
    const users = await devices.usersOf(hash, clock.now() - DEVICE_LIFETIME);
    return users.length === 0 ? undefined : { token: token.data, hash, users };
  }

  /**
   * Notes a sign-in.
   * @param device where; `undefined`: a browser that is new here
   * @param inside where to store it, as part of the sign-in
   * @returns what goes into the device's cookie
   */
  async note(device: Device | undefined, id: TechnicianId, inside: DevicesRepository): Promise<Secret> {
    const { secrets, clock } = this.#parts;
    const now = clock.now();
    const token = device?.token ?? secrets.create();
    await inside.note(secrets.hash('device', token), id, now);
    await inside.forgetOld(id, MAX_DEVICES, now - DEVICE_LIFETIME);
    return token;
  }
}
