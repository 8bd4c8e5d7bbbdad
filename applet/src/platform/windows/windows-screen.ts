import { intersection } from '../geometry.ts';
import { blank } from '../mask-paint.ts';
import type {
  CaptureResult,
  CursorShape,
  DesktopLayout,
  ProtectedProcesses,
  Rect,
  ScreenEvent,
  ScreenSource,
} from '../platform.ts';
import { CapturePace } from './capture-pace.ts';
import { Cursor } from './cursor.ts';
import { monitorLayout } from './monitors.ts';
import { ScreenSurfaces } from './screen-surface.ts';
import { TopWindows } from './top-windows.ts';
import { type User32, user32 } from './user32.ts';
import { seeRealPixels, virtualScreen } from './virtual-screen.ts';
import { WindowMasks } from './window-masks.ts';

/** How often it is looked for signs of life, in milliseconds; a look takes some microseconds. */
const LOOK_INTERVAL = 16;
/** How often the monitors are asked for, in milliseconds. */
const LAYOUT_INTERVAL = 500;

/**
 * The screen of a Windows desktop: pictures by GDI, which tells of no changes. So pictures are taken anew at a pace that
 * follows what happens (see {@link CapturePace}), and compared. Desktop duplication would tell; see
 * docs/decisions/0006-windows-through-user32.md.
 */
export class WindowsScreen implements ScreenSource {
  readonly #user: User32 = user32();
  readonly #windows = new TopWindows();
  readonly #masks = new WindowMasks();
  readonly #surfaces = new ScreenSurfaces();
  readonly #cursor = new Cursor();
  readonly #pace = new CapturePace();
  #layout: DesktopLayout;
  #layoutAt = performance.now();
  #listener: ((event: ScreenEvent) => void) | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isAnnounced = true;
  #everything = true;
  #signs = '';
  #shape: CursorShape | undefined;
  #place = { x: 0, y: 0 };

  /** @throws PlatformError `library-missing` */
  constructor() {
    seeRealPixels();
    this.#layout = monitorLayout();
  }

  protect(processes: ProtectedProcesses): void {
    this.#windows.processes.protect(processes);
    this.#everything = true;
    this.#announce();
  }

  get protectedWindowsSeen(): number {
    return this.#masks.windowsSeen;
  }

  layout(): DesktopLayout {
    return this.#layout;
  }

  cursorShape(): CursorShape | undefined {
    return this.#cursor.shape();
  }

  pointer(): { readonly x: number; readonly y: number } {
    const place = this.#cursor.place();
    if (place === undefined) return this.#place;
    const { x, y } = virtualScreen();
    this.#place = { x: place.x - x, y: place.y - y };
    return this.#place;
  }

  prepare(): void {
    // Its pictures' memory is the system's own.
  }

  listen(listener: (event: ScreenEvent) => void): void {
    this.#listener = listener;
    this.#shape = this.#cursor.shape();
    this.#timer = setInterval(() => this.#look(), LOOK_INTERVAL);
    this.#isAnnounced = false;
    this.#announce();
  }

  takeChanges(): Rect[] {
    this.#isAnnounced = false;
    if (!this.#everything && !this.#pace.isDue(performance.now())) return [];
    this.#everything = false;
    return [{ x: 0, y: 0, width: this.#layout.width, height: this.#layout.height }];
  }

  capture(region: Rect): CaptureResult {
    const begun = performance.now();
    const screen = virtualScreen();
    const visible = intersection(region, { x: 0, y: 0, width: screen.width, height: screen.height });
    if (visible === undefined) return { kind: 'outside' };
    const before = this.#windows.look();
    if (!before.identified) return { kind: 'unidentified' };
    const surface = this.#surfaces.of(visible);
    const view = surface.capture(screen.x + visible.x, screen.y + visible.y);
    const after = this.#windows.look();
    // Nothing is handed out on the desktop of a question for an administrator; it passes.
    if (view === undefined || !after.identified) return { kind: 'unidentified' };
    const now = performance.now();
    const masks = blank(view, visible, this.#masks.find([before, after], now));
    this.#pace.captured(surface.differs(), now - begun, now);
    return { kind: 'pixels', view, region: visible, masks };
  }

  close(): void {
    clearInterval(this.#timer);
    this.#listener = undefined;
    this.#windows.close();
    this.#surfaces.close();
  }

  #look(): void {
    const now = performance.now();
    const signs = `${this.#user.lastInputTime()} ${this.#user.getForegroundWindow()}`;
    if (signs !== this.#signs) this.#pace.alert(now);
    this.#signs = signs;
    this.#reportCursor();
    this.#reportLayout(now);
    if (this.#pace.isDue(now)) this.#announce();
  }

  #reportCursor(): void {
    const { x, y } = this.#place;
    const place = this.pointer();
    if (place.x !== x || place.y !== y) this.#listener?.({ kind: 'pointer', ...place });
    const shape = this.#cursor.shape();
    if (shape === undefined || shape === this.#shape) return;
    this.#shape = shape;
    this.#listener?.({ kind: 'cursor-shape', shape });
  }

  #reportLayout(now: number): void {
    const { width, height } = virtualScreen();
    const isSameSize = width === this.#layout.width && height === this.#layout.height;
    if (isSameSize && now - this.#layoutAt < LAYOUT_INTERVAL) return;
    this.#layoutAt = now;
    const layout = monitorLayout();
    if (JSON.stringify(layout) === JSON.stringify(this.#layout)) return;
    this.#layout = layout;
    this.#everything = true;
    this.#surfaces.close();
    this.#listener?.({ kind: 'layout', layout });
    this.#announce();
  }

  #announce(): void {
    if (this.#isAnnounced) return;
    this.#isAnnounced = true;
    queueMicrotask(() => {
      if (this.#isAnnounced) this.#listener?.({ kind: 'changed' });
    });
  }
}
