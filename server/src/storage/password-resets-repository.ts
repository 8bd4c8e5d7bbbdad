import { type TechnicianId, technicianId } from '@throwline/protocol';
import type { Kysely } from 'kysely';
import type { Database } from './schema.ts';

/** A link with which a technician's password can be set anew. */
export interface PasswordReset {
  readonly tokenHash: string;
  readonly technicianId: TechnicianId;
  /** `server`: printed by the command on the server; it removes the second factors too. */
  readonly origin: 'mail' | 'server';
  readonly createdAt: number;
  readonly expiresAt: number;
}

export class PasswordResetsRepository {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  async add(reset: PasswordReset): Promise<void> {
    await this.#db
      .insertInto('password_resets')
      .values({
        token_hash: reset.tokenHash,
        technician_id: reset.technicianId,
        origin: reset.origin,
        created_at: reset.createdAt,
        expires_at: reset.expiresAt,
      })
      .execute();
  }

  async get(tokenHash: string): Promise<PasswordReset | undefined> {
    const row = await this.#db
      .selectFrom('password_resets')
      .selectAll()
      .where('token_hash', '=', tokenHash)
      .executeTakeFirst();
    return (
      row && {
        tokenHash: row.token_hash,
        technicianId: technicianId.parse(row.technician_id),
        origin: row.origin,
        createdAt: row.created_at,
        expiresAt: row.expires_at,
      }
    );
  }

  /** How many were sent to a technician since then, used ones not counted. */
  async countMailed(id: TechnicianId, since: number): Promise<number> {
    const row = await this.#db
      .selectFrom('password_resets')
      .select((select) => select.fn.countAll<number>().as('count'))
      .where('technician_id', '=', id)
      .where('origin', '=', 'mail')
      .where('created_at', '>', since)
      .executeTakeFirstOrThrow();
    return row.count;
  }

  async removeAllOf(id: TechnicianId): Promise<void> {
    await this.#db.deleteFrom('password_resets').where('technician_id', '=', id).execute();
  }

  /** Forgets those that ran out before then. */
  async removeExpired(before: number): Promise<void> {
    await this.#db.deleteFrom('password_resets').where('expires_at', '<=', before).execute();
  }
}
