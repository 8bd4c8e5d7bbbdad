import { type SessionId, sessionId } from '@throwline/protocol';
import type { Kysely } from 'kysely';
import type { Database } from './schema.ts';

/** Which sessions begin with an invitation, and how often each has been downloaded through. */
export class InvitationsRepository {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  async add(id: SessionId, secretHash: string): Promise<void> {
    await this.#db
      .insertInto('invitations')
      .values({ session_id: id, secret_hash: secretHash, downloads: 0 })
      .execute();
  }

  async has(id: SessionId): Promise<boolean> {
    const row = await this.#db
      .selectFrom('invitations')
      .select('session_id')
      .where('session_id', '=', id)
      .executeTakeFirst();
    return row !== undefined;
  }

  async bySecret(secretHash: string): Promise<{ sessionId: SessionId; secretHash: string } | undefined> {
    const row = await this.#db
      .selectFrom('invitations')
      .select(['session_id', 'secret_hash'])
      .where('secret_hash', '=', secretHash)
      .executeTakeFirst();
    return row && { sessionId: sessionId.parse(row.session_id), secretHash: row.secret_hash };
  }

  /** Counts one more download; false, and nothing is counted, when there were `most` already. */
  async takeDownload(id: SessionId, most: number): Promise<boolean> {
    const row = await this.#db
      .updateTable('invitations')
      .set((set) => ({ downloads: set('downloads', '+', 1) }))
      .where('session_id', '=', id)
      .where('downloads', '<', most)
      .returning('downloads')
      .executeTakeFirst();
    return row !== undefined;
  }
}
