import {
  type InvitationMessage,
  invitationMessage,
  type MailFailure,
  mailFailure,
  type SessionId,
  sessionId,
  type TechnicianId,
  technicianId,
} from '@throwline/protocol';
import type { Kysely, Selectable } from 'kysely';
import type { Database, MailsTable } from './schema.ts';

/** A message that waits to be sent. */
export interface QueuedMail {
  readonly id: string;
  readonly sessionId: SessionId;
  readonly technicianId: TechnicianId;
  readonly address: string;
  readonly words: string | undefined;
  readonly createdAt: number;
  readonly giveUpAt: number;
}

/** How a try ended. Times are epoch milliseconds. */
export type MailStep =
  | { readonly state: 'waiting'; readonly dueAt: number; readonly reason: MailFailure }
  | { readonly state: 'failed'; readonly at: number; readonly reason: MailFailure }
  | { readonly state: 'sent' | 'dropped'; readonly at: number };

/** How many messages have been asked for since some moment. */
export interface MailCounts {
  readonly byTechnician: number;
  readonly byAddress: number;
  readonly total: number;
}

export class MailsRepository {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  /** Adds a message that is due at once. */
  async add(mail: QueuedMail): Promise<void> {
    await this.#db
      .insertInto('mails')
      .values({
        id: mail.id,
        session_id: mail.sessionId,
        technician_id: mail.technicianId,
        address: mail.address,
        address_key: mail.address.toLowerCase(),
        words: mail.words ?? null,
        state: 'waiting',
        reason: null,
        answer: null,
        attempts: 0,
        created_at: mail.createdAt,
        due_at: mail.createdAt,
        give_up_at: mail.giveUpAt,
      })
      .execute();
  }

  /**
   * Messages counted by whatever became of them.
   * @param lastHour where the hour begins that is counted for the technician and in total
   * @param lastDay where the day begins that is counted for the address
   */
  async count(
    technician: TechnicianId,
    address: string,
    lastHour: number,
    lastDay: number,
  ): Promise<MailCounts> {
    const since = (moment: number) =>
      this.#db
        .selectFrom('mails')
        .select((select) => select.fn.countAll<number>().as('count'))
        .where('created_at', '>', moment);
    const byTechnician = await since(lastHour)
      .where('technician_id', '=', technician)
      .executeTakeFirstOrThrow();
    const byAddress = await since(lastDay)
      .where('address_key', '=', address.toLowerCase())
      .executeTakeFirstOrThrow();
    const total = await since(lastHour).executeTakeFirstOrThrow();
    return { byTechnician: byTechnician.count, byAddress: byAddress.count, total: total.count };
  }

  /** Messages to be tried at `now`, those due first coming first. */
  async due(now: number, limit: number): Promise<QueuedMail[]> {
    const rows = await this.#db
      .selectFrom('mails')
      .selectAll()
      .where('state', '=', 'waiting')
      .where('due_at', '<=', now)
      .orderBy('due_at')
      .orderBy('created_at')
      .limit(limit)
      .execute();
    return rows.map((row) => ({
      id: row.id,
      sessionId: sessionId.parse(row.session_id),
      technicianId: technicianId.parse(row.technician_id),
      address: row.address,
      words: row.words ?? undefined,
      createdAt: row.created_at,
      giveUpAt: row.give_up_at,
    }));
  }

  /** When the next message is due; `undefined` when none waits. */
  async nextDueAt(): Promise<number | undefined> {
    const row = await this.#db
      .selectFrom('mails')
      .select('due_at')
      .where('state', '=', 'waiting')
      .orderBy('due_at')
      .limit(1)
      .executeTakeFirst();
    return row?.due_at;
  }

  /** How often a message has been tried. */
  async attempts(id: string): Promise<number> {
    const row = await this.#db
      .selectFrom('mails')
      .select('attempts')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    return row.attempts;
  }

  /** Writes how a try ended. The technician's words go when they are not needed any more. */
  async step(id: string, step: MailStep, answer: string | undefined): Promise<void> {
    const isWaiting = step.state === 'waiting';
    await this.#db
      .updateTable('mails')
      .set((set) => ({
        state: step.state,
        reason: 'reason' in step ? step.reason : null,
        answer: answer ?? null,
        due_at: isWaiting ? step.dueAt : step.at,
        ...(step.state === 'dropped' ? {} : { attempts: set('attempts', '+', 1) }),
        ...(isWaiting ? {} : { words: null }),
      }))
      .where('id', '=', id)
      .execute();
  }

  /** Lets everything that waits be tried at `now`: the mail server has been set up anew. */
  async hurry(now: number): Promise<void> {
    await this.#db
      .updateTable('mails')
      .set({ due_at: now })
      .where('state', '=', 'waiting')
      .where('due_at', '>', now)
      .execute();
  }

  /** A session's messages, newest first. */
  async listOf(id: SessionId): Promise<InvitationMessage[]> {
    const rows = await this.#db
      .selectFrom('mails')
      .selectAll()
      .where('session_id', '=', id)
      .orderBy('created_at', 'desc')
      .orderBy('id')
      .execute();
    return rows.map(messageOf);
  }
}

function messageOf(row: Selectable<MailsTable>): InvitationMessage {
  const { id, address, attempts, state, reason, answer } = row;
  return invitationMessage.parse({
    id,
    address,
    createdAt: row.created_at,
    attempts,
    state: {
      state,
      ...(state === 'waiting' ? { nextAt: row.due_at } : { at: row.due_at }),
      ...(reason === null ? {} : { reason: mailFailure.parse(reason) }),
    },
    ...(answer === null ? {} : { answer }),
  });
}
