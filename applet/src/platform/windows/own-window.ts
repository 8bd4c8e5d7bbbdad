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
import { cloaking } from './dwm.ts';
import type { Handle } from './library.ts';
import { workAreas } from './monitors.ts';
import { ProtectedProcessSet } from './protected-processes.ts';
import { SEE_THROUGH } from './top-windows.ts';
import { STACK, type User32, user32 } from './user32.ts';
import { seeRealPixels, toDesktop, toScreen, virtualScreen } from './virtual-screen.ts';

/** How often the window is looked at while it has to stay in sight, and before it has come. Milliseconds. */
const LOOK_MS = 100;
/** Flags of SetWindowPos. */
const SWP = { noSize: 1, noMove: 2, noActivate: 0x10, noOwnerOrder: 0x200, async: 0x4000 } as const;
const QUIETLY = SWP.noActivate | SWP.noOwnerOrder | SWP.async;
/** SW_SHOWNOACTIVATE: as it was before it was minimised, and without the keyboard. */
const SHOW = { withoutKeyboard: 4 } as const;
const LEFT_BUTTON = 1;
const SMALLEST = 100;
/** Windows draws an invisible frame to resize by around a window, of so many pixels. */
const INVISIBLE_EDGE = 8;

/**
 * The customer's window on Windows. Windows tells other programs nothing of a window without a hook in them, so it is looked
 * at ten times a second. It keeps its button on the task bar and is on one virtual desktop: what is done to it there is undone,
 * or leaves it out of sight, where input rests.
 */
export class WindowsOwnWindow implements OwnWindow {
  readonly #user: User32 = user32();
  readonly #processes = new ProtectedProcessSet();
  #window: Handle = 0;
  #stance: WindowStance = 'free';
  #edge: Edge = 'top';
  #scale: WindowScale = USUAL_SCALE;
  #places: WindowPlaces = NO_PLACES;
  #called: CallReason | undefined;
  #listener: (isInSight: boolean) => void = () => undefined;
  #isInSight = true;
  #timer: NodeJS.Timeout | undefined;

  protect(processes: ProtectedProcesses): void {
    this.#processes.protect(processes);
    this.#window = 0;
    this.#watch();
  }

  stand(stance: WindowStance): void {
    if (stance === this.#stance) return;
    const isOtherSize = (stance === 'strip') !== (this.#stance === 'strip');
    this.#stance = stance;
    this.#look();
    if (this.#window === 0) return;
    const after = stance === 'free' ? STACK.notTopmost : STACK.topmost;
    if (isOtherSize) this.#place(after);
    else this.#stack(after);
    this.#watch();
  }

  scale(scale: WindowScale): void {
    const before = this.#scale;
    if (scale.ratio === before.ratio && scale.text === before.text) return;
    this.#scale = scale;
    this.#places = scaledPlaces(this.#places, before, scale, this.#area());
    if (this.#window !== 0) this.#place(this.#after());
  }

  dock(edge: Edge): void {
    this.#edge = edge;
    this.#places = { ...this.#places, strip: undefined };
    if (this.#window !== 0 && this.#stance === 'strip') this.#place(STACK.topmost);
  }

  call(reason: CallReason): void {
    this.#called = reason;
    this.#look();
    const window = this.#window;
    if (window === 0) return;
    if (this.#user.isIconic(window)) this.#user.showWindow(window, SHOW.withoutKeyboard);
    // In front of everything for a moment, then in front of the others.
    this.#stack(STACK.topmost);
    if (this.#stance === 'free') this.#stack(STACK.notTopmost);
    const hasKeyboard = this.#user.getForegroundWindow() === window;
    // Windows lets a program take the keyboard only when it is in front already; else it flashes.
    if (!hasKeyboard && !(reason === 'question' && this.#user.setForegroundWindow(window)))
      this.#user.flashWindow(window, true);
  }

  endCall(): void {
    if (this.#called === undefined) return;
    this.#called = undefined;
    if (this.#window !== 0) this.#user.flashWindow(this.#window, false);
  }

  listen(sight: (isInSight: boolean) => void): void {
    this.#listener = sight;
  }

  close(): void {
    clearInterval(this.#timer);
    this.#processes.close();
  }

  #watch(): void {
    clearInterval(this.#timer);
    this.#timer = setInterval(() => {
      this.#look();
      if (this.#window !== 0 && this.#stance === 'free') clearInterval(this.#timer);
    }, LOOK_MS);
    this.#timer.unref();
  }

  /** Finds the window, sees how it stands, and puts right what is not as it shall be. */
  #look(): void {
    // Other parts of this thread may have said otherwise.
    seeRealPixels();
    if (this.#window === 0 || this.#rectOf(this.#window) === undefined) {
      this.#window = this.#find();
      if (this.#window === 0) return;
      this.#places = NO_PLACES;
      this.#place(this.#after());
      if (this.#called !== undefined) this.call(this.#called);
    }
    const window = this.#window;
    const rect = this.#rectOf(window);
    if (rect === undefined) return;
    const isMinimised = this.#user.isIconic(window);
    if (this.#stance === 'free') {
      this.#tell(true);
      return;
    }
    if (isMinimised) this.#user.showWindow(window, SHOW.withoutKeyboard);
    else this.#keepPlace(rect);
    const isCovered = !isMinimised && this.#isCovered(window, rect);
    if (isCovered) this.#stack(STACK.topmost);
    this.#tell(!isMinimised && !isCovered && cloaking(window) !== 'cloaked');
  }

  /** Where the customer drags it, it stays; any other move is undone. */
  #keepPlace(rect: Rect): void {
    if (this.#isHeld(rect)) {
      this.#remember(rect);
      return;
    }
    const wanted = this.#wanted();
    const isAsking = this.#stance === 'asking';
    const isMoved = rect.x !== wanted.x || rect.y !== wanted.y;
    const isResized = this.#stance === 'strip' && !sameRect(rect, wanted);
    if (!isAsking && (isMoved || isResized)) this.#place(STACK.topmost);
    else this.#remember(into(rect, this.#area()));
  }

  #isHeld(rect: Rect): boolean {
    const place = this.#user.getCursorPos();
    if (place === undefined || this.#user.getAsyncKeyState(LEFT_BUTTON) >= 0) return false;
    const screen = virtualScreen();
    const pointer = { x: place.x - screen.x, y: place.y - screen.y, width: 1, height: 1 };
    return intersection(rect, pointer) !== undefined;
  }

  #find(): Handle {
    let best = { window: 0, pixels: 0 };
    this.#user.enumWindows((window) => {
      const { process } = this.#user.getWindowThreadProcessId(window);
      if (!this.#processes.has(process) || !this.#user.isWindowVisible(window)) return;
      if (this.#user.getOwner(window) !== 0) return;
      const rect = this.#rectOf(window);
      if (rect === undefined || rect.width < SMALLEST || rect.height < SMALLEST) return;
      const pixels = rect.width * rect.height;
      if (pixels > best.pixels) best = { window, pixels };
    });
    return best.window;
  }

  /** Whether another program's window lies in front of a part of it. */
  #isCovered(window: Handle, rect: Rect): boolean {
    const seen = insideEdge(rect);
    let isPast = false;
    let isCovered = false;
    // From the front to the back.
    this.#user.enumWindows((each) => {
      if (each === window) isPast = true;
      if (isPast || isCovered || !this.#user.isWindowVisible(each) || this.#user.isIconic(each)) return;
      if (this.#processes.has(this.#user.getWindowThreadProcessId(each).process)) return;
      // Overlays that lie over everything for ever, such as those of graphics drivers, show what is behind them.
      if ((this.#user.getExtendedStyle(each) & SEE_THROUGH) !== 0 || this.#user.hasRegion(each)) return;
      const other = this.#rectOf(each);
      if (other === undefined || intersection(insideEdge(other), seen) === undefined) return;
      isCovered = cloaking(each) !== 'cloaked';
    });
    return isCovered;
  }

  #rectOf(window: Handle): Rect | undefined {
    const place = this.#user.getWindowRect(window);
    return place && toDesktop(place, virtualScreen());
  }

  #stack(after: Handle): void {
    const nowhere = { left: 0, top: 0, right: 0, bottom: 0 };
    this.#user.setWindowPos(this.#window, after, nowhere, QUIETLY | SWP.noMove | SWP.noSize);
  }

  #place(after: Handle): void {
    const rect = toScreen(this.#wanted(), virtualScreen());
    this.#user.setWindowPos(this.#window, after, rect, QUIETLY);
  }

  #after(): Handle {
    return this.#stance === 'free' ? STACK.notTopmost : STACK.topmost;
  }

  #wanted(): Rect {
    const area = this.#area();
    if (this.#stance === 'strip')
      return into(this.#places.strip ?? stripRoom(area, this.#edge, this.#scale.ratio), area);
    return into(this.#places.whole ?? wholeRoom(area, NO_FRAME, this.#scale), area);
  }

  #remember(rect: Rect): void {
    if (this.#stance === 'strip') this.#places = { ...this.#places, strip: rect };
    else this.#places = { ...this.#places, whole: rect };
  }

  #area(): Rect {
    const areas = workAreas();
    const place = this.#stance === 'strip' ? this.#places.strip : this.#places.whole;
    const standsOn = (area: Rect): boolean => place !== undefined && intersection(area, place) !== undefined;
    return areas.find(standsOn) ?? areas[0] ?? virtualScreen();
  }

  #tell(isInSight: boolean): void {
    if (isInSight === this.#isInSight) return;
    this.#isInSight = isInSight;
    this.#listener(isInSight);
  }
}

/** The part of a window that is drawn for certain. */
function insideEdge({ x, y, width, height }: Rect): Rect {
  return {
    x: x + INVISIBLE_EDGE,
    y: y + INVISIBLE_EDGE,
    width: Math.max(1, width - 2 * INVISIBLE_EDGE),
    height: Math.max(1, height - 2 * INVISIBLE_EDGE),
  };
}
