import { type TechnicianId, technicianId } from '@throwline/protocol';
import type { Kysely } from 'kysely';
import type { Database } from './schema.ts';

/** One browser that is signed in. */
export interface SignIn {
  /** Hash of the cookie's value; serves as the sign-in's id inside the server. */
  readonly tokenHash: string;
  readonly technicianId: TechnicianId;
  readonly createdAt: number;
  readonly expiresAt: number;
}

export class SignInsRepository {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  async add(signIn: SignIn): Promise<void> {
    await this.#db
      .insertInto('sign_ins')
      .values({
        token_hash: signIn.tokenHash,
        technician_id: signIn.technicianId,
        created_at: signIn.createdAt,
        expires_at: signIn.expiresAt,
      })
      .execute();
  }

  async get(tokenHash: string): Promise<SignIn | undefined> {
    const row = await this.#db
      .selectFrom('sign_ins')
      .selectAll()
      .where('token_hash', '=', tokenHash)
      .executeTakeFirst();
    return (
      row && {
        tokenHash: row.token_hash,
        technicianId: technicianId.parse(row.technician_id),
        createdAt: row.created_at,
        expiresAt: row.expires_at,
      }
    );
  }

  async remove(tokenHash: string): Promise<void> {
    await this.#db.deleteFrom('sign_ins').where('token_hash', '=', tokenHash).execute();
  }

  async removeAllOf(id: TechnicianId): Promise<void> {
    await this.#db.deleteFrom('sign_ins').where('technician_id', '=', id).execute();
  }

  async removeExpired(now: number): Promise<void> {
    await this.#db.deleteFrom('sign_ins').where('expires_at', '<=', now).execute();
  }
}
