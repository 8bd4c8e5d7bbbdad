import { type SessionId, type SessionSummary, sessionId, sessionSummary } from '@throwline/protocol';
import type { Kysely } from 'kysely';
import type { Database } from './schema.ts';

/** Closed sessions, and how they are taken away piece by piece: a log may hold 240 MB, and nobody is to wait for that. */
export class ErasureRepository {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  /**
   * Closed sessions of everybody, the last closed first.
   * @param before where to go on: a session's closing, epoch milliseconds, and its id
   */
  async closed(
    before: { readonly at: number; readonly id: SessionId } | undefined,
    limit: number,
  ): Promise<SessionSummary[]> {
    const rows = await this.#db
      .selectFrom('sessions')
      .select('summary')
      .where('closed_at', 'is not', null)
      .where('erasing', '=', 0)
      .$if(before !== undefined, (query) =>
        query.where(({ eb, and, or }) =>
          or([
            eb('closed_at', '<', before?.at ?? 0),
            and([eb('closed_at', '=', before?.at ?? 0), eb('id', '<', before?.id ?? '')]),
          ]),
        ),
      )
      .orderBy('closed_at', 'desc')
      .orderBy('id', 'desc')
      .limit(limit)
      .execute();
    return rows.map(({ summary }) => sessionSummary.parse(JSON.parse(summary)));
  }

  /** Ids of sessions that were closed at `moment` or before. */
  async closedUntil(moment: number, limit: number): Promise<SessionId[]> {
    const rows = await this.#db
      .selectFrom('sessions')
      .select('id')
      .where('closed_at', '<=', moment)
      .where('erasing', '=', 0)
      .orderBy('closed_at')
      .limit(limit)
      .execute();
    return rows.map(({ id }) => sessionId.parse(id));
  }

  /** Ids of sessions whose erasing has begun. */
  async begun(limit: number): Promise<SessionId[]> {
    const rows = await this.#db
      .selectFrom('sessions')
      .select('id')
      .where('erasing', '=', 1)
      .limit(limit)
      .execute();
    return rows.map(({ id }) => sessionId.parse(id));
  }

  /** Begins to erase a closed session: from now on nothing finds it. What is short goes at once. */
  async begin(id: SessionId): Promise<void> {
    await this.#db.deleteFrom('colleagues').where('session_id', '=', id).execute();
    await this.#db.deleteFrom('mails').where('session_id', '=', id).execute();
    await this.#db.deleteFrom('invitations').where('session_id', '=', id).execute();
    await this.#db
      .updateTable('sessions')
      .set({
        erasing: 1,
        code_hash: null,
        page_key_hash: null,
        ticket_hash: null,
        applet_key_hash: null,
        arrival: null,
        summary: '',
      })
      .where('id', '=', id)
      .execute();
  }

  /** Takes away at most `limit` events of a session, and the session itself with the last. @returns whether it is gone */
  async goOn(id: SessionId, limit: number): Promise<boolean> {
    const some = this.#db.selectFrom('events').select('number').where('session_id', '=', id).limit(limit);
    const { numDeletedRows } = await this.#db
      .deleteFrom('events')
      .where('session_id', '=', id)
      .where('number', 'in', some)
      .executeTakeFirstOrThrow();
    if (numDeletedRows >= BigInt(limit)) return false;
    await this.#db.deleteFrom('sessions').where('id', '=', id).execute();
    return true;
  }

  /** Whether the session is being erased. */
  async isBegun(id: SessionId): Promise<boolean> {
    const row = await this.#db
      .selectFrom('sessions')
      .select('id')
      .where('id', '=', id)
      .where('erasing', '=', 1)
      .executeTakeFirst();
    return row !== undefined;
  }
}
