import type { TechnicianId } from '@throwline/protocol';
import type { Kysely } from 'kysely';
import type { Database } from './schema.ts';

/** Browsers on which technicians have signed in before, by the hash of their device cookie. */
export class DevicesRepository {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  /** Who has signed in on a device since then, by email address. */
  async usersOf(deviceHash: string, since: number): Promise<string[]> {
    const rows = await this.#db
      .selectFrom('devices')
      .innerJoin('technicians', 'technicians.id', 'devices.technician_id')
      .select('technicians.email')
      .where('devices.device_hash', '=', deviceHash)
      .where('devices.used_at', '>', since)
      .execute();
    return rows.map(({ email }) => email);
  }

  /** Notes a sign-in on a device. */
  async note(deviceHash: string, id: TechnicianId, at: number): Promise<void> {
    await this.#db
      .insertInto('devices')
      .values({ device_hash: deviceHash, technician_id: id, used_at: at })
      .onConflict((conflict) =>
        conflict.columns(['device_hash', 'technician_id']).doUpdateSet({ used_at: at }),
      )
      .execute();
  }

  /** Forgets a technician's devices but the newest, and everybody's that have not been used since then. */
  async forgetOld(id: TechnicianId, kept: number, since: number): Promise<void> {
    await this.#db.deleteFrom('devices').where('used_at', '<=', since).execute();
    const newest = this.#db
      .selectFrom('devices')
      .select('device_hash')
      .where('technician_id', '=', id)
      .orderBy('used_at', 'desc')
      .limit(kept);
    await this.#db
      .deleteFrom('devices')
      .where('technician_id', '=', id)
      .where('device_hash', 'not in', newest)
      .execute();
  }

  /** Forgets everybody's devices that have not been used since then. */
  async forgetUnused(since: number): Promise<void> {
    await this.#db.deleteFrom('devices').where('used_at', '<=', since).execute();
  }

  async removeAllOf(id: TechnicianId): Promise<void> {
    await this.#db.deleteFrom('devices').where('technician_id', '=', id).execute();
  }
}
