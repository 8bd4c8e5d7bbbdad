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
import { Cursor } from './cursor.ts';
import { Damage } from './damage.ts';
import { Monitors } from './monitors.ts';
import { ProtectedClients } from './protected-clients.ts';
import { ScreenPixels } from './screen-pixels.ts';
import { WindowMasks } from './window-masks.ts';
import { WindowTree } from './window-tree.ts';
import { XConnection } from './x-connection.ts';
import type { XReply } from './x-reply.ts';

/** How often the screen counts as changed where the display cannot tell, in milliseconds. */
const POLL_CHANGES_MS = 100;
/** How often the pointer's place is asked for where the display does not announce it, in milliseconds. */
const POLL_POINTER_MS = 50;
/** How often, where it does: programs can put the pointer elsewhere without an announcement. */
const POLL_WARPS_MS = 200;
/** StructureNotify: what becomes of the root window itself. */
const STRUCTURE_NOTIFY = 1 << 17;
/** What to leave out, to test what happens on displays that lack it. */
export interface X11ScreenOptions {
  readonly sharedMemory?: boolean;
  readonly damage?: boolean;
}

/**
 * The screen of an X11 display: shared-memory captures, changes by DAMAGE, monitors by RANDR, the pointer by XFIXES
 * and XInput 2. Each part that is missing is replaced by a slower one, except X itself.
 */
export class X11Screen implements ScreenSource {
  readonly #connection: XConnection;
  readonly #tree: WindowTree;
  readonly #clients: ProtectedClients;
  readonly #masks: WindowMasks;
  readonly #pixels: ScreenPixels;
  readonly #damage: Damage | undefined;
  readonly #monitors: Monitors;
  readonly #cursor: Cursor;
  #layout: DesktopLayout;
  #listener: ((event: ScreenEvent) => void) | undefined;
  #timers: NodeJS.Timeout[] = [];
  #expiry: NodeJS.Timeout | undefined;
  #changed = true;
  #everything = true;
  #lastPlace = { x: -1, y: -1 };
  readonly #stale = new Set<'layout' | 'shape' | 'place'>();

  /**
   * @param display for example `:0`
   * @throws PlatformError `library-missing`, `display-refused`, `depth-unsupported`
   */
  constructor(display: string, options: X11ScreenOptions = {}) {
    const connection = new XConnection(display);
    this.#connection = connection;
    try {
      this.#tree = new WindowTree(connection, STRUCTURE_NOTIFY);
      this.#clients = new ProtectedClients(connection, this.#tree);
      this.#masks = new WindowMasks(connection, this.#tree, () => performance.now());
      this.#pixels = new ScreenPixels(connection, options.sharedMemory ?? true);
      this.#damage = options.damage === false ? undefined : Damage.on(connection);
      this.#monitors = new Monitors(connection);
      this.#cursor = new Cursor(connection);
      this.#layout = this.#monitors.layout();
    } catch (cause) {
      connection.close();
      throw cause;
    }
  }

  protect(processes: ProtectedProcesses): void {
    this.#clients.protect(processes);
    this.#everything = true;
    this.#announceChange();
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
    return this.#cursor.place();
  }

  prepare(width: number, height: number): void {
    this.#pixels.prepare(width, height);
  }

  listen(listener: (event: ScreenEvent) => void): void {
    this.#listener = listener;
    this.#connection.listen(
      (event) => this.#handle(event),
      () => {
        this.#stopTimers();
        listener({ kind: 'gone' });
      },
    );
    if (this.#damage === undefined) {
      this.#timers.push(
        setInterval(() => {
          this.#everything = true;
          this.#announceChange();
        }, POLL_CHANGES_MS),
      );
    }
    const pause = this.#cursor.announcesMoves ? POLL_WARPS_MS : POLL_POINTER_MS;
    this.#timers.push(setInterval(() => this.#reportPlace(), pause));
    this.#changed = false;
    this.#announceChange();
  }

  takeChanges(): Rect[] {
    this.#changed = false;
    const changes = [...(this.#damage?.take() ?? []), ...this.#masks.takeExpired()];
    this.#armExpiry();
    if (!this.#everything) return changes;
    this.#everything = false;
    return [{ x: 0, y: 0, width: this.#layout.width, height: this.#layout.height }];
  }

  capture(region: Rect, part: Rect = region): CaptureResult {
    const result = this.#connection.withServerGrabbed((): CaptureResult => {
      const clientsAsked = this.#clients.ask();
      const sizeAsked = this.#monitors.askDesktopSize();
      const protectedNow = this.#clients.now(clientsAsked);
      // The size may have changed a moment ago, with its event still on the way; beyond the edge X refuses the whole picture.
      const { width, height } = this.#monitors.desktopSize(sizeAsked);
      if (!protectedNow.identified) return { kind: 'unidentified' };
      const masks = this.#masks.find(protectedNow);
      const visible = intersection(part, { x: 0, y: 0, width, height });
      if (visible === undefined) return { kind: 'outside' };
      const view = this.#pixels.read(visible);
      blank(view, visible, masks);
      const hidden = masks.flatMap((mask) => intersection(mask, region) ?? []);
      return { kind: 'pixels', view, region: visible, masks: hidden };
    });
    this.#armExpiry();
    return result;
  }

  close(): void {
    this.#stopTimers();
    this.#pixels.close();
    this.#connection.close();
  }

  #handle(event: XReply): void {
    this.#tree.handle(event);
    this.#masks.handle(event);
    if (this.#damage?.announces(event)) this.#announceChange();
    else if (this.#cursor.announcesMove(event)) this.#refreshSoon('place');
    else if (this.#cursor.announcesShape(event)) this.#refreshSoon('shape');
    else if (this.#monitors.announces(event)) this.#refreshSoon('layout');
  }

  // Events come in bursts; one question to the server answers for the whole burst.
  #refreshSoon(what: 'layout' | 'shape' | 'place'): void {
    if (this.#stale.size === 0) setImmediate(() => this.#refresh());
    this.#stale.add(what);
  }

  #refresh(): void {
    const stale = new Set(this.#stale);
    this.#stale.clear();
    if (this.#connection.closed) return;
    if (stale.has('layout')) this.#reportLayout();
    if (stale.has('shape')) {
      const shape = this.#cursor.shape();
      if (shape !== undefined) this.#listener?.({ kind: 'cursor-shape', shape });
    }
    if (stale.has('place')) this.#reportPlace();
  }

  #reportLayout(): void {
    const layout = this.#monitors.layout();
    if (JSON.stringify(layout) === JSON.stringify(this.#layout)) return;
    this.#layout = layout;
    this.#everything = true;
    this.#listener?.({ kind: 'layout', layout });
    this.#announceChange();
  }

  #reportPlace(): void {
    if (this.#connection.closed) return;
    const place = this.#cursor.place();
    if (place.x === this.#lastPlace.x && place.y === this.#lastPlace.y) return;
    this.#lastPlace = place;
    this.#listener?.({ kind: 'pointer', ...place });
  }

  #announceChange(): void {
    if (this.#changed) return;
    this.#changed = true;
    // Events are also read in the midst of a capture, where the listener must not begin another one.
    queueMicrotask(() => {
      if (this.#changed && !this.#connection.closed) this.#listener?.({ kind: 'changed' });
    });
  }

  #armExpiry(): void {
    const at = this.#masks.nextExpiry;
    clearTimeout(this.#expiry);
    if (at === undefined || this.#listener === undefined) return;
    this.#expiry = setTimeout(() => this.#announceChange(), Math.max(1, at - performance.now() + 1));
  }

  #stopTimers(): void {
    for (const timer of this.#timers) clearInterval(timer);
    this.#timers = [];
    clearTimeout(this.#expiry);
  }
}
