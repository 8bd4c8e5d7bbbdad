import {
  APPLET_PEER,
  ENVELOPE_HEADER,
  ENVELOPE_KINDS,
  ENVELOPE_VERSION,
  type EnvelopeKind,
  ERRORS,
  type ErrorCode,
  writeEnvelope,
} from '@throwline/protocol';
import type { WebSocket } from 'ws';
import type { Clock } from '../clock.ts';
import type { Metrics } from '../metrics.ts';
import { KeptFrames } from './kept-frames.ts';
import { Outgoing } from './outgoing.ts';

const NO_PAYLOAD = new Uint8Array();
const KIND_AT = 1;
const PEER_AT = 2;

/** One peer socket in a room. */
interface Member {
  readonly number: number;
  readonly socket: WebSocket;
  readonly outgoing: Outgoing;
  /** Not read at the moment. */
  held: boolean;
  /** What waits for it while it rests. */
  kept: KeptFrames | undefined;
}

/** The peers of one session, and what goes between them. Costs nothing while nobody sends. */
export class Room {
  readonly #clock: Clock;
  readonly #metrics: Metrics;
  readonly #onViewEnd: () => void;
  readonly #members = new Map<number, Member>();

  /** @param onViewEnd called when the last console leaves the applet, or the applet leaves its consoles */
  constructor(clock: Clock, metrics: Metrics, onViewEnd: () => void) {
    this.#clock = clock;
    this.#metrics = metrics;
    this.#onViewEnd = onViewEnd;
  }

  get isEmpty(): boolean {
    return this.#members.size === 0;
  }

  get consoles(): number {
    return this.#members.size - (this.#members.has(APPLET_PEER) ? 1 : 0);
  }

  /** Whether the applet and at least one console are there: what counts as an open view. */
  get isViewed(): boolean {
    return this.#members.has(APPLET_PEER) && this.#members.size > 1;
  }

  /**
   * Takes in a peer and relays for it until its socket closes.
   * @param number its own, set by the server; the applet's takes the place of an earlier connection of the applet
   * @param onLeft called when it is out
   */
  join(number: number, socket: WebSocket, onLeft: () => void): void {
    const earlier = this.#members.get(number);
    if (earlier !== undefined) this.#drop(earlier, 'replaced');
    const outgoing = new Outgoing(socket, {
      clock: this.#clock,
      onQueued: (bytes) => this.#metrics.queuedBytes.inc(bytes),
      onCongestion: () => this.#holdSources(),
      onStall: () => this.#drop(member, 'peer-too-slow'),
    });
    const member: Member = { number, socket, outgoing, held: false, kept: undefined };
    for (const other of this.#members.values()) {
      outgoing.send(notice('joined', other.number));
      this.#give(other, notice('joined', number));
    }
    this.#members.set(number, member);
    socket.on('message', (data, isBinary) => {
      // Nothing of a connection that has been refused is relayed, though it may still arrive.
      if (this.#members.get(number) !== member || socket.readyState !== socket.OPEN) return;
      if (isBinary && data instanceof Buffer) this.#relay(member, data);
      else this.#drop(member, 'frame-malformed');
    });
    socket.once('close', () => {
      this.#leave(member);
      onLeft();
    });
    this.#holdSources();
  }

  /**
   * A console rests, or goes on: while it rests nothing of it is relayed, and what is for it is kept, so that nothing of a file
   * on its way is lost. More than is sent without being answered is not kept; the console is given up then.
   */
  rest(socket: WebSocket, isResting: boolean): void {
    const member = [...this.#members.values()].find((each) => each.socket === socket);
    if (member === undefined || isResting === (member.kept !== undefined)) return;
    if (isResting) {
      member.kept = new KeptFrames();
      return;
    }
    const { kept } = member;
    member.kept = undefined;
    this.#metrics.queuedBytes.inc(-(kept?.bytes ?? 0));
    for (const frame of kept?.takeAll() ?? []) member.outgoing.send(frame);
  }

  /** Ends one peer, if it is there. */
  end(number: number, code: ErrorCode): void {
    const member = this.#members.get(number);
    if (member !== undefined) this.#drop(member, code);
  }

  /** Closes every peer. */
  close(code: ErrorCode): void {
    for (const member of [...this.#members.values()]) this.#drop(member, code);
  }

  /** Out at once, though its socket may take a moment to close: nobody waits for it any more. */
  #drop(member: Member, code: ErrorCode): void {
    this.#leave(member);
    end(member.socket, code);
  }

  #leave(member: Member): void {
    if (this.#members.get(member.number) !== member) return;
    const wasViewed = this.isViewed;
    this.#members.delete(member.number);
    if (wasViewed && !this.isViewed) this.#onViewEnd();
    this.#hold(member, false);
    member.outgoing.close();
    this.#metrics.queuedBytes.inc(-(member.kept?.bytes ?? 0));
    member.kept = undefined;
    for (const other of this.#members.values()) this.#give(other, notice('left', member.number));
  }

  #relay(from: Member, frame: Buffer): void {
    if (
      frame.length < ENVELOPE_HEADER ||
      frame[0] !== ENVELOPE_VERSION ||
      frame[KIND_AT] !== ENVELOPE_KINDS.data
    ) {
      this.#drop(from, 'frame-malformed');
      return;
    }
    const receiver = frame.readUInt16BE(PEER_AT);
    if (from.number !== APPLET_PEER && receiver !== APPLET_PEER) {
      this.#drop(from, 'frame-malformed');
      return;
    }
    // What a console sends whose sign-in has run out is nobody's word.
    if (from.kept !== undefined) return;
    // One that has just left is written to for a moment still; those frames have no reader.
    const to = this.#members.get(receiver);
    if (to === undefined || to === from) return;
    frame.writeUInt16BE(from.number, PEER_AT);
    this.#metrics.relayedFrames.inc();
    this.#metrics.relayedBytes.inc(frame.length);
    this.#give(to, frame);
  }

  #give(to: Member, frame: Uint8Array): void {
    if (to.kept === undefined) {
      to.outgoing.send(frame);
      return;
    }
    if (to.kept.add(frame)) this.#metrics.queuedBytes.inc(frame.length);
    else this.#drop(to, 'peer-too-slow');
  }

  /** The applet is read while every console drains; consoles are read while the applet does. */
  #holdSources(): void {
    for (const member of this.#members.values()) {
      const held = [...this.#members.values()].some(
        (other) =>
          other.outgoing.isCongested && (member.number === APPLET_PEER) !== (other.number === APPLET_PEER),
      );
      this.#hold(member, held);
    }
  }

  #hold(member: Member, held: boolean): void {
    if (held === member.held) return;
    member.held = held;
    this.#metrics.heldSources.inc(held ? 1 : -1);
    if (held) member.socket.pause();
    else member.socket.resume();
  }
}

function notice(kind: EnvelopeKind, peer: number): Uint8Array {
  return writeEnvelope({ kind, peer, payload: NO_PAYLOAD });
}

/** How long a peer may take to finish the closing handshake, milliseconds. */
const CLOSE_PATIENCE = 2000;

/** Closes a peer socket with a reason, and cuts it off when it does not answer. */
export function end(socket: WebSocket, code: ErrorCode): void {
  if (socket.readyState !== socket.OPEN) return;
  // The closing handshake is read too.
  if (socket.isPaused) socket.resume();
  socket.close(ERRORS[code].close, code);
  const patience = setTimeout(() => socket.terminate(), CLOSE_PATIENCE).unref();
  socket.once('close', () => clearTimeout(patience));
}
