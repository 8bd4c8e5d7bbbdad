import { type AccountRole, type Technician, type TechnicianId, technicianId } from '@throwline/protocol';
import type { Kysely, Selectable, SqlBool } from 'kysely';
import type { Database, TechniciansTable } from './schema.ts';

/** An account and what only the server may know of it. */
export interface Account {
  readonly technician: Technician;
  readonly passwordHash: string;
}

/** What of an account can change. What is absent stays. */
export interface AccountChanges {
  readonly name?: string | undefined;
  readonly role?: AccountRole | undefined;
  readonly disabled?: boolean | undefined;
  readonly passwordHash?: string | undefined;
}

export class TechniciansRepository {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  /** @throws a duplicate error (see `isDuplicate`) when the email address is taken */
  async add(account: Account): Promise<void> {
    const { id, name, email, role, disabled, createdAt } = account.technician;
    await this.#db
      .insertInto('technicians')
      .values({
        id,
        name,
        email,
        role,
        disabled: disabled ? 1 : 0,
        password_hash: account.passwordHash,
        created_at: createdAt,
        last_sign_in_at: null,
      })
      .execute();
  }

  async get(id: TechnicianId): Promise<Account | undefined> {
    const row = await this.#accounts().where('id', '=', id).executeTakeFirst();
    return row && accountOf(row);
  }

  async byEmail(email: string): Promise<Account | undefined> {
    const row = await this.#accounts().where('email', '=', email).executeTakeFirst();
    return row && accountOf(row);
  }

  /** All accounts, by name. */
  async list(): Promise<Technician[]> {
    const rows = await this.#accounts().orderBy('name').orderBy('id').execute();
    return rows.map((row) => accountOf(row).technician);
  }

  async update(id: TechnicianId, changes: AccountChanges): Promise<void> {
    const { name, role, disabled, passwordHash } = changes;
    const values = {
      ...(name === undefined ? {} : { name }),
      ...(role === undefined ? {} : { role }),
      ...(disabled === undefined ? {} : { disabled: disabled ? 1 : 0 }),
      ...(passwordHash === undefined ? {} : { password_hash: passwordHash }),
    };
    if (Object.keys(values).length === 0) return;
    await this.#db.updateTable('technicians').set(values).where('id', '=', id).execute();
  }

  async noteSignIn(id: TechnicianId, at: number): Promise<void> {
    await this.#db.updateTable('technicians').set({ last_sign_in_at: at }).where('id', '=', id).execute();
  }

  /** How many administrators are not disabled. */
  async countActiveAdministrators(): Promise<number> {
    const row = await this.#db
      .selectFrom('technicians')
      .select((select) => select.fn.countAll<number>().as('count'))
      .where('role', '=', 'administrator')
      .where('disabled', '=', 0)
      .executeTakeFirstOrThrow();
    return row.count;
  }

  /** Whether there was ever an administrator: set-up is over then for good. */
  async anyAdministrator(): Promise<boolean> {
    const row = await this.#db
      .selectFrom('technicians')
      .select('id')
      .where('role', '=', 'administrator')
      .limit(1)
      .executeTakeFirst();
    return row !== undefined;
  }

  #accounts() {
    return this.#db
      .selectFrom('technicians')
      .selectAll()
      .select(({ exists, selectFrom }) =>
        exists(
          selectFrom('second_factors')
            .select('second_factors.id')
            .whereRef('second_factors.technician_id', '=', 'technicians.id'),
        ).as('has_second_factor'),
      );
  }
}

function accountOf(row: Selectable<TechniciansTable> & { has_second_factor: SqlBool }): Account {
  return {
    technician: {
      id: technicianId.parse(row.id),
      name: row.name,
      email: row.email,
      role: row.role,
      disabled: row.disabled !== 0,
      createdAt: row.created_at,
      hasSecondFactor: Boolean(row.has_second_factor),
      ...(row.last_sign_in_at === null ? {} : { lastSignInAt: row.last_sign_in_at }),
    },
    passwordHash: row.password_hash,
  };
}
