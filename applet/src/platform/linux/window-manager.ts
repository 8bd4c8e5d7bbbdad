import type { Rect } from '../platform.ts';
import { type Frame, inside, NO_FRAME } from '../window-room.ts';
import type { XConnection } from './x-connection.ts';
import { atom, CORE, EVENT } from './x-protocol.ts';
import type { XReply } from './x-reply.ts';

/*
 * What one program may ask of the window manager about a window, by the EWMH (freedesktop.org, version 1.5) and ICCCM; and
 * of the X server itself where there is no window manager.
 */

/** States of a window, as its `_NET_WM_STATE` lists them. */
export type WindowState = 'ABOVE' | 'STICKY' | 'SKIP_TASKBAR' | 'SKIP_PAGER' | 'DEMANDS_ATTENTION';

const ANY_TYPE = 0;
const CARDINAL = 6;
const WM_HINTS = 35;
/** Masks of the events that client messages to the root window are sent for: SubstructureRedirect and -Notify. */
const TO_MANAGER = (1 << 20) | (1 << 19);
const REMOVE = 0;
const ADD = 1;
/** "The source is a pager": what its user wishes, so that it is followed at once. */
const FROM_PAGER = 2;
/** The place that is named is the window's own, whatever is put around it. */
const STATIC_GRAVITY = 10;
const HAS_PLACE_AND_SIZE = 0b1111 << 8;
const CONFIGURE = { x: 1, y: 2, width: 4, height: 8, stackMode: 64 } as const;
const STACK_ABOVE = 0;
const ALL_DESKTOPS = 0xffffffff;
const OVERRIDE_REDIRECT = 1 << 9;
const URGENCY_HINT = 1 << 8;
const MOST_WORDS = 256;

const NAMES = [
  '_NET_SUPPORTED',
  '_NET_SUPPORTING_WM_CHECK',
  '_NET_WM_STATE',
  '_NET_WM_STATE_ABOVE',
  '_NET_WM_STATE_STICKY',
  '_NET_WM_STATE_SKIP_TASKBAR',
  '_NET_WM_STATE_SKIP_PAGER',
  '_NET_WM_STATE_DEMANDS_ATTENTION',
  '_NET_WM_STATE_HIDDEN',
  '_NET_WM_STATE_SHADED',
  '_NET_WM_STATE_FULLSCREEN',
  '_NET_WM_STATE_MAXIMIZED_VERT',
  '_NET_WM_STATE_MAXIMIZED_HORZ',
  '_NET_ACTIVE_WINDOW',
  '_NET_MOVERESIZE_WINDOW',
  '_NET_FRAME_EXTENTS',
  '_GTK_FRAME_EXTENTS',
  '_NET_WM_DESKTOP',
  '_NET_CURRENT_DESKTOP',
  '_NET_SHOWING_DESKTOP',
  '_NET_WORKAREA',
  'WM_STATE',
  'WM_TRANSIENT_FOR',
] as const;
type Name = (typeof NAMES)[number];

/** The window manager of a display, as far as the customer's window needs it. Posts requests; whoever uses it flushes. */
export class WindowManager {
  readonly #connection: XConnection;
  readonly #atoms: ReadonlyMap<Name, number>;

  constructor(connection: XConnection) {
    this.#connection = connection;
    this.#atoms = new Map(NAMES.map((name) => [name, atom(connection, name)]));
  }

  /** Whether a window manager runs that knows the EWMH. */
  get runs(): boolean {
    const check = this.#words(this.#connection.root, '_NET_SUPPORTING_WM_CHECK')[0];
    return check !== undefined && this.#words(check, '_NET_SUPPORTING_WM_CHECK')[0] === check;
  }

  /** Whether a window has ever been managed, so that it is a program's own window and no menu or tooltip. */
  isManaged(window: number): boolean {
    return this.#words(window, 'WM_STATE').length > 0;
  }

  /** Whether it belongs to another window, as dialogs do. */
  isTransient(window: number): boolean {
    return (this.#words(window, 'WM_TRANSIENT_FOR')[0] ?? 0) !== 0;
  }

  /** What stands around a window: the window manager's frame, less the shadow that a program has drawn around itself. */
  frame(window: number): Frame {
    const outside = this.#extents(window, '_NET_FRAME_EXTENTS');
    const shadow = this.shadow(window);
    return {
      left: outside.left - shadow.left,
      right: outside.right - shadow.right,
      top: outside.top - shadow.top,
      bottom: outside.bottom - shadow.bottom,
    };
  }

  /** The shadow that a program draws within its own window, as those with a title bar of their own do. */
  shadow(window: number): Frame {
    return this.#extents(window, '_GTK_FRAME_EXTENTS');
  }

  /** The desktop without panels, on the workspace that is shown; `undefined` where nobody tells. */
  workArea(): Rect | undefined {
    const desktop = this.#words(this.#connection.root, '_NET_CURRENT_DESKTOP')[0] ?? 0;
    const words = this.#words(this.#connection.root, '_NET_WORKAREA');
    const [x, y, width, height] = words.slice(desktop * 4, desktop * 4 + 4);
    if (x === undefined || y === undefined || width === undefined || height === undefined) return undefined;
    return width === 0 || height === 0 ? undefined : { x: x | 0, y: y | 0, width, height };
  }

  /** The window with the keyboard; 0 for none. */
  get active(): number {
    return this.#words(this.#connection.root, '_NET_ACTIVE_WINDOW')[0] ?? 0;
  }

  /** Whether it lies in the background of a desktop that shows itself and no windows. */
  get showsDesktop(): boolean {
    return this.#words(this.#connection.root, '_NET_SHOWING_DESKTOP')[0] === 1;
  }

  /** Those of `wanted` that the window does not have. */
  lacking(window: number, wanted: readonly WindowState[]): WindowState[] {
    const has = new Set(this.#words(window, '_NET_WM_STATE'));
    return wanted.filter((state) => !has.has(this.#stateAtom(state)));
  }

  /** Whether something has been done to it that takes it out of sight or out of its size. */
  isAltered(window: number): boolean {
    const has = new Set(this.#words(window, '_NET_WM_STATE'));
    return this.#alterations().some((state) => has.has(state));
  }

  add(window: number, states: readonly WindowState[]): void {
    for (const state of states) this.#changeState(window, ADD, this.#stateAtom(state));
  }

  remove(window: number, states: readonly WindowState[]): void {
    for (const state of states) this.#changeState(window, REMOVE, this.#stateAtom(state));
  }

  /** Neither minimised nor rolled up, maximised or as large as the screen. */
  unalter(window: number): void {
    for (const state of this.#alterations()) this.#changeState(window, REMOVE, state);
  }

  /**
   * Shows it: as every program asks for it, and as it is asked for a window that was minimised. Window managers give it the
   * keyboard; whoever was typing elsewhere has it back.
   */
  map(window: number): void {
    const before = this.active;
    this.#connection.post(CORE.mapWindow, 0, [window]);
    if (before !== 0 && before !== window) this.activate(before);
  }

  hideDesktop(): void {
    this.#tell(this.#connection.root, '_NET_SHOWING_DESKTOP', [0]);
  }

  ontoAllDesktops(window: number): void {
    this.#tell(window, '_NET_WM_DESKTOP', [ALL_DESKTOPS, FROM_PAGER]);
  }

  /** Onto the workspace that is shown. */
  ontoThisDesktop(window: number): void {
    const desktop = this.#words(this.#connection.root, '_NET_CURRENT_DESKTOP')[0];
    if (desktop !== undefined) this.#tell(window, '_NET_WM_DESKTOP', [desktop, FROM_PAGER]);
  }

  activate(window: number): void {
    this.#tell(window, '_NET_ACTIVE_WINDOW', [FROM_PAGER, 0, 0]);
  }

  /** In front of the others, as far as the window manager lets it. */
  raise(window: number): void {
    this.#connection.post(CORE.configureWindow, 0, [window, CONFIGURE.stackMode, STACK_ABOVE]);
  }

  /**
   * In front of what no window manager keeps below others: windows as large as the screen, menus.
   * @param top a child of the root: the frame
   */
  raisePastManager(top: number): void {
    const c = this.#connection;
    const reply = c.query(CORE.getWindowAttributes, 0, [top]);
    if (reply === undefined) return;
    const wasOverride = reply.u8(27);
    // The server leaves what is done to such a window to no window manager.
    c.post(CORE.changeWindowAttributes, 0, [top, OVERRIDE_REDIRECT, 1]);
    this.raise(top);
    c.post(CORE.changeWindowAttributes, 0, [top, OVERRIDE_REDIRECT, wasOverride]);
  }

  /** @param outer with the frame */
  place(window: number, outer: Rect, frame: Frame): void {
    const { x, y, width, height } = inside(outer, frame);
    const supported = this.#words(this.#connection.root, '_NET_SUPPORTED');
    if (this.runs && supported.includes(this.#atom('_NET_MOVERESIZE_WINDOW'))) {
      const flags = STATIC_GRAVITY | HAS_PLACE_AND_SIZE | (FROM_PAGER << 12);
      this.#tell(window, '_NET_MOVERESIZE_WINDOW', [flags, x >>> 0, y >>> 0, width, height]);
    } else {
      const what = CONFIGURE.x | CONFIGURE.y | CONFIGURE.width | CONFIGURE.height;
      const words = [window, what, outer.x >>> 0, outer.y >>> 0, width, height];
      this.#connection.post(CORE.configureWindow, 0, words);
    }
  }

  /** ICCCM's urgency, for window managers that know nothing newer. */
  setUrgency(window: number, isUrgent: boolean): void {
    const reply = this.#connection.query(CORE.getProperty, 0, [window, WM_HINTS, ANY_TYPE, 0, 9]);
    const hints = wordsIn(reply);
    const [flags = 0, ...rest] = hints;
    const next = isUrgent ? flags | URGENCY_HINT : flags & ~URGENCY_HINT;
    if (next === flags) return;
    const words = [next >>> 0, ...rest, ...Array.from({ length: Math.max(0, 8 - rest.length) }, () => 0)];
    this.#connection.post(CORE.changeProperty, 0, [window, WM_HINTS, WM_HINTS, 32, words.length, ...words]);
  }

  #extents(window: number, property: Name): Frame {
    const [left, right, top, bottom] = this.#words(window, property);
    if (left === undefined || right === undefined || top === undefined || bottom === undefined)
      return NO_FRAME;
    return { left, right, top, bottom };
  }

  #alterations(): number[] {
    const names = [
      '_NET_WM_STATE_HIDDEN',
      '_NET_WM_STATE_SHADED',
      '_NET_WM_STATE_FULLSCREEN',
      '_NET_WM_STATE_MAXIMIZED_VERT',
      '_NET_WM_STATE_MAXIMIZED_HORZ',
    ] as const;
    return names.map((name) => this.#atom(name));
  }

  #changeState(window: number, action: number, state: number): void {
    this.#tell(window, '_NET_WM_STATE', [action, state, 0, FROM_PAGER]);
  }

  #tell(window: number, message: Name, data: readonly number[]): void {
    const format = 32;
    this.#connection.post(CORE.sendEvent, 0, [
      this.#connection.root,
      TO_MANAGER,
      EVENT.clientMessage | (format << 8),
      window,
      this.#atom(message),
      ...[0, 1, 2, 3, 4].map((index) => data[index] ?? 0),
    ]);
  }

  #words(window: number, property: Name): number[] {
    const type = property === '_NET_WORKAREA' ? CARDINAL : ANY_TYPE;
    const asked = [window, this.#atom(property), type, 0, MOST_WORDS];
    return wordsIn(this.#connection.query(CORE.getProperty, 0, asked));
  }

  #stateAtom(state: WindowState): number {
    return this.#atom(`_NET_WM_STATE_${state}`);
  }

  #atom(name: Name): number {
    return this.#atoms.get(name) ?? 0;
  }
}

/** The 32-bit values of a property. */
function wordsIn(reply: XReply | undefined): number[] {
  if (reply === undefined || reply.u8(1) !== 32) return [];
  const count = Math.min(reply.u32(16), (reply.length - 32) >> 2);
  return Array.from({ length: count }, (_, index) => reply.u32(32 + index * 4));
}
