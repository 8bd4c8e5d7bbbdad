import {
  type AppletFrame,
  type ConsoleFrame,
  type FileId,
  HOLD_SILENCE,
  KEPT_SHAPES,
  MAX_UPDATES_IN_FLIGHT,
  SILENCE_TIMEOUT,
  unreachable,
} from '@throwline/protocol';
import { maxUpdateBytes, UPDATE_VERSION } from '@throwline/screen';
import type { PeerStatus } from '../connection/peer-connection.ts';
import type { Timers } from '../connection/timers.ts';
import { FileReceiver, type ReceiveStep } from '../files/file-receiver.ts';
import { ClockSync } from './clock-sync.ts';
import { BYTES_PER_PIXEL, type Drawing } from './drawing.ts';
import { KeptShapes } from './kept-shapes.ts';
import { Pace } from './pace.ts';
import { TrafficCounter } from './traffic.ts';
import { UpdateJoiner } from './update-joiner.ts';
import type { Size } from './viewport.ts';
import type { CursorImage, FromSession, ToSession } from './worker-messages.ts';

const FIGURES_INTERVAL = 1000;
/** Pings come so often while something goes to and fro, and while nothing does. Milliseconds. */
const PING_PAUSE = { active: 2_000, idle: SILENCE_TIMEOUT / 3 };
/** When a ping is not answered for this long the line is given up. Milliseconds. */
const DEAD_AFTER = 25_000;
/** The same while there is control. Milliseconds. */
const DEAD_IN_CONTROL_AFTER = 6_000;
/** A stream that cannot be read is asked for anew at most this often. Milliseconds. */
const REPAIR_PAUSE = 2_000;
/**
 * Most frames that the page is told of, a second and at once. An honest program sends what it has to show at most
 * 60 times a second; without a limit a hostile one could keep the page from answering.
 */
const PAGE_PACE = { perSecond: 300, burst: 600 };

/** Those of a view that is over may still come when those of the next one begin. */
const MOST_UNDRAWN = 2 * MAX_UPDATES_IN_FLIGHT;
/** And no more pixels than so many whole pictures have: of three long updates, twice. */
const MOST_UNDRAWN_PICTURES = 6;
/** And no more bytes of pixels, however large the picture is: six whole pictures of 3840 × 2160. */
const MOST_UNDRAWN_BYTES = 256 * 1024 * 1024;

/**
 * Most sizes that a picture takes on, at once and in a second: each costs a new picture's memory. Whoever drags a window of
 * a virtual computer larger makes a few.
 */
const SIZE_PACE = { burst: 20, perSecond: 2 };

type CursorShape = Extract<AppletFrame, { type: 'cursor-shape' }>;
/** What the page is told of, at its pace. */
type ShownFrame = Exclude<
  AppletFrame,
  { type: 'screen-update' | 'file-chunk' | 'file-end' | 'pong' | 'named-shape' }
>;

/** What a session works with; the worker hands in the real ones. */
export interface PeerSessionParts {
  readonly connection: {
    readonly status: PeerStatus;
    send(frame: ConsoleFrame): void;
    /** Milliseconds of quiet after which something is to be said. */
    readonly quietLimit: number;
    restart(): void;
  };
  readonly pictures: {
    expect(size: Size): void;
    forget(): void;
    read(update: Uint8Array): Drawing;
  };
  readonly timers: Timers;
  /** A clock for durations, in milliseconds. */
  readonly monotonic: () => number;
  readonly cursorImage: (shape: CursorShape) => Promise<CursorImage | 'hidden'>;
  readonly tell: (message: FromSession) => void;
}

/** Everything that this console does with the applet's frames: pictures, figures, files. Lives in the worker. */
export class PeerSession {
  readonly #parts: PeerSessionParts;
  readonly #clock = new ClockSync();
  readonly #joiner = new UpdateJoiner();
  readonly #traffic = new TrafficCounter();
  readonly #files = new Map<FileId, FileReceiver>();
  #monitor: number | undefined;
  /** A view has been begun, and its layout, which comes first, is not here: updates are still of the view before. */
  #isBeginning = false;
  #frameAge: number | undefined;
  /** Since when a ping waits for any sign of life; undefined while none does. */
  #waitsSince: number | undefined;
  #pingedAt = 0;
  /** The page has control, and says that it is alive; so silence says something. */
  #isSteady = false;
  #isSilent = false;
  #isResting = false;
  /** Whether anything but pings has gone to and fro since the last ping. */
  #isActive = false;
  #ticks = 0;
  #repairedAt = Number.NEGATIVE_INFINITY;
  /** The newest cursor that waits while another one is made into a picture. */
  #nextCursor: CursorShape | undefined;
  #isMakingCursor = false;
  readonly #shapes = new KeptShapes();
  /** Updates that the page has been told to draw and has not drawn yet. */
  /** With the part of the picture that each changes. */
  #undrawn: {
    readonly frame: number;
    readonly takenAt: number;
    readonly share: number;
    readonly bytes: number;
  }[] = [];
  readonly #pagePace = new Pace(PAGE_PACE);
  readonly #sizePace = new Pace(SIZE_PACE);
  #size: Size | undefined;

  constructor(parts: PeerSessionParts) {
    this.#parts = parts;
    this.#tick();
  }

  /** What the page asks for. */
  take(message: ToSession): void {
    switch (message.type) {
      case 'view':
        this.#view(message.monitor);
        return;
      case 'drawn':
        this.#drawn(message.frame);
        return;
      case 'input':
        // Nobody wants to see carried out later what was typed into silence. Letting go is always said.
        if ((this.#isSilent || this.#isResting) && message.frame.type !== 'release-input') return;
        this.#isActive = true;
        this.#parts.connection.send(message.frame);
        return;
      case 'steady':
        this.#steady(message.on);
        return;
      case 'beat':
        if (this.#isSteady && !this.#isResting) this.#beat();
        return;
      case 'rest':
        this.#rest(message.on);
        return;
      case 'reconnect':
        this.#parts.connection.restart();
        return;
      case 'receive-file':
        if (this.#files.has(message.fileId)) return;
        this.#files.set(message.fileId, new FileReceiver(message.size));
        this.#grant(message.fileId);
        return;
      case 'drop-file':
        this.#files.delete(message.fileId);
        return;
    }
  }

  status(status: PeerStatus): void {
    this.#parts.tell({ type: 'status', status });
    if (status === 'together') this.#begin();
  }

  /** Says everything that the other side has to know of this console. */
  #begin(): void {
    this.#waitsSince = undefined;
    if (this.#isSteady) this.#parts.connection.send({ type: 'steady-pings', on: true });
    this.#clock.clear();
    this.#joiner.clear();
    this.#ping();
    this.#parts.connection.send({ type: 'take-updates', version: UPDATE_VERSION });
    this.#shapes.clear();
    this.#parts.connection.send({ type: 'keep-shapes', count: KEPT_SHAPES });
    if (this.#monitor !== undefined) this.#view(this.#monitor);
    for (const fileId of this.#files.keys()) this.#grant(fileId);
  }

  frame(frame: AppletFrame): void {
    this.#waitsSince = undefined;
    this.#sayIfSilent(false);
    if (frame.type !== 'pong') this.#isActive = true;
    switch (frame.type) {
      case 'screen-update':
        this.#paint(frame);
        return;
      case 'file-chunk':
        this.#received(frame.fileId, (file) => file.chunk(frame.offset, frame.data));
        return;
      case 'file-end':
        this.#received(frame.fileId, (file) => file.end(frame.sha256));
        return;
      case 'pong':
        this.#clock.pong(frame.nonce, frame.clock, this.#parts.monotonic());
        return;
      case 'named-shape': {
        // Kept before it may be left out: what the applet names later is to be there.
        if (this.#monitor === undefined) return;
        const shape = this.#shapes.keep(frame);
        if (this.#pagePace.takes(this.#parts.monotonic())) this.#show(shape);
        return;
      }
      default:
        if (this.#pagePace.takes(this.#parts.monotonic())) this.#show(frame);
    }
  }

  #show(frame: ShownFrame): void {
    // What belongs to a view is taken in only while there is one: an applet that nobody has asked takes no memory here.
    const isViewing = this.#monitor !== undefined;
    switch (frame.type) {
      case 'screen-layout':
        if (isViewing) this.#layout(frame);
        return;
      case 'cursor-shape':
        if (isViewing) void this.#showCursor(frame);
        return;
      case 'kept-shape': {
        const shape = this.#shapes.find(frame.name);
        if (isViewing && shape !== undefined) void this.#showCursor(shape);
        return;
      }
      case 'cursor-position':
        if (isViewing) this.#parts.tell({ type: 'cursor-position', x: frame.x, y: frame.y });
        return;
      case 'screen-stopped':
        if (frame.reason === 'not-granted') this.#parts.tell({ type: 'blank' });
        this.#parts.tell({ type: 'stopped', reason: frame.reason });
        return;
      case 'input-state':
        this.#parts.tell({ type: 'input-state', state: frame.state });
        return;
      case 'hands':
        this.#parts.tell({ type: 'hands', news: frame.news });
        return;
      case 'screen-lock':
        this.#parts.tell({ type: 'screen-lock', isLocked: frame.isLocked });
        return;
      case 'hidden-areas':
        if (isViewing) this.#parts.tell({ type: 'hidden-areas', areas: frame.areas });
        return;
      default:
        unreachable(frame);
    }
  }

  #view(monitor: number | undefined): void {
    const wasViewing = this.#monitor !== undefined;
    this.#monitor = monitor;
    this.#isBeginning = monitor !== undefined;
    this.#joiner.clear();
    this.#frameAge = undefined;
    if (monitor !== undefined) this.#parts.connection.send({ type: 'view-screen', monitor });
    else if (wasViewing) {
      this.#parts.pictures.forget();
      this.#shapes.clear();
      this.#parts.connection.send({ type: 'stop-screen' });
    }
  }

  #layout({ monitors, monitor, shown }: Extract<AppletFrame, { type: 'screen-layout' }>): void {
    const { width, height } = shown;
    const isNewSize = width !== this.#size?.width || height !== this.#size.height;
    if (isNewSize && !this.#sizePace.takes(this.#parts.monotonic())) {
      this.#giveUp();
      return;
    }
    try {
      this.#parts.pictures.expect(shown);
    } catch {
      this.#giveUp();
      return;
    }
    this.#size = { width, height };
    this.#joiner.expect(maxUpdateBytes(width, height));
    this.#isBeginning = false;
    this.#parts.tell({ type: 'layout', layout: { monitors, monitor, shown } });
  }

  #paint(part: Extract<AppletFrame, { type: 'screen-update' }>): void {
    // Stopped or begun anew meanwhile: what was on its way is not wanted any more.
    if (this.#monitor === undefined || this.#isBeginning) return;
    try {
      const update = this.#joiner.add(part, this.#parts.monotonic());
      if (update === undefined) return;
      // An honest program waits for what it has sent to be shown; what another one sends must not pile up on the page.
      const undrawn = this.#undrawn.reduce((sum, { share }) => sum + share, 0);
      const undrawnBytes = this.#undrawn.reduce((sum, { bytes }) => sum + bytes, 0);
      const isFull = undrawn >= MOST_UNDRAWN_PICTURES || undrawnBytes >= MOST_UNDRAWN_BYTES;
      if (this.#undrawn.length >= MOST_UNDRAWN || isFull)
        throw new RangeError('more updates than may be on their way');
      const drawing = this.#parts.pictures.read(update.data);
      this.#traffic.add(update.data.length, {
        moved: drawing.moves.length,
        rects: drawing.rects.length,
        isNear: drawing.isNear,
      });
      const { width, height } = drawing.size;
      const share = drawing.pixels.length / (width * height * BYTES_PER_PIXEL);
      const bytes = drawing.pixels.length;
      this.#undrawn.push({ frame: update.frame, takenAt: update.takenAt, share, bytes });
      this.#parts.tell({ type: 'draw', frame: update.frame, drawing });
    } catch {
      this.#repair();
    }
  }

  #drawn(frame: number): void {
    const at = this.#undrawn.findIndex((each) => each.frame === frame);
    const drawn = this.#undrawn[at];
    if (drawn === undefined) return;
    this.#undrawn = this.#undrawn.slice(at + 1);
    this.#parts.connection.send({ type: 'screen-shown', frame });
    this.#frameAge = this.#clock.age(drawn.takenAt, this.#parts.monotonic());
  }

  #repair(): void {
    const now = this.#parts.timers.now();
    if (this.#monitor === undefined) return;
    if (now - this.#repairedAt < REPAIR_PAUSE) {
      this.#giveUp();
      return;
    }
    this.#repairedAt = now;
    this.#parts.connection.send({ type: 'view-screen', monitor: this.#monitor });
  }

  #giveUp(): void {
    this.#view(undefined);
    this.#parts.tell({ type: 'blank' });
    this.#parts.tell({ type: 'stopped', reason: 'undecodable' });
  }

  async #showCursor(shape: CursorShape): Promise<void> {
    this.#nextCursor = shape;
    if (this.#isMakingCursor) return;
    this.#isMakingCursor = true;
    try {
      while (this.#nextCursor !== undefined) {
        const next = this.#nextCursor;
        this.#nextCursor = undefined;
        const cursor = await this.#parts.cursorImage(next);
        if (this.#nextCursor === undefined) this.#parts.tell({ type: 'cursor', cursor });
      }
    } finally {
      this.#isMakingCursor = false;
    }
  }

  #received(fileId: FileId, act: (file: FileReceiver) => ReceiveStep): void {
    const file = this.#files.get(fileId);
    if (file === undefined) return;
    const step = act(file);
    switch (step.kind) {
      case 'more':
        return;
      case 'credit':
        // Progress is told each second: a page that is drawn anew for each half megabyte is what a large file waits for.
        this.#parts.connection.send({ type: 'file-credit', fileId, upTo: step.upTo });
        return;
      case 'complete':
        this.#files.delete(fileId);
        this.#parts.tell({ type: 'file-complete', fileId, contents: step.contents });
        return;
      case 'failed':
        this.#files.delete(fileId);
        this.#parts.tell({ type: 'file-failed', fileId, message: step.message });
        return;
    }
  }

  #grant(fileId: FileId): void {
    const file = this.#files.get(fileId);
    if (file !== undefined) this.#parts.connection.send({ type: 'file-credit', fileId, upTo: file.grant() });
  }

  #steady(on: boolean): void {
    if (on === this.#isSteady) return;
    this.#isSteady = on;
    this.#sayIfSilent(false);
    this.#parts.connection.send({ type: 'steady-pings', on });
  }

  /** The page is alive: the applet is told so, and has to answer. */
  #beat(): void {
    const waitsFor = this.#waitsSince === undefined ? 0 : this.#parts.timers.now() - this.#waitsSince;
    if (waitsFor >= HOLD_SILENCE) this.#sayIfSilent(true);
    if (this.#parts.connection.status === 'together') this.#ping();
  }

  /**
   * The technician's sign-in has run out: the server keeps the line and lets nothing pass, so silence means nothing. What was
   * said meanwhile has reached nobody, and is said again.
   */
  #rest(on: boolean): void {
    if (on === this.#isResting) return;
    this.#isResting = on;
    if (!on && this.#parts.connection.status === 'together') this.#begin();
  }

  #sayIfSilent(isSilent: boolean): void {
    if (isSilent === this.#isSilent) return;
    this.#isSilent = isSilent;
    this.#parts.tell({ type: 'silent', isSilent });
  }

  #ping(): void {
    this.#pingedAt = this.#parts.timers.now();
    this.#waitsSince ??= this.#pingedAt;
    this.#isActive = false;
    this.#parts.connection.send({ type: 'ping', nonce: this.#clock.ping(this.#parts.monotonic()) });
  }

  #tick(): void {
    this.#parts.timers.after(FIGURES_INTERVAL, () => {
      this.#ticks += 1;
      if (this.#parts.connection.status === 'together' && !this.#isResting) this.#tickTogether();
      this.#tick();
    });
  }

  #tickTogether(): void {
    this.#joiner.tidy(this.#parts.monotonic());
    const now = this.#parts.timers.now();
    const silentFor = this.#waitsSince === undefined ? 0 : now - this.#waitsSince;
    if (silentFor > (this.#isSteady ? DEAD_IN_CONTROL_AFTER : DEAD_AFTER)) {
      this.#parts.connection.restart();
      return;
    }
    const pause = this.#isActive
      ? PING_PAUSE.active
      : Math.min(PING_PAUSE.idle, this.#parts.connection.quietLimit);
    if (now - this.#pingedAt >= pause) this.#ping();
    // The applet may have heard of the credit before it heard that the file is accepted.
    for (const [fileId, file] of this.#files) {
      this.#parts.tell({ type: 'file-progress', fileId, received: file.received });
      if (this.#ticks % 2 === 0) this.#grant(fileId);
    }
    const traffic = this.#traffic.take();
    if (this.#monitor === undefined) return;
    const { roundTrip } = this.#clock;
    this.#parts.tell({
      type: 'figures',
      figures: { roundTrip, frameAge: this.#frameAge, silentFor, traffic },
    });
  }
}
