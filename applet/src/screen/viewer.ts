import {
  type AppletFrame,
  type Area,
  MAX_HIDDEN_AREAS,
  MAX_MONITORS,
  MAX_UPDATE_PART,
} from '@throwline/protocol';
import { sameRects, type ViewerStream } from '@throwline/screen';
import type { CursorShape, DesktopLayout } from '../platform/platform.ts';
import type { Departure, LinkEstimate } from './link-estimate.ts';
import type { Picture } from './picture.ts';
import { SentShapes } from './sent-shapes.ts';

const FRAME_NUMBERS = 2 ** 32;

/** The desktop as a viewer is told of it. */
export interface Scene {
  readonly layout: DesktopLayout;
  readonly cursor: CursorShape | undefined;
  readonly pointer: { readonly x: number; readonly y: number };
}

/** What a console has asked to see; see `view` in screen-messages.ts. */
export interface ViewWish {
  readonly view: number;
  readonly monitor: number;
  readonly version: number;
  readonly shapes: number;
}

/**
 * What one console has been sent, and what it lacks. Nothing is kept for a console that does not keep up: it is sent the
 * newest state when it has room again.
 */
export class Viewer {
  readonly wish: ViewWish;
  readonly picture: Picture;
  readonly stream: ViewerStream;
  readonly #send: (frame: AppletFrame) => void;
  #nextFrame: number;
  readonly #link: LinkEstimate;
  #sentAt = Number.NEGATIVE_INFINITY;
  #inFlight: { readonly frame: number; readonly departure: Departure }[] = [];
  #layout: DesktopLayout | undefined;
  #cursorSerial: number | undefined;
  readonly #shapes: SentShapes;
  /** When the next shape may leave, monotonic milliseconds. */
  #shapeFrom = Number.NEGATIVE_INFINITY;
  #isShapeWaiting = false;
  #cursorAt: { readonly x: number; readonly y: number } | undefined;
  /** As last told; `undefined` before: what an earlier view of this console has left there is not known to be right. */
  #hidden: readonly Area[] | undefined;

  /**
   * @param firstFrame number of the first update; goes on counting when a console views anew
   * @param link what is known of the way to this console; outlives its views
   */
  constructor(
    wish: ViewWish,
    picture: Picture,
    stream: ViewerStream,
    firstFrame: number,
    link: LinkEstimate,
    send: (frame: AppletFrame) => void,
  ) {
    this.wish = wish;
    this.#shapes = new SentShapes(wish.shapes);
    this.picture = picture;
    this.stream = stream;
    this.#nextFrame = firstFrame;
    this.#link = link;
    this.#send = send;
  }

  get nextFrame(): number {
    return this.#nextFrame;
  }

  get link(): LinkEstimate {
    return this.#link;
  }

  /** Whether something is left that could be sent a moment later, without anything new happening. */
  get isWaiting(): boolean {
    return this.hasRoom && this.stream.pending > 0;
  }

  /** When a shape of the pointer that waits may leave, monotonic milliseconds; `undefined` while none does. */
  get shapeDue(): number | undefined {
    return this.#isShapeWaiting ? this.#shapeFrom : undefined;
  }

  /** When the last update left, monotonic milliseconds. */
  get sentAt(): number {
    return this.#sentAt;
  }

  /** Whether another update may be on its way. */
  get hasRoom(): boolean {
    const bytes = this.#inFlight.reduce((sum, { departure }) => sum + departure.bytes, 0);
    return this.#inFlight.length < this.#link.inFlight(bytes);
  }

  /**
   * The console shows this update, and with it all before. Numbers that are not on their way mean nothing.
   * @param at monotonic milliseconds
   */
  shown(frame: number, at: number): void {
    const index = this.#inFlight.findIndex((each) => each.frame === frame);
    if (index < 0) return;
    for (const { departure } of this.#inFlight.slice(0, index + 1)) this.#link.arrive(departure, at);
    this.#inFlight = this.#inFlight.slice(index + 1);
  }

  /**
   * Sends what has changed around the picture: layout, cursor, hidden areas. Shapes of the pointer come no faster than
   * a part of the link carries; what was not sent is replaced by what comes after it.
   * @param at monotonic milliseconds
   */
  sendScene({ layout, cursor, pointer }: Scene, at: number): void {
    const { region, monitor, hiddenAreas } = this.picture;
    if (this.#layout !== layout) {
      this.#layout = layout;
      const monitors = layout.monitors.slice(0, MAX_MONITORS);
      this.#send({ type: 'screen-layout', monitors, monitor, shown: region });
    }
    if (this.#hidden === undefined || !sameRects(this.#hidden, hiddenAreas)) {
      this.#hidden = hiddenAreas;
      this.#send({ type: 'hidden-areas', areas: hiddenAreas.slice(0, MAX_HIDDEN_AREAS) });
    }
    if (cursor !== undefined && cursor.serial !== this.#cursorSerial) this.#sendShape(cursor, at);
    else this.#isShapeWaiting = false;
    if (pointer.x !== this.#cursorAt?.x || pointer.y !== this.#cursorAt.y) {
      this.#cursorAt = pointer;
      this.#send({ type: 'cursor-position', x: short(pointer.x - region.x), y: short(pointer.y - region.y) });
    }
  }

  /** One that the console keeps costs nothing and need not wait. */
  #sendShape(cursor: CursorShape, at: number): void {
    const kept = this.#shapes.nameOf(cursor);
    this.#isShapeWaiting = kept === undefined && at < this.#shapeFrom;
    if (this.#isShapeWaiting) return;
    this.#cursorSerial = cursor.serial;
    if (kept !== undefined) {
      this.#send({ type: 'kept-shape', name: kept });
      return;
    }
    this.#shapeFrom = at + this.#link.pauseAfterShape(cursor.pixels.length);
    const { width, height, hotspotX: hotX, hotspotY: hotY, pixels: rgba } = cursor;
    const shape = { width, height, hotX, hotY, rgba };
    const name = this.#shapes.add(cursor);
    this.#send(
      name === undefined ? { type: 'cursor-shape', ...shape } : { type: 'named-shape', name, ...shape },
    );
  }

  /** Sends updates as long as there is something to send and room for it. @param at monotonic milliseconds */
  sendUpdates(at: number): void {
    const { takenAt } = this.picture;
    while (this.hasRoom) {
      const { updateBytes, movingBytes } = this.#link;
      const picturesWait = this.#link.rate === undefined && this.#inFlight.length > 0;
      const update = this.stream.encode(updateBytes, { at, movingBytes, picturesWait });
      if (update === undefined) return;
      const frame = this.#nextFrame;
      this.#nextFrame = (frame + 1) % FRAME_NUMBERS;
      this.#sentAt = at;
      this.#inFlight.push({ frame, departure: this.#link.depart(update.length, at) });
      for (let from = 0; from < update.length; from += MAX_UPDATE_PART) {
        const data = update.subarray(from, from + MAX_UPDATE_PART);
        const last = from + MAX_UPDATE_PART >= update.length;
        this.#send({ type: 'screen-update', frame, takenAt, last, data });
      }
    }
  }
}

function short(value: number): number {
  return Math.max(-32768, Math.min(32767, Math.round(value)));
}
