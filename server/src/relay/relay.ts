import { APPLET_PEER, type ErrorCode, type SessionId } from '@throwline/protocol';
import type { WebSocket } from 'ws';
import type { Clock } from '../clock.ts';
import type { Metrics } from '../metrics.ts';
import { Room } from './room.ts';

/** Most consoles of one session at once. */
export const MAX_CONSOLES = 16;
const LAST_PEER = 0xffff;

/** Peer frames between the applet and the consoles of each session. Holds nothing of sessions without peers but a number. */
export class Relay {
  readonly #clock: Clock;
  readonly #metrics: Metrics;
  readonly #rooms = new Map<SessionId, Room>();
  /** Newest number given to a console, for sessions that had one: numbers are not used twice. */
  readonly #numbers = new Map<SessionId, number>();
  readonly #viewedAt = new Map<SessionId, number>();

  constructor(clock: Clock, metrics: Metrics) {
    this.#clock = clock;
    this.#metrics = metrics;
  }

  /** Takes in the applet's peer socket. */
  joinApplet(id: SessionId, socket: WebSocket): void {
    this.#join(id, APPLET_PEER, socket);
  }

  /** Takes in a console's peer socket. @returns `too-many-sessions` when there is no room for one more */
  joinConsole(id: SessionId, socket: WebSocket): ErrorCode | undefined {
    const number = (this.#numbers.get(id) ?? APPLET_PEER) + 1;
    if (number > LAST_PEER || (this.#rooms.get(id)?.consoles ?? 0) >= MAX_CONSOLES)
      return 'too-many-sessions';
    this.#numbers.set(id, number);
    this.#join(id, number, socket);
    return undefined;
  }

  /** A console's sign-in has run out, or is renewed; see {@link Room.rest}. */
  restConsole(id: SessionId, socket: WebSocket, isResting: boolean): void {
    this.#rooms.get(id)?.rest(socket, isResting);
  }

  /** When a remote view of the session was last open, epoch milliseconds; 0 when never. */
  lastViewedAt(id: SessionId): number {
    return this.#rooms.get(id)?.isViewed === true ? this.#clock.now() : (this.#viewedAt.get(id) ?? 0);
  }

  /** Another applet has the session now: the one before is no peer any more. */
  endApplet(id: SessionId): void {
    this.#rooms.get(id)?.end(APPLET_PEER, 'token-invalid');
  }

  /** The session is closed: so are its peers. */
  closeSession(id: SessionId): void {
    this.#rooms.get(id)?.close('session-closed');
    this.#rooms.delete(id);
    this.#numbers.delete(id);
    this.#viewedAt.delete(id);
  }

  #join(id: SessionId, number: number, socket: WebSocket): void {
    const room = this.#rooms.get(id) ?? this.#newRoom(id);
    room.join(number, socket, () => {
      if (room.isEmpty && this.#rooms.get(id) === room) this.#rooms.delete(id);
    });
  }

  #newRoom(id: SessionId): Room {
    const room = new Room(this.#clock, this.#metrics, () => this.#viewedAt.set(id, this.#clock.now()));
    this.#rooms.set(id, room);
    return room;
  }
}
