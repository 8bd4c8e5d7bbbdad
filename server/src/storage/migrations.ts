import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * Every change of the tables, in order. A migration that has been released is never edited: a later one follows.
 * `STRICT` tables are SQLite's; another engine gets its own column types when it comes.
 */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-first-tables': {
    async up(db: Kysely<unknown>): Promise<void> {
      await db.schema
        .createTable('settings')
        .addColumn('name', 'text', (column) => column.primaryKey())
        .addColumn('value', 'text', (column) => column.notNull())
        .execute();
      await db.schema
        .createTable('technicians')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('email', 'text', (column) => column.notNull().unique())
        .addColumn('role', 'text', (column) => column.notNull())
        .addColumn('disabled', 'integer', (column) => column.notNull())
        .addColumn('password_hash', 'text', (column) => column.notNull())
        .addColumn('created_at', 'integer', (column) => column.notNull())
        .addColumn('last_sign_in_at', 'integer')
        .execute();
      await db.schema
        .createTable('sign_ins')
        .addColumn('token_hash', 'text', (column) => column.primaryKey())
        .addColumn('technician_id', 'text', (column) =>
          column.notNull().references('technicians.id').onDelete('cascade'),
        )
        .addColumn('created_at', 'integer', (column) => column.notNull())
        .addColumn('expires_at', 'integer', (column) => column.notNull())
        .execute();
      await db.schema.createIndex('sign_ins_by_technician').on('sign_ins').column('technician_id').execute();
      await db.schema
        .createTable('sessions')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('owner_id', 'text', (column) => column.notNull().references('technicians.id'))
        .addColumn('created_at', 'integer', (column) => column.notNull())
        .addColumn('closed_at', 'integer')
        .addColumn('code_hash', 'text', (column) => column.unique())
        .addColumn('page_key_hash', 'text', (column) => column.unique())
        .addColumn('ticket_hash', 'text', (column) => column.unique())
        .addColumn('applet_key_hash', 'text')
        .addColumn('summary', 'text', (column) => column.notNull())
        .execute();
      await db.schema
        .createIndex('sessions_by_owner')
        .on('sessions')
        .columns(['owner_id', 'created_at'])
        .execute();
      await db.schema
        .createIndex('sessions_open')
        .on('sessions')
        .column('owner_id')
        .where(sql<boolean>`closed_at is null`)
        .execute();
      await db.schema
        .createTable('events')
        .addColumn('session_id', 'text', (column) => column.notNull().references('sessions.id'))
        .addColumn('number', 'integer', (column) => column.notNull())
        .addColumn('at', 'integer', (column) => column.notNull())
        .addColumn('actor', 'text', (column) => column.notNull())
        .addColumn('command_id', 'text')
        .addColumn('body', 'text', (column) => column.notNull())
        .addPrimaryKeyConstraint('events_key', ['session_id', 'number'])
        .addUniqueConstraint('events_command', ['session_id', 'command_id'])
        .execute();
    },
  },
  '0002-devices': {
    async up(db: Kysely<unknown>): Promise<void> {
      await db.schema
        .createTable('devices')
        .addColumn('device_hash', 'text', (column) => column.notNull())
        .addColumn('technician_id', 'text', (column) =>
          column.notNull().references('technicians.id').onDelete('cascade'),
        )
        .addColumn('used_at', 'integer', (column) => column.notNull())
        .addPrimaryKeyConstraint('devices_key', ['device_hash', 'technician_id'])
        .execute();
      await db.schema.createIndex('devices_by_technician').on('devices').column('technician_id').execute();
    },
  },
  '0003-invitations': {
    async up(db: Kysely<unknown>): Promise<void> {
      await db.schema
        .createTable('invitations')
        .addColumn('session_id', 'text', (column) => column.primaryKey().references('sessions.id'))
        .addColumn('secret_hash', 'text', (column) => column.notNull().unique())
        .addColumn('downloads', 'integer', (column) => column.notNull().defaultTo(0))
        .execute();
      await db.schema
        .createTable('mails')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('session_id', 'text', (column) => column.notNull().references('sessions.id'))
        .addColumn('technician_id', 'text', (column) => column.notNull().references('technicians.id'))
        .addColumn('address', 'text', (column) => column.notNull())
        .addColumn('address_key', 'text', (column) => column.notNull())
        .addColumn('words', 'text')
        .addColumn('state', 'text', (column) => column.notNull())
        .addColumn('reason', 'text')
        .addColumn('answer', 'text')
        .addColumn('attempts', 'integer', (column) => column.notNull())
        .addColumn('created_at', 'integer', (column) => column.notNull())
        .addColumn('due_at', 'integer', (column) => column.notNull())
        .addColumn('give_up_at', 'integer', (column) => column.notNull())
        .execute();
      await db.schema.createIndex('mails_by_session').on('mails').column('session_id').execute();
      await db.schema.createIndex('mails_by_time').on('mails').column('created_at').execute();
      await db.schema.createIndex('mails_due').on('mails').columns(['state', 'due_at']).execute();
    },
  },
  '0004-colleagues': {
    async up(db: Kysely<unknown>): Promise<void> {
      await db.schema
        .createTable('colleagues')
        .addColumn('session_id', 'text', (column) => column.notNull().references('sessions.id'))
        .addColumn('technician_id', 'text', (column) => column.notNull().references('technicians.id'))
        .addPrimaryKeyConstraint('colleagues_key', ['session_id', 'technician_id'])
        .execute();
      await db.schema
        .createIndex('colleagues_by_technician')
        .on('colleagues')
        .column('technician_id')
        .execute();
    },
  },
  '0005-arrivals': {
    async up(db: Kysely<unknown>): Promise<void> {
      await db.schema.alterTable('sessions').addColumn('arrival', 'text').execute();
    },
  },
  '0006-erasure': {
    async up(db: Kysely<unknown>): Promise<void> {
      await db.schema
        .alterTable('sessions')
        .addColumn('erasing', 'integer', (column) => column.notNull().defaultTo(0))
        .execute();
      await db.schema
        .createIndex('sessions_closed')
        .on('sessions')
        .columns(['closed_at', 'id'])
        .where(sql<boolean>`closed_at is not null`)
        .execute();
    },
  },
  '0007-code-guesses': {
    async up(db: Kysely<unknown>): Promise<void> {
      await db.schema
        .createTable('code_guesses')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('at', 'integer', (column) => column.notNull())
        .addColumn('narrow', 'text', (column) => column.notNull())
        .addColumn('wide', 'text', (column) => column.notNull())
        .addColumn('digits', 'integer', (column) => column.notNull())
        .addColumn('way', 'integer', (column) => column.notNull())
        .addColumn('risk', 'integer', (column) => column.notNull())
        .addColumn('visit', 'text')
        .execute();
      await db.schema.createIndex('code_guesses_by_time').on('code_guesses').column('at').execute();
    },
  },
  // Everybody signs in once more: the old sign-ins do not say what they have proved.
  '0008-second-factors': {
    async up(db: Kysely<unknown>): Promise<void> {
      await db.schema.dropTable('sign_ins').execute();
      await db.schema
        .createTable('sign_ins')
        .addColumn('token_hash', 'text', (column) => column.primaryKey())
        .addColumn('id', 'text', (column) => column.notNull().unique())
        .addColumn('technician_id', 'text', (column) =>
          column.notNull().references('technicians.id').onDelete('cascade'),
        )
        .addColumn('stage', 'text', (column) => column.notNull())
        .addColumn('browser', 'text', (column) => column.notNull())
        .addColumn('address', 'text', (column) => column.notNull())
        .addColumn('created_at', 'integer', (column) => column.notNull())
        .addColumn('seen_at', 'integer', (column) => column.notNull())
        .addColumn('confirmed_at', 'integer', (column) => column.notNull())
        .addColumn('expires_at', 'integer', (column) => column.notNull())
        .addColumn('challenge', 'text')
        .addColumn('offered_secret', 'text')
        .execute();
      await db.schema.createIndex('sign_ins_by_technician').on('sign_ins').column('technician_id').execute();
      await db.schema
        .createTable('second_factors')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('technician_id', 'text', (column) =>
          column.notNull().references('technicians.id').onDelete('cascade'),
        )
        .addColumn('kind', 'text', (column) => column.notNull())
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('credential_id', 'text', (column) => column.unique())
        .addColumn('key', 'text', (column) => column.notNull())
        .addColumn('counter', 'integer', (column) => column.notNull())
        .addColumn('created_at', 'integer', (column) => column.notNull())
        .addColumn('last_used_at', 'integer')
        .execute();
      await db.schema
        .createIndex('second_factors_by_technician')
        .on('second_factors')
        .column('technician_id')
        .execute();
      await db.schema
        .createTable('recovery_codes')
        .addColumn('technician_id', 'text', (column) =>
          column.notNull().references('technicians.id').onDelete('cascade'),
        )
        .addColumn('code_hash', 'text', (column) => column.notNull())
        .addPrimaryKeyConstraint('recovery_codes_key', ['technician_id', 'code_hash'])
        .execute();
      await db.schema
        .createTable('factor_guesses')
        .addColumn('technician_id', 'text', (column) =>
          column.notNull().references('technicians.id').onDelete('cascade'),
        )
        .addColumn('device_hash', 'text', (column) => column.notNull())
        .addColumn('full_at', 'integer', (column) => column.notNull())
        .addPrimaryKeyConstraint('factor_guesses_key', ['technician_id', 'device_hash'])
        .execute();
      await db.schema
        .createTable('password_resets')
        .addColumn('token_hash', 'text', (column) => column.primaryKey())
        .addColumn('technician_id', 'text', (column) =>
          column.notNull().references('technicians.id').onDelete('cascade'),
        )
        .addColumn('origin', 'text', (column) => column.notNull())
        .addColumn('created_at', 'integer', (column) => column.notNull())
        .addColumn('expires_at', 'integer', (column) => column.notNull())
        .execute();
      await db.schema
        .createIndex('password_resets_by_technician')
        .on('password_resets')
        .column('technician_id')
        .execute();
    },
  },
};
