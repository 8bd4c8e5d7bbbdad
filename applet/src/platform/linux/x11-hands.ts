import { intersection } from '../geometry.ts';
import type { HandsWatch, ProtectedProcesses, Rect, WindowLook } from '../platform.ts';
import { PlatformError } from '../platform-error.ts';
import { InputGuard } from './input-guard.ts';
import { ScreenWindows } from './screen-windows.ts';
import { WindowTree } from './window-tree.ts';
import { XConnection } from './x-connection.ts';
import { atom, CORE, EVENT, type Extension, findExtension, pair } from './x-protocol.ts';
import type { XReply } from './x-reply.ts';

/** Requests and events of the X Input Extension, version 2 (XI2proto). */
const XI = { selectEvents: 46, queryVersion: 47, getProperty: 59 } as const;
const RAW = {
  keyPress: 13,
  keyRelease: 14,
  buttonPress: 15,
  buttonRelease: 16,
  touchBegin: 22,
  touchEnd: 24,
};
const ALL_MASTER_DEVICES = 1;
/** Flag of a key event that the server repeats while the key is held. */
const KEY_REPEAT = 1 << 16;
/** 2.1 tells of raw events whoever has grabbed the device; 2.2 brings touch. */
const WANTED_VERSION = pair(2, 2);
const OLDEST_MINOR = 1;
/** Left, middle and right as the hardware numbers them, which a left-handed customer swaps. Above are wheels. */
const LAST_BUTTON = 3;
/** Enter, Enter on the keypad, Space: what presses a button of a page. From X11's keysymdef.h. */
const PRESSING_KEYSYMS: ReadonlySet<number> = new Set([0xff0d, 0xff8d, 0x20]);

/**
 * Tells the customer's own presses from injected ones by the device that the X server names as their source. What comes
 * through XTEST (xdotool, and this program's own input) comes from devices that bear the property *XTEST Device*, which no
 * client can give or take. A program that asks XTEST to speak for a real device by its number is not told from that device.
 */
export class X11Hands implements HandsWatch {
  readonly #connection: XConnection;
  readonly #guard: InputGuard;
  readonly #tree: WindowTree;
  readonly #windows: ScreenWindows;
  readonly #input: Extension;
  readonly #xtestProperty: number;
  #pressedAt = Number.NEGATIVE_INFINITY;

  /** @throws PlatformError `library-missing`, `display-refused`, `extension-missing` */
  constructor(display: string, processes: ProtectedProcesses) {
    const connection = new XConnection(display);
    this.#connection = connection;
    try {
      const input = findExtension(connection, 'XInputExtension');
      const version = input && connection.query(input.major, XI.queryVersion, [WANTED_VERSION]);
      const isEnough =
        version !== undefined &&
        (version.u16(8) > 2 || (version.u16(8) === 2 && version.u16(10) >= OLDEST_MINOR));
      if (input === undefined || !isEnough) {
        throw new PlatformError(
          'extension-missing',
          'This display does not tell which device an event comes from (XInput 2.1 is missing).',
        );
      }
      this.#input = input;
      this.#tree = new WindowTree(connection);
      this.#guard = new InputGuard(connection, this.#tree);
      this.#guard.clients.protect(processes);
      this.#windows = new ScreenWindows(connection, this.#tree);
      this.#xtestProperty = atom(connection, 'XTEST Device');
      const mask = Object.values(RAW).reduce((bits, type) => bits | (1 << type), 0);
      connection.post(input.major, XI.selectEvents, [
        connection.root,
        pair(1, 0),
        pair(ALL_MASTER_DEVICES, 1),
        mask,
      ]);
      connection.listen(
        (event) => this.#handle(event),
        () => undefined,
      );
      // From here on nothing is missed.
      connection.sync();
    } catch (cause) {
      connection.close();
      throw cause;
    }
  }

  protect(processes: ProtectedProcesses): void {
    this.#guard.clients.protect(processes);
  }

  takePress(): number {
    return this.#orGone(Number.POSITIVE_INFINITY, () => {
      // What the window has answered to has happened before: it is in the queue by now.
      this.#connection.sync();
      this.#connection.drain();
      const age = performance.now() - this.#pressedAt;
      this.#pressedAt = Number.NEGATIVE_INFINITY;
      return age;
    });
  }

  look(): WindowLook {
    return this.#orGone<WindowLook>({ kind: 'hidden' }, () => {
      const now = this.#guard.clients.now(this.#guard.clients.ask());
      if (!now.identified) return { kind: 'hidden' };
      const windows = this.#windows.fromLowestProtected(now);
      // Menus and hints are windows of their own; the largest one holds the question.
      const own = windows
        .filter(({ isProtected }) => isProtected)
        .reduce<{ id: number; rect: Rect } | undefined>(
          (most, each) => (most === undefined || area(each.rect) > area(most.rect) ? each : most),
          undefined,
        );
      if (own === undefined) return { kind: 'hidden' };
      const place = own.rect;
      const above = windows.slice(windows.findIndex(({ id }) => id === own.id) + 1);
      const isCovered = above.some(
        ({ id, rect, isProtected }) =>
          !isProtected && !this.#isServers(id) && intersection(rect, place) !== undefined,
      );
      return isCovered ? { kind: 'hidden' } : { kind: 'open', place };
    });
  }

  close(): void {
    this.#connection.close();
  }

  /** A window that the X server itself has made: the overlay that a compositor draws everything on. No client can make one. */
  #isServers(window: number): boolean {
    const CLIENT_BITS = 0x1fff_ffff;
    return (this.#tree.clientOf(window) & CLIENT_BITS) === 0;
  }

  #handle(event: XReply): void {
    this.#tree.handle(event);
    const isOurs = (event.u8(0) & 0x7f) === EVENT.genericEvent && event.u8(1) === this.#input.major;
    if (!isOurs) return;
    const type = event.u16(8);
    const detail = event.u32(16);
    const source = event.u16(20);
    const flags = event.u32(24);
    if (!this.#isPress(type, detail, flags) || !this.#isReal(source)) return;
    this.#pressedAt = performance.now();
  }

  /** Whether it presses something in a protected window, or lets go of it there. */
  #isPress(type: number, detail: number, flags: number): boolean {
    switch (type) {
      case RAW.buttonPress:
      case RAW.buttonRelease:
        return detail <= LAST_BUTTON && this.#guard.pointerIsOver();
      case RAW.touchBegin:
      case RAW.touchEnd:
        // A finger does not move the pointer when the window takes touch by itself.
        return this.#guard.pointerIsOver() || this.#guard.hasFocus();
      case RAW.keyPress:
      case RAW.keyRelease:
        return (flags & KEY_REPEAT) === 0 && this.#bearsPressing(detail) && this.#guard.hasFocus();
      default:
        return false;
    }
  }

  #bearsPressing(keycode: number): boolean {
    const reply = this.#connection.query(CORE.getKeyboardMapping, 0, [keycode | (1 << 8)]);
    if (reply === undefined) return false;
    for (let offset = 32; offset + 4 <= reply.length; offset += 4) {
      if (PRESSING_KEYSYMS.has(reply.u32(offset))) return true;
    }
    return false;
  }

  /** Asked anew each time: a number goes to another device once it is free. */
  #isReal(device: number): boolean {
    const INTEGER_OF_ANY_TYPE = 0;
    const reply = this.#connection.query(this.#input.major, XI.getProperty, [
      device,
      this.#xtestProperty,
      INTEGER_OF_ANY_TYPE,
      0,
      1,
    ]);
    if (reply === undefined) return false;
    const items = reply.u32(16);
    return items === 0 || reply.length < 33 || reply.u8(32) === 0;
  }

  #orGone<Result>(gone: Result, act: () => Result): Result {
    try {
      return act();
    } catch (cause) {
      if (cause instanceof PlatformError) return gone;
      throw cause;
    }
  }
}

function area({ width, height }: Rect): number {
  return width * height;
}
