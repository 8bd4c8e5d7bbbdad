import { SILENCE_TIMEOUT } from '@throwline/protocol';
import type { WebSocket } from 'ws';
import type { Clock, Timer } from '../clock.ts';

/** How often all sockets are looked at, milliseconds. Looking costs nothing on the wire. */
const INTERVAL = 10_000;
/** A socket that has said nothing for this long (milliseconds) is pinged. Most clients ping sooner, and that serves both sides. */
const PING_AFTER = SILENCE_TIMEOUT / 3;

interface Beat {
  heardAt: number;
  pingedAt: number;
}

/** Pings sockets that say nothing on one timer and ends those that have gone silent. */
export class Heartbeat {
  readonly #clock: Clock;
  readonly #beats = new Map<WebSocket, Beat>();
  readonly #onTick: () => void;
  #timer: Timer;

  /** @param onTick called on every beat, for what else is to be looked at now and then */
  constructor(clock: Clock, onTick: () => void) {
    this.#clock = clock;
    this.#onTick = onTick;
    this.#timer = clock.after(INTERVAL, () => this.#tick());
  }

  /** Watches a socket until it is closed. */
  watch(socket: WebSocket): void {
    const now = this.#clock.monotonic();
    const beat: Beat = { heardAt: now, pingedAt: now };
    const heard = (): void => {
      beat.heardAt = this.#clock.monotonic();
    };
    this.#beats.set(socket, beat);
    socket.on('message', heard).on('ping', heard).on('pong', heard);
    socket.once('close', () => this.#beats.delete(socket));
  }

  close(): void {
    this.#timer.cancel();
  }

  #tick(): void {
    const now = this.#clock.monotonic();
    for (const [socket, beat] of this.#beats) {
      // A paused socket is not listened to, so its silence says nothing.
      if (socket.isPaused) beat.heardAt = now;
      else if (now - beat.heardAt >= SILENCE_TIMEOUT) socket.terminate();
      else if (
        now - Math.max(beat.heardAt, beat.pingedAt) > PING_AFTER &&
        socket.readyState === socket.OPEN
      ) {
        beat.pingedAt = now;
        socket.ping();
      }
    }
    this.#onTick();
    this.#timer = this.#clock.after(INTERVAL, () => this.#tick());
  }
}
