import { intersection, sameRect } from '../geometry.ts';
import type { CallReason, Edge, OwnWindow, WindowScale, WindowStance } from '../own-window.ts';
import type { ProtectedProcesses, Rect } from '../platform.ts';
import {
  into,
  NO_FRAME,
  NO_PLACES,
  scaledPlaces,
  stripRoom,
  USUAL_SCALE,
  type WindowPlaces,
  wholeRoom,
} from '../window-room.ts';
import { type MainWindow, MainWindowFinder } from './main-window.ts';
import { Monitors } from './monitors.ts';
import { ProtectedClients, type ProtectedNow } from './protected-clients.ts';
import { ScreenLock } from './screen-lock.ts';
import { callToWindow, endCallToWindow } from './window-call.ts';
import { type SeenWindow, WindowCover } from './window-cover.ts';
import { WindowManager, type WindowState } from './window-manager.ts';
import { WindowTree } from './window-tree.ts';
import { XConnection } from './x-connection.ts';
import { CORE, EVENT } from './x-protocol.ts';
import type { XReply } from './x-reply.ts';

/** Events of the root and of the window: PropertyChange and StructureNotify. */
const PROPERTY_CHANGE = 1 << 22;
const STRUCTURE_NOTIFY = 1 << 17;
const EVENT_MASK_ATTRIBUTE = 1 << 11;
/** While the window is out of sight, and while the customer drags it, it is looked at again this often. Milliseconds. */
const AGAIN_MS = 100;
/** After so many attempts that brought nothing, only so often. */
const MANY_ATTEMPTS = 8;
const SELDOM_MS = 1000;
/** Where the window manager has the last word on the place, it is asked so often in a row, each time after a pause. */
const MOST_PLACINGS = 5;
const PLACING_MS = 100;
/** Window managers count borders and lines of text differently; so near is there. Pixels. */
const NEAR = 8;

const NOBODY: ProtectedNow = { identified: false, clients: new Set() };
/** Programs put their window somewhere themselves just after it has come: not where it is asked to be. Milliseconds. */
const SETTLE_MS = 3000;

/**
 * The customer's window on an X11 display, with a window manager or without. Whatever takes it out of sight is noticed by
 * the events of the display, and undone.
 */
export class X11OwnWindow implements OwnWindow {
  readonly #connection: XConnection;
  readonly #tree: WindowTree;
  readonly #clients: ProtectedClients;
  readonly #manager: WindowManager;
  readonly #finder: MainWindowFinder;
  readonly #cover: WindowCover;
  readonly #monitors: Monitors;
  #main: MainWindow | undefined;
  #stance: WindowStance = 'free';
  #edge: Edge = 'top';
  #scale: WindowScale = USUAL_SCALE;
  /** Where the window stands, or shall stand, in each of its sizes, with the frame. */
  #places: WindowPlaces = NO_PLACES;
  /** Where it stood when it was last seen in its place: it stays on that monitor, whatever becomes of the others. */
  #stood: Rect | undefined;
  #called: CallReason | undefined;
  /** The window has been seen with the mark that it demands attention. */
  #isMarked = false;
  #listener: (isInSight: boolean) => void = () => undefined;
  #isInSight = true;
  readonly #lock: ScreenLock;
  #lockListener: (isLocked: boolean) => void = () => undefined;
  #isLocked = false;
  #isDragged = false;
  #attempts = 0;
  #placings = 0;
  #placedAt = Number.NEGATIVE_INFINITY;
  /** It has been asked for another place and was not seen there yet. */
  #isPlacing = false;
  #isDue = false;
  /** When the window was found or had to become another size, on the clock that only goes forward. */
  #changedAt = 0;
  #again: NodeJS.Timeout | undefined;

  /**
   * @param display for example `:0`
   * @throws PlatformError `library-missing`, `display-refused`
   */
  constructor(display: string) {
    const connection = new XConnection(display);
    this.#connection = connection;
    this.#tree = new WindowTree(connection, PROPERTY_CHANGE | STRUCTURE_NOTIFY);
    this.#clients = new ProtectedClients(connection, this.#tree);
    this.#manager = new WindowManager(connection);
    this.#finder = new MainWindowFinder(connection, this.#tree, this.#manager);
    this.#cover = new WindowCover(connection, this.#tree);
    this.#monitors = new Monitors(connection);
    this.#lock = new ScreenLock(connection);
    connection.listen(
      (event) => this.#handle(event),
      () => clearTimeout(this.#again),
    );
  }

  protect(processes: ProtectedProcesses): void {
    this.#clients.protect(processes);
    this.#main = undefined;
    this.#lookSoon();
  }

  stand(stance: WindowStance): void {
    if (stance === this.#stance) return;
    const before = this.#stance;
    this.#stance = stance;
    this.#attempts = 0;
    this.#placings = 0;
    this.#isDragged = false;
    this.#guarded(() => {
      const main = this.#main;
      if (main === undefined) return;
      if (isKept(before) && !isKept(stance)) {
        this.#manager.remove(main.window, ['STICKY', 'SKIP_TASKBAR', 'SKIP_PAGER']);
        this.#manager.ontoThisDesktop(main.window);
      }
      if (stance === 'free') this.#manager.remove(main.window, ['ABOVE']);
      if (before === 'strip' || stance === 'strip') {
        this.#changedAt = performance.now();
        this.#place(main);
      }
      this.#look();
    });
  }

  scale(scale: WindowScale): void {
    const before = this.#scale;
    if (scale.ratio === before.ratio && scale.text === before.text) return;
    this.#scale = scale;
    this.#places = scaledPlaces(this.#places, before, scale, this.#area());
    this.#placings = 0;
    this.#changedAt = performance.now();
    this.#guarded(() => {
      if (this.#main !== undefined) this.#place(this.#main);
    });
  }

  dock(edge: Edge): void {
    this.#edge = edge;
    this.#places = { ...this.#places, strip: undefined };
    this.#placings = 0;
    this.#guarded(() => {
      if (this.#main !== undefined && this.#stance === 'strip') this.#place(this.#main);
    });
  }

  call(reason: CallReason): void {
    this.#called = reason;
    this.#isMarked = false;
    this.#guarded(() => {
      this.#look();
      const main = this.#main;
      if (main === undefined) return;
      if (!isKept(this.#stance)) this.#manager.ontoThisDesktop(main.window);
      const isViewable = this.#see(main, NOBODY)?.isViewable ?? false;
      // Whoever has it before them needs no call; a question may come while they look elsewhere all the same.
      if (reason === 'message' && isViewable && this.#manager.active === main.window) {
        this.#called = undefined;
        return;
      }
      callToWindow(this.#manager, main.window, reason, isViewable);
    });
  }

  endCall(): void {
    if (this.#called === undefined) return;
    this.#called = undefined;
    this.#guarded(() => {
      if (this.#main === undefined) return;
      endCallToWindow(this.#manager, this.#main.window);
    });
  }

  listen(sight: (isInSight: boolean) => void): void {
    this.#listener = sight;
  }

  listenLock(lock: (isLocked: boolean) => void): void {
    this.#lockListener = lock;
  }

  close(): void {
    clearTimeout(this.#again);
    this.#connection.close();
  }

  #handle(event: XReply): void {
    this.#tree.handle(event);
    const type = event.u8(0) & 0x7f;
    const isLayout = this.#monitors.announces(event);
    // Windows that come and go elsewhere matter only while this one has to stay in sight.
    if (this.#main === undefined ? type === EVENT.mapNotify : this.#stance !== 'free' || isLayout)
      this.#lookSoon();
    else if (type === EVENT.propertyNotify || type === EVENT.destroyNotify) this.#lookSoon();
  }

  // Events come in bursts; one look answers for the whole burst.
  #lookSoon(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    setImmediate(() => {
      this.#isDue = false;
      this.#guarded(() => this.#look());
    });
  }

  /** Finds the window, sees how it stands, and puts right what is not as it shall be. */
  #look(): void {
    const now = this.#clients.now(this.#clients.ask());
    const main = this.#findMain(now);
    const seen = main && this.#see(main, now);
    if (main === undefined || seen === undefined) {
      // Whoever controls is to be seen: without the window nobody does.
      this.#tell(!isKept(this.#stance));
      this.#tellLock(false);
      return;
    }
    this.#isPlacing = false;
    this.#keepPlace(main, seen);
    const isShown = seen.isViewable && seen.isOnScreen && seen.cover === 'nothing';
    const isInSight = this.#stance === 'free' || isShown;
    const isLocked = this.#lock.look(!isInSight && seen.cover === 'screen', performance.now());
    if (!isInSight) this.#bringBack(main, seen);
    else this.#attempts = 0;
    if (this.#stance !== 'free') this.#keepStates(main);
    this.#keepCalling(main);
    this.#tellLock(isLocked);
    this.#tell(isInSight);
    clearTimeout(this.#again);
    if (isInSight && !this.#isDragged && !this.#isPlacing) return;
    const pause = this.#attempts > MANY_ATTEMPTS ? SELDOM_MS : AGAIN_MS;
    this.#again = setTimeout(() => this.#lookSoon(), pause);
    this.#again.unref();
  }

  #findMain(now: ProtectedNow): MainWindow | undefined {
    const known = this.#main;
    if (known !== undefined) {
      const top = this.#finder.topOf(known.window);
      if (top !== undefined) {
        this.#main = { window: known.window, top };
        return this.#main;
      }
    }
    const found = this.#finder.find(now);
    this.#main = found;
    if (found === undefined) return undefined;
    this.#connection.post(CORE.changeWindowAttributes, 0, [
      found.window,
      EVENT_MASK_ATTRIBUTE,
      PROPERTY_CHANGE | STRUCTURE_NOTIFY,
    ]);
    this.#places = NO_PLACES;
    this.#stood = undefined;
    this.#placings = 0;
    this.#changedAt = performance.now();
    this.#place(found);
    if (this.#called !== undefined) this.call(this.#called);
    return found;
  }

  #see(main: MainWindow, now: ProtectedNow): SeenWindow | undefined {
    const screen = { x: 0, y: 0, ...this.#monitors.desktopSize() };
    return this.#cover.see(main, this.#manager.shadow(main.window), screen, now);
  }

  /** Takes note of where the customer drags it; any other move of what shall stay is undone. */
  #keepPlace(main: MainWindow, { outer, isHeld, isViewable }: SeenWindow): void {
    const wanted = this.#wanted();
    const wasDragged = this.#isDragged;
    this.#isDragged = isHeld && (wasDragged || !sameRect(outer, wanted));
    if (!isViewable || this.#isDragged) return;
    const area = this.#area();
    const isSettling = performance.now() - this.#changedAt < SETTLE_MS;
    if (wasDragged || !(isKept(this.#stance) || isSettling)) {
      const kept = into(outer, area);
      this.#remember(kept);
      if (sameRect(kept, outer)) this.#placings = 0;
      else this.#placeOnce(main, outer);
      return;
    }
    const isThere = isNear(outer.x, wanted.x) && isNear(outer.y, wanted.y);
    const hasSize = isNear(outer.width, wanted.width) && isNear(outer.height, wanted.height);
    // The customer may make the whole window larger or smaller.
    if (!isThere || (this.#stance === 'strip' && !hasSize)) {
      this.#placeOnce(main, outer);
      return;
    }
    this.#placings = 0;
    this.#stood = outer;
    if (hasSize) return;
    const grown = into({ ...outer, x: wanted.x, y: wanted.y }, area);
    this.#remember(grown);
    if (!isNear(grown.x, outer.x) || !isNear(grown.y, outer.y)) this.#placeOnce(main, outer);
  }

  /** Undoes what has taken it out of sight. */
  #bringBack(main: MainWindow, { isViewable, cover }: SeenWindow): void {
    this.#attempts += 1;
    const manager = this.#manager;
    if (manager.showsDesktop) manager.hideDesktop();
    if (!isViewable) {
      if (isKept(this.#stance)) manager.ontoAllDesktops(main.window);
      else manager.ontoThisDesktop(main.window);
      manager.map(main.window);
    }
    // Nobody looks under a locked screen, and it would not have it.
    if (cover !== 'window') return;
    manager.raise(main.window);
    // Where the window manager knows better: a window as large as the screen, a menu.
    if (this.#attempts > 1) manager.raisePastManager(main.top);
  }

  #keepStates({ window }: MainWindow): void {
    const manager = this.#manager;
    if (!manager.runs) return;
    const kept: readonly WindowState[] = ['ABOVE', 'STICKY', 'SKIP_TASKBAR', 'SKIP_PAGER'];
    const lacking = manager.lacking(window, isKept(this.#stance) ? kept : ['ABOVE']);
    if (lacking.length === 0) return;
    manager.add(window, lacking);
    if (lacking.includes('STICKY')) manager.ontoAllDesktops(window);
  }

  /** Window managers mark no window that has the keyboard, as one has that has just come up; and whoever comes to it has seen it. */
  #keepCalling({ window }: MainWindow): void {
    const manager = this.#manager;
    if (this.#called === undefined || !manager.runs) return;
    const hasKeyboard = manager.active === window;
    const isMarked = manager.lacking(window, ['DEMANDS_ATTENTION']).length === 0;
    if (isMarked) this.#isMarked = true;
    else if (!hasKeyboard) manager.add(window, ['DEMANDS_ATTENTION']);
    else if (this.#isMarked) this.endCall();
  }

  #tell(isInSight: boolean): void {
    if (isInSight === this.#isInSight) return;
    this.#isInSight = isInSight;
    this.#listener(isInSight);
  }

  #tellLock(isLocked: boolean): void {
    if (isLocked === this.#isLocked) return;
    this.#isLocked = isLocked;
    this.#lockListener(isLocked);
  }

  /** Asks for the place again, unless that was done a moment ago; in the end what the window manager makes of it counts. */
  #placeOnce(main: MainWindow, outer: Rect): void {
    if (this.#placings >= MOST_PLACINGS) {
      this.#placings = 0;
      this.#remember(outer);
      return;
    }
    this.#isPlacing = true;
    if (performance.now() - this.#placedAt < PLACING_MS) return;
    this.#placings += 1;
    this.#place(main);
  }

  #place({ window }: MainWindow): void {
    this.#placedAt = performance.now();
    this.#isPlacing = true;
    if (this.#manager.runs && this.#manager.isAltered(window)) this.#manager.unalter(window);
    this.#manager.place(window, this.#wanted(), this.#manager.frame(window));
  }

  /** Where it shall stand now, with the frame. */
  #wanted(): Rect {
    const area = this.#area();
    const window = this.#main?.window;
    if (this.#stance === 'strip')
      return into(this.#places.strip ?? stripRoom(area, this.#edge, this.#scale.ratio), area);
    const frame = window === undefined ? undefined : this.#manager.frame(window);
    const first = wholeRoom(area, frame ?? NO_FRAME, this.#scale);
    return into(this.#places.whole ?? first, area);
  }

  #remember(outer: Rect): void {
    if (this.#stance === 'strip') this.#places = { ...this.#places, strip: outer };
    else this.#places = { ...this.#places, whole: outer };
  }

  /** The part of the primary monitor that panels leave free; for a window that stands on another one, of that. */
  #area(): Rect {
    const { monitors, width, height } = this.#monitors.layout();
    const place = (this.#stance === 'strip' ? this.#places.strip : this.#places.whole) ?? this.#stood;
    const standsOn = (monitor: Rect): boolean => place !== undefined && hasMiddle(monitor, place);
    const monitor = monitors.find(standsOn) ?? monitors[0] ?? { x: 0, y: 0, width, height };
    const free = this.#manager.workArea();
    return (free && intersection(free, monitor)) ?? monitor;
  }

  #guarded(act: () => void): void {
    if (this.#connection.closed) return;
    try {
      act();
      this.#connection.flush();
    } catch {
      // The display is going; the screen and the input tell of that.
    }
  }
}

/** Whether the technician must not get it out of sight. */
function isKept(stance: WindowStance): boolean {
  return stance === 'kept' || stance === 'strip';
}

function hasMiddle(area: Rect, { x, y, width, height }: Rect): boolean {
  const middle = { x: x + (width >> 1), y: y + (height >> 1), width: 1, height: 1 };
  return intersection(area, middle) !== undefined;
}

function isNear(a: number, b: number): boolean {
  return Math.abs(a - b) <= NEAR;
}
