import type { Kysely } from 'kysely';
import type { Database } from './schema.ts';

/**
 * Values that belong to the installation. `organisation` is written at set-up and says that it is done; `mail` is the
 * mail server as JSON, its password sealed; `long-codes-until` when the last long code expires, epoch milliseconds.
 */
export type StoredSetting = 'organisation' | 'mail' | 'long-codes-until';

export class SettingsRepository {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  async get(name: StoredSetting): Promise<string | undefined> {
    const row = await this.#db
      .selectFrom('settings')
      .select('value')
      .where('name', '=', name)
      .executeTakeFirst();
    return row?.value;
  }

  async remove(name: StoredSetting): Promise<void> {
    await this.#db.deleteFrom('settings').where('name', '=', name).execute();
  }

  async set(name: StoredSetting, value: string): Promise<void> {
    await this.#db
      .insertInto('settings')
      .values({ name, value })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
      .execute();
  }
}
