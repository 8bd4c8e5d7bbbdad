import { type SignInId, signInId, type TechnicianId, technicianId } from '@throwline/protocol';
import type { Kysely, Selectable } from 'kysely';
import type { Database, SignInsTable } from './schema.ts';

/** One browser that is signed in, or has yet to show a second factor. */
export interface SignIn {
  /** Hash of the cookie's value; serves as the sign-in's id inside the server. */
  readonly tokenHash: string;
  /** What its own technician knows it by. */
  readonly id: SignInId;
  readonly technicianId: TechnicianId;
  /** `second-factor`: only the password was right so far, and nothing else can be done with it. */
  readonly stage: 'second-factor' | 'full';
  /** Browser and system, in our words. */
  readonly browser: string;
  readonly address: string;
  readonly createdAt: number;
  /** The last call, give or take five minutes. */
  readonly seenAt: number;
  /** When the password was typed last. */
  readonly confirmedAt: number;
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
        id: signIn.id,
        technician_id: signIn.technicianId,
        stage: signIn.stage,
        browser: signIn.browser,
        address: signIn.address,
        created_at: signIn.createdAt,
        seen_at: signIn.seenAt,
        confirmed_at: signIn.confirmedAt,
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
    return row && signInOf(row);
  }

  async byId(id: SignInId): Promise<SignIn | undefined> {
    const row = await this.#db.selectFrom('sign_ins').selectAll().where('id', '=', id).executeTakeFirst();
    return row && signInOf(row);
  }

  async extend(tokenHash: string, expiresAt: number): Promise<void> {
    await this.#db
      .updateTable('sign_ins')
      .set({ expires_at: expiresAt })
      .where('token_hash', '=', tokenHash)
      .execute();
  }

  /** The finished sign-ins of a technician that last beyond then, newest first. */
  async fullOf(id: TechnicianId, now: number): Promise<SignIn[]> {
    const rows = await this.#db
      .selectFrom('sign_ins')
      .selectAll()
      .where('technician_id', '=', id)
      .where('stage', '=', 'full')
      .where('expires_at', '>', now)
      .orderBy('created_at', 'desc')
      .execute();
    return rows.map(signInOf);
  }

  async noteSeen(tokenHash: string, at: number): Promise<void> {
    await this.#db.updateTable('sign_ins').set({ seen_at: at }).where('token_hash', '=', tokenHash).execute();
  }

  async noteConfirmed(tokenHash: string, at: number): Promise<void> {
    await this.#db
      .updateTable('sign_ins')
      .set({ confirmed_at: at })
      .where('token_hash', '=', tokenHash)
      .execute();
  }

  /** Keeps what a passkey is asked to sign, in the place of an earlier one. */
  async setChallenge(tokenHash: string, challenge: string): Promise<void> {
    await this.#db.updateTable('sign_ins').set({ challenge }).where('token_hash', '=', tokenHash).execute();
  }

  /** Answers what a passkey was asked to sign, and forgets it: it is good once. */
  async takeChallenge(tokenHash: string): Promise<string | undefined> {
    const row = await this.#db
      .selectFrom('sign_ins')
      .select('challenge')
      .where('token_hash', '=', tokenHash)
      .executeTakeFirst();
    if (row === undefined || row.challenge === null) return undefined;
    const { numUpdatedRows } = await this.#db
      .updateTable('sign_ins')
      .set({ challenge: null })
      .where('token_hash', '=', tokenHash)
      .where('challenge', '=', row.challenge)
      .executeTakeFirst();
    return numUpdatedRows > 0n ? row.challenge : undefined;
  }

  /** Keeps the sealed secret of an authenticator app that is being added; `undefined` forgets it. */
  async setOfferedSecret(tokenHash: string, sealed: string | undefined): Promise<void> {
    await this.#db
      .updateTable('sign_ins')
      .set({ offered_secret: sealed ?? null })
      .where('token_hash', '=', tokenHash)
      .execute();
  }

  async offeredSecret(tokenHash: string): Promise<string | undefined> {
    const row = await this.#db
      .selectFrom('sign_ins')
      .select('offered_secret')
      .where('token_hash', '=', tokenHash)
      .executeTakeFirst();
    return row?.offered_secret ?? undefined;
  }

  /** @returns whether it was there */
  async remove(tokenHash: string): Promise<boolean> {
    const { numDeletedRows } = await this.#db
      .deleteFrom('sign_ins')
      .where('token_hash', '=', tokenHash)
      .executeTakeFirst();
    return numDeletedRows > 0n;
  }

  async removeAllOf(id: TechnicianId): Promise<void> {
    await this.#db.deleteFrom('sign_ins').where('technician_id', '=', id).execute();
  }

  /** Removes all of a technician's but one. */
  async removeOthersOf(id: TechnicianId, kept: string): Promise<void> {
    await this.#db
      .deleteFrom('sign_ins')
      .where('technician_id', '=', id)
      .where('token_hash', '!=', kept)
      .execute();
  }

  async removeExpired(now: number): Promise<void> {
    await this.#db.deleteFrom('sign_ins').where('expires_at', '<=', now).execute();
  }
}

function signInOf(row: Selectable<SignInsTable>): SignIn {
  return {
    tokenHash: row.token_hash,
    id: signInId.parse(row.id),
    technicianId: technicianId.parse(row.technician_id),
    stage: row.stage,
    browser: row.browser,
    address: row.address,
    createdAt: row.created_at,
    seenAt: row.seen_at,
    confirmedAt: row.confirmed_at,
    expiresAt: row.expires_at,
  };
}
