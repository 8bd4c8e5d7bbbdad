import {
  type Arrival,
  actor,
  arrival,
  commandId,
  eventBody,
  type SessionEvent,
  type SessionId,
  type SessionSummary,
  sessionId,
  sessionSummary,
  type TechnicianId,
} from '@throwline/protocol';
import type { Kysely, Selectable } from 'kysely';
import type { Database, EventsTable } from './schema.ts';

/** Hashes of a session's secrets. */
export interface SessionSecrets {
  readonly codeHash: string | null;
  readonly pageKeyHash: string | null;
  readonly ticketHash: string | null;
  readonly appletKeyHash: string | null;
}

/** An event that was stored cannot be read: it was damaged, or a later version has written it. */
export class UnreadableEvent extends Error {
  override readonly name = 'UnreadableEvent';
}

/** The secrets by which a session is looked up. */
export type LookupSecret = 'code_hash' | 'page_key_hash' | 'ticket_hash';

export class SessionsRepository {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  /** @throws a duplicate error (see `isDuplicate`) when the code is live already */
  async add(summary: SessionSummary, secrets: Partial<SessionSecrets>): Promise<void> {
    await this.#db
      .insertInto('sessions')
      .values({
        id: summary.sessionId,
        owner_id: summary.owner.id,
        created_at: summary.createdAt,
        closed_at: null,
        code_hash: secrets.codeHash ?? null,
        page_key_hash: secrets.pageKeyHash ?? null,
        ticket_hash: secrets.ticketHash ?? null,
        applet_key_hash: null,
        arrival: null,
        erasing: 0,
        summary: JSON.stringify(summary),
      })
      .execute();
  }

  /** Adds events to a log. @throws a duplicate error when another writer was faster */
  async append(events: readonly SessionEvent[]): Promise<void> {
    await this.#db
      .insertInto('events')
      .values(
        events.map((event) => ({
          session_id: event.sessionId,
          number: event.number,
          at: event.at,
          actor: JSON.stringify(event.actor),
          command_id: event.commandId ?? null,
          body: JSON.stringify(event.body),
        })),
      )
      .execute();
  }

  /** Keeps what the queue shows, and whose queue shows it. A closed session has no live code and no arrival any more. */
  async summarise(summary: SessionSummary): Promise<void> {
    const closing =
      summary.phase.phase === 'closed' ? { closed_at: summary.phase.at, code_hash: null, arrival: null } : {};
    await this.#db
      .updateTable('sessions')
      .set({ summary: JSON.stringify(summary), ...closing })
      .where('id', '=', summary.sessionId)
      .execute();
    await this.#db.deleteFrom('colleagues').where('session_id', '=', summary.sessionId).execute();
    if (summary.colleagues.length === 0) return;
    await this.#db
      .insertInto('colleagues')
      .values(
        summary.colleagues.map(({ technician }) => ({
          session_id: summary.sessionId,
          technician_id: technician.id,
        })),
      )
      .execute();
  }

  /**
   * A part of a log in order: at most `limit` events after number `after`.
   * @throws UnreadableEvent
   */
  async events(id: SessionId, after: number, limit: number): Promise<SessionEvent[]> {
    const rows = await this.#db
      .selectFrom('events')
      .selectAll()
      .where('session_id', '=', id)
      .where('number', '>', after)
      .orderBy('number')
      .limit(limit)
      .execute();
    return rows.map(eventOf);
  }

  async hasCommand(id: SessionId, command: string): Promise<boolean> {
    const row = await this.#db
      .selectFrom('events')
      .select('number')
      .where('session_id', '=', id)
      .where('command_id', '=', command)
      .executeTakeFirst();
    return row !== undefined;
  }

  /** The session with this secret and its other secrets. */
  async bySecret(
    kind: LookupSecret,
    hash: string,
  ): Promise<({ readonly sessionId: SessionId } & SessionSecrets) | undefined> {
    const row = await this.#db
      .selectFrom('sessions')
      .select(['id', 'code_hash', 'page_key_hash', 'ticket_hash', 'applet_key_hash'])
      .where(kind, '=', hash)
      .executeTakeFirst();
    return (
      row && {
        sessionId: sessionId.parse(row.id),
        codeHash: row.code_hash,
        pageKeyHash: row.page_key_hash,
        ticketHash: row.ticket_hash,
        appletKeyHash: row.applet_key_hash,
      }
    );
  }

  async setSecrets(id: SessionId, secrets: Partial<SessionSecrets>): Promise<void> {
    await this.#db
      .updateTable('sessions')
      .set({
        ...(secrets.codeHash === undefined ? {} : { code_hash: secrets.codeHash }),
        ...(secrets.pageKeyHash === undefined ? {} : { page_key_hash: secrets.pageKeyHash }),
        ...(secrets.ticketHash === undefined ? {} : { ticket_hash: secrets.ticketHash }),
        ...(secrets.appletKeyHash === undefined ? {} : { applet_key_hash: secrets.appletKeyHash }),
      })
      .where('id', '=', id)
      .execute();
  }

  /** Keeps who has come; see the protocol. Not for a session that is closed. */
  async setArrival(id: SessionId, arrival: Arrival): Promise<void> {
    await this.#db
      .updateTable('sessions')
      .set({ arrival: JSON.stringify(arrival) })
      .where('id', '=', id)
      .where('closed_at', 'is', null)
      .execute();
  }

  /** Who has come in each session that is open. */
  async arrivals(): Promise<Map<SessionId, Arrival>> {
    const rows = await this.#db
      .selectFrom('sessions')
      .select(['id', 'arrival'])
      .where('closed_at', 'is', null)
      .where('arrival', 'is not', null)
      .execute();
    return new Map(
      rows.map((row) => [sessionId.parse(row.id), arrival.parse(JSON.parse(row.arrival ?? '{}'))]),
    );
  }

  async appletKeyHash(id: SessionId): Promise<string | null> {
    const row = await this.#db
      .selectFrom('sessions')
      .select('applet_key_hash')
      .where('id', '=', id)
      .executeTakeFirst();
    return row?.applet_key_hash ?? null;
  }

  async summary(id: SessionId): Promise<SessionSummary | undefined> {
    const row = await this.#db
      .selectFrom('sessions')
      .select(['summary', 'arrival'])
      .where('id', '=', id)
      .where('erasing', '=', 0)
      .executeTakeFirst();
    return row && summaryOf(row);
  }

  /**
   * The sessions that a technician leads, shares or is invited to: the open ones and, of each kind, the newest `limit`
   * whatever their state. Newest first.
   */
  async listOf(technician: TechnicianId, limit: number): Promise<SessionSummary[]> {
    const led = this.#db
      .selectFrom('sessions')
      .select(['id', 'created_at', 'summary', 'arrival'])
      .where('owner_id', '=', technician)
      .where('erasing', '=', 0);
    const shared = this.#db
      .selectFrom('sessions')
      .innerJoin('colleagues', 'colleagues.session_id', 'sessions.id')
      .select(['id', 'created_at', 'summary', 'arrival'])
      .where('technician_id', '=', technician);
    const found = await Promise.all([
      led.orderBy('created_at', 'desc').limit(limit).execute(),
      led.where('closed_at', 'is', null).execute(),
      shared.orderBy('created_at', 'desc').limit(limit).execute(),
      shared.where('closed_at', 'is', null).execute(),
    ]);
    const rows = new Map(found.flat().map((row) => [row.id, row]));
    return [...rows.values()].sort((a, b) => b.created_at - a.created_at).map((row) => summaryOf(row));
  }

  /** Ids of the open sessions that a technician shares or is invited to. */
  async openSharedBy(technician: TechnicianId): Promise<SessionId[]> {
    const rows = await this.#db
      .selectFrom('sessions')
      .innerJoin('colleagues', 'colleagues.session_id', 'sessions.id')
      .select('id')
      .where('technician_id', '=', technician)
      .where('closed_at', 'is', null)
      .execute();
    return rows.map((row) => sessionId.parse(row.id));
  }

  async countOpenOf(owner: TechnicianId): Promise<number> {
    const row = await this.#db
      .selectFrom('sessions')
      .select((select) => select.fn.countAll<number>().as('count'))
      .where('owner_id', '=', owner)
      .where('closed_at', 'is', null)
      .executeTakeFirstOrThrow();
    return row.count;
  }

  /** How many codes could be guessed right now. */
  async countLiveCodes(): Promise<number> {
    const row = await this.#db
      .selectFrom('sessions')
      .select((select) => select.fn.countAll<number>().as('count'))
      .where('code_hash', 'is not', null)
      .executeTakeFirstOrThrow();
    return row.count;
  }

  /** Ids of all sessions that are not closed. */
  async open(): Promise<SessionId[]> {
    const rows = await this.#db.selectFrom('sessions').select('id').where('closed_at', 'is', null).execute();
    return rows.map((row) => sessionId.parse(row.id));
  }
}

function eventOf(row: Selectable<EventsTable>): SessionEvent {
  try {
    return {
      sessionId: sessionId.parse(row.session_id),
      number: row.number,
      at: row.at,
      actor: actor.parse(JSON.parse(row.actor)),
      ...(row.command_id === null ? {} : { commandId: commandId.parse(row.command_id) }),
      body: eventBody.parse(JSON.parse(row.body)),
    };
  } catch (cause) {
    throw new UnreadableEvent(`Event ${row.number} is not one that this server knows.`, { cause });
  }
}

function summaryOf(row: { readonly summary: string; readonly arrival: string | null }): SessionSummary {
  const summary = sessionSummary.parse(JSON.parse(row.summary));
  return row.arrival === null ? summary : { ...summary, arrival: arrival.parse(JSON.parse(row.arrival)) };
}
