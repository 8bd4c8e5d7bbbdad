import {
  type ClientMessage,
  COLLEAGUES_SINCE,
  type Hello,
  partOfTechnician,
  type ServerMessage,
  type SessionId,
  type TechnicianId,
  type TechnicianRef,
  ThrowlineError,
} from '@throwline/protocol';
import type { SignedInSocket, Standing } from '../accounts/live-sign-ins.ts';
import type { Caller } from '../accounts/sign-ins.ts';
import type { OpenConsole } from '../sessions/open-consoles.ts';
import { summarise } from '../sessions/summary.ts';
import { answerCommand, sendError } from './command-answers.ts';
import type { Connection, EventsParts } from './connection.ts';
import type { JsonSocket } from './json-socket.ts';
import { PresenceFeed } from './presence-feed.ts';
import { SessionFeed } from './session-feed.ts';

/** Most sessions that one console watches at once. */
const MAX_WATCHED = 50;

/**
 * Lets a console in, or rejects.
 * @throws ThrowlineError `version-unsupported` for a page of an older server, which stops at events that it does not know;
 *   `token-invalid`, `not-signed-in`
 */
export async function acceptConsole(
  hello: Extract<Hello, { as: 'console' }>,
  version: number,
  socket: JsonSocket,
  parts: EventsParts,
): Promise<Connection> {
  const { tokens, accounts, sessions, clock, log } = parts;
  if (version < COLLEAGUES_SINCE) throw new ThrowlineError('version-unsupported');
  const claim = tokens.take(hello.token);
  if (claim?.opens !== 'events') throw new ThrowlineError('token-invalid');
  const caller = await accounts.callerOf(claim.signIn);
  if (caller === undefined) throw new ThrowlineError('token-invalid');
  const connection = new ConsoleConnection(caller, socket, parts);
  try {
    // Disabled in this very moment: the sockets that were ended then were without this one.
    if ((await accounts.callerOf(claim.signIn)) === undefined) throw new ThrowlineError('not-signed-in');
    const { id, name } = caller.technician;
    const organisation = await accounts.organisation();
    const queue = await sessions.queueOf(id);
    void socket.send({
      type: 'welcome',
      version,
      organisation,
      serverTime: clock.now(),
      who: { as: 'console', technician: { id, name } },
    });
    void socket.send({ type: 'queue', sessions: queue });
    connection.begin();
    log.info({ technicianId: id }, 'console connected');
    return connection;
  } catch (error) {
    connection.left();
    throw error;
  }
}

class ConsoleConnection implements Connection, SignedInSocket {
  readonly technicianId: TechnicianId;
  readonly #socket: JsonSocket;
  readonly #parts: EventsParts;
  readonly #feeds = new Map<SessionId, { readonly log: SessionFeed; readonly presence: PresenceFeed }>();
  readonly #console: OpenConsole;
  readonly #unsubscribe: () => void;
  #standing: Standing;
  #technician: TechnicianRef;
  /** Sessions whose summary changed before the queue was sent, or `undefined` after that. */
  #early: (() => void)[] | undefined = [];
  #gone = false;

  constructor(caller: Caller, socket: JsonSocket, parts: EventsParts) {
    const { id, name } = caller.technician;
    this.technicianId = id;
    this.#standing = { signIn: caller.signIn.tokenHash, expiresAt: caller.signIn.expiresAt };
    this.#technician = { id, name };
    this.#socket = socket;
    this.#parts = parts;
    parts.live.add(this);
    this.#console = parts.consoles.open(id);
    const endErased = parts.bus.onErased(({ sessionId, technicians }) => {
      if (!technicians.includes(id)) return;
      this.#unwatch(sessionId);
      this.#tellQueue({ type: 'queue-removed', sessionId });
    });
    const endChanged = parts.bus.onTechnician(id, ({ sessionId, summary }) => {
      const part = partOfTechnician(summary, id);
      // Their feed has told them why, if they had one: a session's listeners hear before its technicians'.
      const hasPart = part === 'lead' || part === 'colleague';
      if (!hasPart) this.#unwatch(sessionId);
      if (!hasPart || summary.phase.phase === 'closed') parts.consoles.over(sessionId, id);
      this.#tellQueue(
        part === undefined
          ? { type: 'queue-removed', sessionId }
          : { type: 'queue-changed', session: parts.sessions.summaryFor(id, summary) },
      );
    });
    this.#unsubscribe = () => {
      endChanged();
      endErased();
    };
  }

  /** What has changed before the queue was sent follows it. */
  #tellQueue(message: ServerMessage): void {
    const send = (): void => void this.#socket.send(message);
    if (this.#early === undefined) send();
    else this.#early.push(send);
  }

  /** The queue is sent: what has changed since it was read follows. */
  begin(): void {
    for (const send of this.#early ?? []) send();
    this.#early = undefined;
  }

  receive(message: ClientMessage): void {
    switch (message.type) {
      case 'ping':
        void this.#socket.send({ type: 'pong', nonce: message.nonce });
        return;
      case 'command': {
        const actor = { role: 'technician', technician: this.#technician } as const;
        void answerCommand(message, actor, undefined, this.#socket, this.#parts);
        return;
      }
      case 'watch':
        this.#answer(message, () => this.#watch(message.sessionId, message.after));
        return;
      case 'unwatch':
        this.#unwatch(message.sessionId);
        return;
      case 'look':
        this.#console.look(message.sessionId);
        return;
      case 'open-peer':
        this.#answer(message, () => this.#openPeer(message.sessionId));
    }
  }

  left(): void {
    this.#gone = true;
    this.#unsubscribe();
    for (const id of [...this.#feeds.keys()]) this.#unwatch(id);
    this.#console.close();
    this.#parts.live.remove(this);
    this.#parts.log.info({ technicianId: this.technicianId }, 'console disconnected');
  }

  get standing(): Standing {
    return this.#standing;
  }

  expire(): void {
    this.#socket.refuse('sign-in-expired');
  }

  renew(standing: Standing): void {
    this.#standing = standing;
  }

  endSignIn(): void {
    this.#socket.refuse('not-signed-in');
  }

  rename(name: string): void {
    this.#technician = { id: this.technicianId, name };
  }

  #answer(message: { readonly sessionId: SessionId }, work: () => Promise<void>): void {
    work().catch((error: unknown) => sendError(this.#socket, error, message, this.#parts.log));
  }

  async #watch(sessionId: SessionId, after: number): Promise<void> {
    const { sessions, bus, consoles, clock, log } = this.#parts;
    const state = await sessions.stateReadBy(sessionId, this.technicianId);
    if (after > state.lastNumber) throw new ThrowlineError('log-gap');
    if (this.#gone) return;
    const before = this.#feeds.get(sessionId);
    if (before === undefined && this.#feeds.size >= MAX_WATCHED)
      throw new ThrowlineError('too-many-sessions');
    before?.log.stop();
    const technician = this.#technician;
    const feed = new SessionFeed({
      sessions,
      bus,
      sessionId,
      after,
      send: (events) => this.#socket.send({ type: 'events', sessionId, events: [...events] }),
      onError: (error) => sendError(this.#socket, error, { sessionId }, log),
    });
    const told = before?.presence;
    const presence =
      told ??
      new PresenceFeed({
        sessionId,
        technicians: state.phase === 'closed' ? { owner: technician, colleagues: [] } : summarise(state),
        except: technician.id,
        bus,
        consoles,
        clock,
        send: (technicians) => void this.#socket.send({ type: 'presence', sessionId, technicians }),
      });
    this.#feeds.set(sessionId, { log: feed, presence });
    if (before !== undefined || state.phase === 'closed') return;
    consoles.opened(sessionId, technician);
    await sessions.act(sessionId, {
      actor: { role: 'server' },
      command: (current) => {
        if (current === undefined || current.phase === 'closed') return undefined;
        const part = partOfTechnician(current, technician.id);
        if (part === 'lead' || part === 'colleague') return { type: 'connect-technician', technician };
        // Taken out in this very moment: the feeds that were ended then were without this one.
        this.#unwatch(sessionId);
        return undefined;
      },
    });
  }

  #unwatch(sessionId: SessionId): void {
    const feed = this.#feeds.get(sessionId);
    if (feed === undefined) return;
    feed.log.stop();
    feed.presence.stop();
    this.#feeds.delete(sessionId);
  }

  async #openPeer(sessionId: SessionId): Promise<void> {
    const { sessions, tokens } = this.#parts;
    const state = await sessions.stateLedBy(sessionId, this.technicianId);
    if (state.phase === 'closed') throw new ThrowlineError('session-closed');
    const { technicianId } = this;
    const { signIn } = this.#standing;
    const token = tokens.issue({ opens: 'peer', sessionId, as: 'console', technicianId, signIn });
    await this.#socket.send({ type: 'peer-token', sessionId, token });
  }
}
