import { boundingBox, intersection, sameRect, without } from '../geometry.ts';
import type { Rect } from '../platform.ts';
import type { ProtectedNow } from './protected-clients.ts';
import { type ScreenWindow, ScreenWindows } from './screen-windows.ts';
import type { WindowTree } from './window-tree.ts';
import type { XConnection } from './x-connection.ts';
import { EVENT } from './x-protocol.ts';
import type { XReply } from './x-reply.ts';

/**
 * How long the place of a protected window stays hidden after the window has left it, in milliseconds. Old pixels
 * stand there until the program beneath has painted anew, or until a compositor has drawn its next picture.
 */
export const LINGER_MS = 400;
const MAX_PARTS = 128;
const MAX_TRACES = 512;

interface Timed {
  readonly rect: Rect;
  readonly until: number;
}

/**
 * Finds the parts of the desktop that protected windows show on, or showed on a moment ago. When in doubt it hides
 * more: a window in front uncovers nothing unless it is certainly opaque and has been where it is for a while.
 */
export class WindowMasks {
  readonly #connection: XConnection;
  readonly #windows: ScreenWindows;
  readonly #tree: WindowTree;
  readonly #now: () => number;
  /** Where any top-level window was lately: which of them are protected is only known when masks are wanted. */
  #traces: { readonly id: number; readonly rect: Rect; readonly at: number }[] = [];
  #shown: readonly Rect[] = [];
  #protectedIds: ReadonlySet<number> = new Set();
  #trail: Timed[] = [];
  /** Parts that are hidden no longer and not yet taken out. */
  #due: Rect[] = [];
  /** Parts that may be uncovered once a window in front has settled. */
  #unsettled: Timed[] = [];
  /** Since when windows in front have been where they are. */
  #settled = new Map<number, { readonly rect: Rect; readonly since: number }>();
  #seen = 0;

  /** @param now a clock in milliseconds that only goes forward */
  constructor(connection: XConnection, tree: WindowTree, now: () => number) {
    this.#connection = connection;
    this.#tree = tree;
    this.#windows = new ScreenWindows(connection, tree);
    this.#now = now;
  }

  /** Protected windows on the screen when {@link find} was last called. */
  get windowsSeen(): number {
    return this.#seen;
  }

  /** When parts will have to be captured anew although nothing changes, on the clock; `undefined` for never. */
  get nextExpiry(): number | undefined {
    if (this.#due.length > 0) return this.#now();
    const times = [...this.#trail, ...this.#unsettled].map(({ until }) => until);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  /** Takes note of where top-level windows go. */
  handle(event: XReply): void {
    if ((event.u8(0) & 0x7f) !== EVENT.configureNotify) return;
    // A new size of the desktop is no window that has moved.
    if (event.u32(8) === this.#connection.root) return;
    const border = event.u16(24) * 2;
    const rect = {
      x: event.i16(16),
      y: event.i16(18),
      width: event.u16(20) + border,
      height: event.u16(22) + border,
    };
    this.#traces.push({ id: event.u32(8), rect, at: this.#now() });
    if (this.#traces.length > MAX_TRACES) this.#traces = this.#mergeTraces();
  }

  /** The parts that must be captured anew by now. */
  takeExpired(): Rect[] {
    this.#expire(this.#now());
    return this.#due.splice(0);
  }

  /** What to hide now. Call while the server is grabbed, and take the picture before the grab ends. */
  find(protectedNow: ProtectedNow): Rect[] {
    const now = this.#now();
    this.#connection.drain();
    this.#expire(now);
    const windows = protectedNow.clients.size === 0 ? [] : this.#windows.fromLowestProtected(protectedNow);
    const own = windows.filter((window) => window.isProtected);
    this.#unsettled.length = 0;
    const settled = new Map<number, { rect: Rect; since: number }>();
    const shown = own.flatMap((window) =>
      this.#visible(window, windows.slice(windows.indexOf(window) + 1), settled, now),
    );
    this.#settled = settled;
    this.#leaveTrail(shown, protectedNow, now);
    this.#shown = shown;
    this.#seen = own.length;
    this.#protectedIds = new Set(own.map(({ id }) => id));
    return [...shown, ...this.#trail.map(({ rect }) => rect)];
  }

  #expire(now: number): void {
    const due = [...this.#trail, ...this.#unsettled]
      .filter(({ until }) => until <= now)
      .map(({ rect }) => rect);
    this.#trail = this.#trail.filter(({ until }) => until > now);
    this.#unsettled = this.#unsettled.filter(({ until }) => until > now);
    const all = [...this.#due, ...due];
    const box = boundingBox(all);
    this.#due = all.length > MAX_PARTS && box !== undefined ? [box] : all;
  }

  #visible(
    window: ScreenWindow,
    inFront: readonly ScreenWindow[],
    settled: Map<number, { rect: Rect; since: number }>,
    now: number,
  ): Rect[] {
    let visible = [window.rect];
    for (const above of inFront) {
      if (above.isProtected || !above.opaque) continue;
      const shared = intersection(above.rect, window.rect);
      if (shared === undefined) continue;
      const known = this.#settled.get(above.id);
      const since = known !== undefined && sameRect(known.rect, above.rect) ? known.since : now;
      settled.set(above.id, { rect: above.rect, since });
      if (since + LINGER_MS > now) this.#unsettled.push({ rect: shared, until: since + LINGER_MS });
      else visible = visible.flatMap((rect) => without(rect, above.rect));
    }
    if (visible.length <= MAX_PARTS) return visible;
    return [window.rect];
  }

  #leaveTrail(shown: readonly Rect[], protectedNow: ProtectedNow, now: number): void {
    const isShown = (rect: Rect) => shown.some((visible) => sameRect(visible, rect));
    const left = this.#shown
      .filter((rect) => !isShown(rect))
      .map((rect) => ({ rect, until: now + LINGER_MS }));
    const passed = this.#traces
      .filter(({ id, at }) => at + LINGER_MS > now && this.#wasProtected(id, protectedNow))
      .map(({ rect, at }) => ({ rect, until: at + LINGER_MS }))
      .filter(({ rect }) => !isShown(rect));
    this.#traces = [];
    const trail = [...this.#trail, ...left, ...passed];
    const box = boundingBox(trail.map(({ rect }) => rect));
    const last = Math.max(...trail.map(({ until }) => until));
    this.#trail = trail.length > MAX_PARTS && box !== undefined ? [{ rect: box, until: last }] : trail;
  }

  #wasProtected(id: number, protectedNow: ProtectedNow): boolean {
    return (
      this.#protectedIds.has(id) ||
      protectedNow.clients.has(this.#tree.clientOf(id)) ||
      this.#windows.isProtected(id, protectedNow)
    );
  }

  #mergeTraces(): { id: number; rect: Rect; at: number }[] {
    const merged = new Map<number, { id: number; rect: Rect; at: number }>();
    for (const trace of this.#traces) {
      const box = boundingBox([trace.rect, merged.get(trace.id)?.rect ?? trace.rect]) ?? trace.rect;
      merged.set(trace.id, { id: trace.id, rect: box, at: trace.at });
    }
    return [...merged.values()].slice(-MAX_TRACES / 2);
  }
}
