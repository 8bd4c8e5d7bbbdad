import {
  type Actor,
  type Arrival,
  type Asker,
  type Command,
  type CommandId,
  decide,
  type EventBody,
  evolve,
  fold,
  partOfTechnician,
  type SessionEvent,
  type SessionId,
  type SessionState,
  type SessionSummary,
  type TechnicianId,
  ThrowlineError,
} from '@throwline/protocol';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { Metrics } from '../metrics.ts';
import { UnreadableEvent } from '../storage/sessions-repository.ts';
import type { Repositories, Storage } from '../storage/storage.ts';
import { isDuplicate } from '../storage/storage-errors.ts';
import { KeyedMutex } from './keyed-mutex.ts';
import type { SessionBus } from './session-bus.ts';
import { summarise } from './summary.ts';

/** Folded states that are kept; one is about 2 KB. Others are folded again from their log when needed. */
const MAX_STATES = 5000;
/** Events read from storage at once while folding. */
const PAGE = 500;
/** How often an append is tried again after another server process was faster. */
const MAX_TRIES = 3;

/** One act on a session. */
export interface Act {
  readonly actor: Actor;
  /** Makes sending twice harmless. */
  readonly commandId?: CommandId;
  /**
   * The command, or how it follows from the state as it is when its turn has come; `undefined` for none.
   * It may be asked more than once.
   */
  readonly command: Command | ((state: SessionState | undefined) => Command | undefined);
  /** What else is to be stored with the events, all or nothing. What it throws undoes the act. */
  readonly also?: (inside: Repositories, next: SessionState) => Promise<void>;
  /** What follows at once when it is stored, before anybody hears of it. */
  readonly done?: (next: SessionState) => void;
}

/** What an act led to. */
export interface Outcome {
  readonly state: SessionState;
  /** New ones only. */
  readonly events: readonly SessionEvent[];
}

/** The one place that appends to logs. */
export class SessionService {
  readonly #storage: Storage;
  readonly #bus: SessionBus;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #metrics: Metrics;
  readonly #mutex = new KeyedMutex();
  /** In order of use, oldest first. */
  readonly #states = new Map<SessionId, SessionState>();
  /** Who has come in the sessions that are open. */
  readonly #arrivals = new Map<SessionId, Arrival>();
  /** Tells who asks to be let in, in the sessions that wait. Never stored. */
  readonly #askers = new Map<SessionId, () => readonly Asker[]>();
  readonly #listeners = new Set<(state: SessionState) => void>();
  /** Sessions whose log cannot be read. */
  readonly #unreadable = new Set<SessionId>();

  constructor(parts: { storage: Storage; bus: SessionBus; clock: Clock; log: Logger; metrics: Metrics }) {
    this.#storage = parts.storage;
    this.#bus = parts.bus;
    this.#clock = parts.clock;
    this.#log = parts.log;
    this.#metrics = parts.metrics;
  }

  /** Calls `listener` with every new state that this process makes. */
  onState(listener: (state: SessionState) => void): void {
    this.#listeners.add(listener);
  }

  /** Takes up what an earlier run knew. */
  async resume(): Promise<void> {
    for (const [id, arrival] of await this.#storage.sessions.arrivals()) this.#arrivals.set(id, arrival);
  }

  /** What the queue shows of a session to those who do not lead it. */
  summary(state: SessionState): SessionSummary {
    const arrival = this.#arrivals.get(state.sessionId);
    return arrival === undefined ? summarise(state) : { ...summarise(state), arrival };
  }

  /** What the queue shows this technician: the lead is told who asks to be let in. */
  summaryFor(technician: TechnicianId, summary: SessionSummary): SessionSummary {
    if (this.#unreadable.has(summary.sessionId)) return { ...summary, isUnreadable: true };
    const askers = this.#askers.get(summary.sessionId)?.() ?? [];
    return askers.length === 0 || summary.owner.id !== technician
      ? summary
      : { ...summary, askers: [...askers] };
  }

  /**
   * Adds to who has come in a session, for its technicians to see. Nothing for one that is closed.
   * @param news what is known now; the same object when nothing is new
   */
  async noteArrival(id: SessionId, news: (before: Arrival) => Arrival): Promise<void> {
    await this.#mutex.run(id, async () => {
      const state = await this.#load(id);
      if (state === undefined || state.phase === 'closed') return;
      const before = this.#arrivals.get(id) ?? {};
      const arrival = news(before);
      if (arrival === before) return;
      await this.#storage.sessions.setArrival(id, arrival);
      this.#arrivals.set(id, arrival);
      const technicians = techniciansOf(state);
      this.#bus.publish({ sessionId: id, technicians, events: [], summary: this.summary(state) });
    });
  }

  /**
   * Tells a session's lead who asks to be let in at this moment. Nothing once it does not wait any more.
   * @param askers asked whenever the lead is told
   */
  async noteAskers(id: SessionId, askers: () => readonly Asker[]): Promise<void> {
    await this.#mutex.run(id, async () => {
      const state = await this.#load(id);
      if (state?.phase !== 'waiting') return;
      if (askers().length > 0) this.#askers.set(id, askers);
      else if (!this.#askers.delete(id)) return;
      const technicians = [state.owner.id];
      this.#bus.publish({ sessionId: id, technicians, events: [], summary: this.summary(state) });
    });
  }

  /**
   * The state of a session, or `undefined` when there is none with this id.
   * @throws ThrowlineError `log-unreadable`
   */
  async state(id: SessionId): Promise<SessionState | undefined> {
    return this.#mutex.run(id, () => this.#load(id));
  }

  /**
   * The state of a session for its lead: what only they may do or know.
   * @throws ThrowlineError `not-found`, `role-not-allowed` for who shares it or is invited, else `not-your-session`
   */
  async stateLedBy(id: SessionId, technician: TechnicianId): Promise<SessionState> {
    const { state, part } = await this.#stateAndPart(id, technician);
    if (part !== 'lead') throw new ThrowlineError('role-not-allowed');
    return state;
  }

  /**
   * The state of a session for who may read its log: its lead and the colleagues who have joined.
   * @throws ThrowlineError `not-found`, `role-not-allowed` for who is invited, else `not-your-session`
   */
  async stateReadBy(id: SessionId, technician: TechnicianId): Promise<SessionState> {
    const { state, part } = await this.#stateAndPart(id, technician);
    if (part === 'invited') throw new ThrowlineError('role-not-allowed');
    return state;
  }

  async #stateAndPart(id: SessionId, technician: TechnicianId) {
    const state = await this.state(id);
    if (state === undefined) throw new ThrowlineError('not-found');
    const part = partOfTechnician(state, technician);
    if (part === undefined) throw new ThrowlineError('not-your-session');
    return { state, part };
  }

  /** A technician's open sessions and their newest closed ones, newest first; those that they share or may join too. */
  async queueOf(technician: TechnicianId): Promise<SessionSummary[]> {
    const found = await this.#storage.sessions.listOf(technician, 200);
    return found.map((summary) => this.summaryFor(technician, summary));
  }

  /**
   * A part of a log; see the repository.
   * @throws ThrowlineError `log-unreadable`
   */
  async events(id: SessionId, after: number, limit: number): Promise<SessionEvent[]> {
    return this.#reading(id, () => this.#storage.sessions.events(id, after, limit));
  }

  /**
   * Decides, appends, publishes.
   * @throws ThrowlineError with the reason when the act is refused or cannot be stored; nothing has changed then
   */
  async act(id: SessionId, act: Act): Promise<Outcome> {
    const end = this.#metrics.commandSeconds.startTimer();
    try {
      return await this.#mutex.run(id, async () => {
        for (let attempt = 1; ; attempt += 1) {
          try {
            return await this.#actOnce(id, act);
          } catch (error) {
            if (!isDuplicate(error) || attempt === MAX_TRIES) throw error;
            this.#states.delete(id);
          }
        }
      });
    } finally {
      end();
    }
  }

  /**
   * Lets nothing find a session any more that is closed or cannot be read, and tells whose queue shows it. Its log is still to be taken away.
   * @throws ThrowlineError `not-found`, `wrong-phase` when it is not closed, `storage-full`
   */
  async beginErasing(id: SessionId): Promise<void> {
    await this.#mutex.run(id, async () => {
      const technicians = await this.#techniciansOfErasable(id);
      await this.#storage.transaction((inside) => inside.erasure.begin(id));
      this.#states.delete(id);
      this.#unreadable.delete(id);
      this.#bus.publishErased({ sessionId: id, technicians });
    });
  }

  /** What cannot be read cannot be closed either: it may be erased as it is. */
  async #techniciansOfErasable(id: SessionId): Promise<readonly TechnicianId[]> {
    let shown: SessionState | SessionSummary | undefined;
    try {
      shown = await this.#load(id);
      if (shown !== undefined && shown.phase !== 'closed') throw new ThrowlineError('wrong-phase');
    } catch (error) {
      if (!(error instanceof ThrowlineError) || error.code !== 'log-unreadable') throw error;
      shown = await this.#storage.sessions.summary(id);
    }
    if (shown === undefined) throw new ThrowlineError('not-found');
    return techniciansOf(shown);
  }

  /** Waits for acts under way. */
  async idle(): Promise<void> {
    await this.#mutex.idle();
  }

  async #actOnce(id: SessionId, act: Act): Promise<Outcome> {
    const state = await this.#load(id);
    const { commandId } = act;
    if (state !== undefined && commandId !== undefined) {
      if (await this.#storage.sessions.hasCommand(id, commandId)) return { state, events: [] };
    }
    const command = typeof act.command === 'function' ? act.command(state) : act.command;
    const now = this.#clock.now();
    const bodies = command === undefined ? [] : decided(state, command, act.actor, now);
    const events = bodies.map(
      (body, index): SessionEvent => ({
        sessionId: id,
        number: (state?.lastNumber ?? 0) + 1 + index,
        at: now,
        actor: act.actor,
        ...(index === 0 && commandId !== undefined ? { commandId } : {}),
        body,
      }),
    );
    const next = events.reduce<SessionState | undefined>(evolve, state);
    if (next === undefined) throw new ThrowlineError('not-found');
    if (events.length > 0 || act.also !== undefined) await this.#store(events, next, act);
    this.#keep(id, next);
    if (next.phase === 'closed') this.#arrivals.delete(id);
    if (next.phase !== 'waiting') this.#askers.delete(id);
    act.done?.(next);
    if (events.length > 0) {
      for (const listener of this.#listeners) listener(next);
      const technicians = [...new Set([...techniciansOf(state), ...techniciansOf(next)])];
      this.#bus.publish({ sessionId: id, technicians, events, summary: this.summary(next) });
      for (const event of events)
        this.#log.debug({ sessionId: id, number: event.number, type: event.body.type }, 'event');
      if (state?.phase !== next.phase) this.#log.info({ sessionId: id, phase: next.phase }, 'session phase');
    }
    return { state: next, events };
  }

  async #store(events: readonly SessionEvent[], next: SessionState, act: Act): Promise<void> {
    await this.#storage.transaction(async (inside) => {
      await act.also?.(inside, next);
      if (events.length === 0) return;
      await inside.sessions.append(events);
      await inside.sessions.summarise(summarise(next));
    });
  }

  async #load(id: SessionId): Promise<SessionState | undefined> {
    const kept = this.#states.get(id);
    if (kept !== undefined) return kept;
    if (await this.#storage.erasure.isBegun(id)) return undefined;
    const state = await this.#reading(id, () => this.#foldAll(id));
    if (state !== undefined) this.#keep(id, state);
    return state;
  }

  async #foldAll(id: SessionId): Promise<SessionState | undefined> {
    let state: SessionState | undefined;
    for (;;) {
      const page = await this.#storage.sessions.events(id, state?.lastNumber ?? 0, PAGE);
      state = fold(page, state);
      if (page.length < PAGE) return state;
    }
  }

  /** A log that is damaged, or that a later version has written, costs its own session and no other. */
  async #reading<T>(id: SessionId, read: () => Promise<T>): Promise<T> {
    try {
      return await read();
    } catch (error) {
      const isGap = error instanceof ThrowlineError && error.code === 'log-gap';
      if (!isGap && !(error instanceof UnreadableEvent)) throw error;
      if (!this.#unreadable.has(id))
        this.#log.error({ err: error, sessionId: id }, 'the log of a session cannot be read');
      this.#unreadable.add(id);
      throw new ThrowlineError('log-unreadable');
    }
  }

  #keep(id: SessionId, state: SessionState): void {
    this.#states.delete(id);
    this.#states.set(id, state);
    if (this.#states.size > MAX_STATES) {
      const [oldest] = this.#states.keys();
      if (oldest !== undefined) this.#states.delete(oldest);
    }
  }
}

function techniciansOf(
  state:
    | Pick<SessionSummary, 'owner' | 'colleagues'>
    | Pick<SessionState, 'owner' | 'colleagues'>
    | undefined,
): readonly TechnicianId[] {
  if (state === undefined) return [];
  return [state.owner.id, ...state.colleagues.map(({ technician }) => technician.id)];
}

function decided(
  state: SessionState | undefined,
  command: Command,
  actor: Actor,
  now: number,
): readonly EventBody[] {
  const decision = decide(state, command, actor, now);
  if (!decision.ok) throw new ThrowlineError(decision.code);
  return decision.events;
}
