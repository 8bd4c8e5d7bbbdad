import type { Kysely } from 'kysely';
import type { WrongGuess } from '../security/guess-ledger.ts';
import type { Database } from './schema.ts';

/** Wrong guesses at codes of the last day. Addresses and browsers are kept as keyed hashes. */
export class CodeGuessesRepository {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  /** Those that are younger than a time. */
  async since(time: number): Promise<WrongGuess[]> {
    const rows = await this.#db.selectFrom('code_guesses').selectAll().where('at', '>', time).execute();
    return rows.map(({ visit, digits, ...row }) => ({
      ...row,
      digits: digits === 9 ? 9 : 6,
      visit: visit ?? undefined,
    }));
  }

  /** Adds one, and forgets what is older than a time. */
  async add(guess: WrongGuess, since: number): Promise<void> {
    const { id, at, narrow, wide, digits, way, risk, visit = null } = guess;
    await this.#db.deleteFrom('code_guesses').where('at', '<=', since).execute();
    await this.#db
      .insertInto('code_guesses')
      .values({ id, at, narrow, wide, digits, way, risk, visit })
      .execute();
  }

  async remove(guesses: readonly WrongGuess[]): Promise<void> {
    const ids = guesses.map(({ id }) => id);
    await this.#db.deleteFrom('code_guesses').where('id', 'in', ids).execute();
  }
}
