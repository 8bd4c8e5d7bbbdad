import { intersection } from '../geometry.ts';
import type {
  CaptureResult,
  CursorShape,
  DesktopLayout,
  Monitor,
  PixelView,
  ProtectedProcesses,
  Rect,
  ScreenEvent,
  ScreenSource,
} from '../platform.ts';
import { PlatformError } from '../platform-error.ts';
import { listDisplays, PixelSpace } from './displays.ts';
import type { ImageBytes, MacCalls } from './mac-calls.ts';
import { toPixelView } from './pixels.ts';
import { ProtectedWindows } from './protected-windows.ts';
import { using } from './window-list.ts';

/** How often pixels are looked at, milliseconds: while they change, and while they have not for {@link CALM_AFTER}. */
const POLL = { lively: 50, calm: 200 } as const;
const CALM_AFTER = 1_000;
/** How often the pointer's place and the displays are asked for, milliseconds. */
const POINTER_INTERVAL = 50;
const LAYOUT_INTERVAL = 1_000;

export interface MacScreenParts {
  readonly calls: MacCalls;
  /** Gives monitors their numbers. */
  readonly numbered: (monitors: readonly Omit<Monitor, 'id'>[]) => Monitor[];
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** Calls again and again, until the returned function is called. */
  readonly every: (milliseconds: number, act: () => void) => () => void;
}

/**
 * The screen of a Mac, as the window server composes it of all windows but the protected ones: what is behind those is
 * seen in their place. Nothing tells what has changed, so the screen is looked at at a pace that follows it.
 */
export class MacScreen implements ScreenSource {
  readonly #parts: MacScreenParts;
  readonly #windows: ProtectedWindows;
  readonly #last = new Map<string, Uint8Array>();
  #space: PixelSpace;
  #layout: DesktopLayout;
  #listener: ((event: ScreenEvent) => void) | undefined;
  #stops: (() => void)[] = [];
  #isAnnounced = false;
  #lastLook: number;
  #lastChange: number;
  #place: { readonly x: number; readonly y: number };
  #protectedSeen = 0;

  /** @throws PlatformError `permission-missing`, `display-refused` */
  constructor(parts: MacScreenParts) {
    this.#parts = parts;
    // Without the permission macOS hands out a picture of the wallpaper alone.
    if (!parts.calls.access.canCapture()) {
      const message = 'macOS does not let the support program see the screen.';
      throw new PlatformError('permission-missing', message);
    }
    this.#windows = new ProtectedWindows(parts.calls);
    this.#space = this.#look();
    this.#layout = this.#space.layout(parts.numbered);
    this.#place = this.pointer();
    this.#lastLook = parts.now();
    this.#lastChange = this.#lastLook;
  }

  protect(processes: ProtectedProcesses): void {
    this.#windows.protect(processes);
    this.#announce();
  }

  get protectedWindowsSeen(): number {
    return this.#protectedSeen;
  }

  layout(): DesktopLayout {
    return this.#layout;
  }

  /** macOS tells a pointer's picture only to the program that has set it. */
  cursorShape(): CursorShape | undefined {
    return undefined;
  }

  pointer(): { readonly x: number; readonly y: number } {
    return this.#space.pixelAt(this.#parts.calls.displays.pointer());
  }

  prepare(): void {
    // Its pictures' memory is the system's own.
  }

  listen(listener: (event: ScreenEvent) => void): void {
    const { every } = this.#parts;
    this.#listener = listener;
    this.#stops = [
      every(POLL.lively, () => this.#poll()),
      every(POINTER_INTERVAL, () => this.#reportPlace()),
      every(LAYOUT_INTERVAL, () => this.#reportLayout()),
    ];
    this.#announce();
  }

  takeChanges(): Rect[] {
    this.#isAnnounced = false;
    this.#lastLook = this.#parts.now();
    return [{ x: 0, y: 0, ...this.#space.size }];
  }

  capture(region: Rect): CaptureResult {
    const now = this.#windows.now();
    if (now.kind === 'unidentified') return { kind: 'unidentified' };
    const visible = intersection(region, { x: 0, y: 0, ...this.#space.size });
    if (visible === undefined) return { kind: 'outside' };
    const shown = now.windows.filter(({ owner }) => !now.protectedProcesses.has(owner)).map(({ id }) => id);
    this.#protectedSeen = now.windows.length - shown.length;
    const view = toPixelView(this.#read(visible, shown), visible.width, visible.height);
    this.#note(visible, view);
    return { kind: 'pixels', view, region: visible, masks: [] };
  }

  close(): void {
    for (const stop of this.#stops.splice(0)) stop();
    this.#last.clear();
  }

  #read(area: Rect, shown: readonly number[]): ImageBytes {
    const { calls } = this.#parts;
    const failed = (): PlatformError =>
      new PlatformError('capture-failed', 'macOS did not hand out the screen’s picture.');
    return using(calls, calls.foundation.makeIdArray(shown), (ids) => {
      const image = calls.windows.createImage(this.#space.toPoints(area), ids);
      if (image === null) throw failed();
      return using(calls, image, (picture) => {
        const bytes = calls.windows.imageBytes(picture);
        if (bytes === undefined) throw failed();
        return bytes;
      });
    });
  }

  /** Remembers the picture, to know whether the next one is another. */
  #note(area: Rect, { data }: PixelView): void {
    const key = `${area.x},${area.y},${area.width},${area.height}`;
    const before = this.#last.get(key);
    if (before === undefined || Buffer.compare(before, data) !== 0) this.#lastChange = this.#parts.now();
    this.#last.set(key, data);
  }

  #poll(): void {
    const now = this.#parts.now();
    const pause = now - this.#lastChange < CALM_AFTER ? POLL.lively : POLL.calm;
    if (now - this.#lastLook >= pause) this.#announce();
  }

  #announce(): void {
    if (this.#isAnnounced || this.#listener === undefined) return;
    this.#isAnnounced = true;
    this.#listener({ kind: 'changed' });
  }

  #reportPlace(): void {
    const place = this.pointer();
    if (place.x === this.#place.x && place.y === this.#place.y) return;
    this.#place = place;
    this.#listener?.({ kind: 'pointer', ...place });
  }

  #reportLayout(): void {
    const space = new PixelSpace(listDisplays(this.#parts.calls));
    // While displays are being changed there may be none.
    if (space.displays.length === 0) return;
    const layout = space.layout(this.#parts.numbered);
    if (JSON.stringify(layout) === JSON.stringify(this.#layout)) return;
    this.#space = space;
    this.#layout = layout;
    this.#last.clear();
    this.#listener?.({ kind: 'layout', layout });
    this.#announce();
  }

  #look(): PixelSpace {
    const displays = listDisplays(this.#parts.calls);
    if (displays.length === 0)
      throw new PlatformError('display-refused', 'There is no display to be shown on this Mac.');
    return new PixelSpace(displays);
  }
}
