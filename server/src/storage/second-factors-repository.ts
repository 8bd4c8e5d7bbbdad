import { type FactorId, factorId, type TechnicianId } from '@throwline/protocol';
import type { Kysely, Selectable } from 'kysely';
import type { Database, SecondFactorsTable } from './schema.ts';

/** One second factor and what only the server may know of it. */
export interface StoredFactor {
  readonly id: FactorId;
  readonly technicianId: TechnicianId;
  readonly name: string;
  readonly createdAt: number;
  readonly lastUsedAt: number | undefined;
  /** The last count or step that was used; only greater ones are taken (a passkey may stay at 0). */
  readonly counter: number;
  readonly proof:
    | { readonly kind: 'passkey'; readonly credentialId: string; readonly publicKey: string }
    | { readonly kind: 'one-time-code'; readonly sealedSecret: string };
}

/** Second factors, recovery codes, and how often their owners' codes may still be guessed. */
export class SecondFactorsRepository {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  /** A technician's factors, oldest first. */
  async of(id: TechnicianId): Promise<StoredFactor[]> {
    const rows = await this.#db
      .selectFrom('second_factors')
      .selectAll()
      .where('technician_id', '=', id)
      .orderBy('created_at')
      .orderBy('id')
      .execute();
    return rows.map((row) => factorOf(row, id));
  }

  /** @throws a duplicate error (see `isDuplicate`) when the passkey is known already */
  async add(factor: StoredFactor): Promise<void> {
    const { proof } = factor;
    await this.#db
      .insertInto('second_factors')
      .values({
        id: factor.id,
        technician_id: factor.technicianId,
        kind: proof.kind,
        name: factor.name,
        credential_id: proof.kind === 'passkey' ? proof.credentialId : null,
        key: proof.kind === 'passkey' ? proof.publicKey : proof.sealedSecret,
        counter: factor.counter,
        created_at: factor.createdAt,
        last_used_at: factor.lastUsedAt ?? null,
      })
      .execute();
  }

  /**
   * Notes that a factor was used.
   * @param counter the count or step that was shown
   * @returns false when that one or a later one was shown before: then it counts for nothing
   */
  async use(id: FactorId, counter: number, at: number): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable('second_factors')
      .set({ counter, last_used_at: at })
      .where('id', '=', id)
      .where((where) =>
        // Passkeys that are kept in step between devices do not count: they stay at 0.
        counter === 0
          ? where.and([where('kind', '=', 'passkey'), where('counter', '=', 0)])
          : where('counter', '<', counter),
      )
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }

  /** @returns whether there was one of this technician's */
  async remove(technician: TechnicianId, id: FactorId): Promise<boolean> {
    const { numDeletedRows } = await this.#db
      .deleteFrom('second_factors')
      .where('technician_id', '=', technician)
      .where('id', '=', id)
      .executeTakeFirst();
    return numDeletedRows > 0n;
  }

  /** Removes everything that a technician's sign-ins take besides the password. */
  async removeAllOf(id: TechnicianId): Promise<void> {
    await this.#db.deleteFrom('second_factors').where('technician_id', '=', id).execute();
    await this.#db.deleteFrom('recovery_codes').where('technician_id', '=', id).execute();
    await this.#db.deleteFrom('factor_guesses').where('technician_id', '=', id).execute();
  }

  /** Puts new recovery codes, by their hashes, in the place of all old ones. */
  async setRecoveryCodes(id: TechnicianId, hashes: readonly string[]): Promise<void> {
    await this.#db.deleteFrom('recovery_codes').where('technician_id', '=', id).execute();
    if (hashes.length === 0) return;
    await this.#db
      .insertInto('recovery_codes')
      .values(hashes.map((hash) => ({ technician_id: id, code_hash: hash })))
      .execute();
  }

  /** Uses a recovery code up. @returns whether it was one */
  async useRecoveryCode(id: TechnicianId, hash: string): Promise<boolean> {
    const { numDeletedRows } = await this.#db
      .deleteFrom('recovery_codes')
      .where('technician_id', '=', id)
      .where('code_hash', '=', hash)
      .executeTakeFirst();
    return numDeletedRows > 0n;
  }

  async countRecoveryCodes(id: TechnicianId): Promise<number> {
    const row = await this.#db
      .selectFrom('recovery_codes')
      .select((select) => select.fn.countAll<number>().as('count'))
      .where('technician_id', '=', id)
      .executeTakeFirstOrThrow();
    return row.count;
  }

  /** When the whole allowance of guesses is there again, epoch milliseconds; 0: it is. */
  async guessesFullAt(id: TechnicianId, device: string): Promise<number> {
    const row = await this.#db
      .selectFrom('factor_guesses')
      .select('full_at')
      .where('technician_id', '=', id)
      .where('device_hash', '=', device)
      .executeTakeFirst();
    return row?.full_at ?? 0;
  }

  async setGuessesFullAt(id: TechnicianId, device: string, fullAt: number): Promise<void> {
    await this.#db
      .insertInto('factor_guesses')
      .values({ technician_id: id, device_hash: device, full_at: fullAt })
      .onConflict((conflict) =>
        conflict.columns(['technician_id', 'device_hash']).doUpdateSet({ full_at: fullAt }),
      )
      .execute();
  }

  /** Forgets allowances that are whole again. */
  async forgetFullGuesses(now: number): Promise<void> {
    await this.#db.deleteFrom('factor_guesses').where('full_at', '<=', now).execute();
  }
}

function factorOf(row: Selectable<SecondFactorsTable>, technicianId: TechnicianId): StoredFactor {
  return {
    id: factorId.parse(row.id),
    technicianId,
    name: row.name,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at ?? undefined,
    counter: row.counter,
    proof:
      row.kind === 'passkey'
        ? { kind: 'passkey', credentialId: row.credential_id ?? '', publicKey: row.key }
        : { kind: 'one-time-code', sealedSecret: row.key },
  };
}
