import type { GuardVerdict, InputGuard, Place } from './input-guard.ts';
import { type InputRecord, MOUSE, mouseRecord, sendInput } from './send-input.ts';
import { user32 } from './user32.ts';
import { virtualScreen } from './virtual-screen.ts';

/** Down and up for the bits left, middle, right, back, forward. */
const BUTTONS = [
  { down: MOUSE.leftDown, up: MOUSE.leftUp, extra: 0 },
  { down: MOUSE.middleDown, up: MOUSE.middleUp, extra: 0 },
  { down: MOUSE.rightDown, up: MOUSE.rightUp, extra: 0 },
  { down: MOUSE.xDown, up: MOUSE.xUp, extra: 1 },
  { down: MOUSE.xDown, up: MOUSE.xUp, extra: 2 },
] as const;
const ALL_BUTTONS = 0b11111;
const LEFT = 0b00001;
const RIGHT = 0b00100;
const MAX_NOTCHES = 20;
const WHEEL_DELTA = 120;
const SM_SWAPBUTTON = 23;
/** What an absolute place is a fraction of. */
const FULL = 65536;

/** How often the pointer is led away from the protected window before a button goes up, and how long it is looked at then, in ms. */
const LEAVE = { attempts: 5, pause: 10 } as const;
/** Nobody writes to it: only its time-out is wanted. */
const NOTHING = new Int32Array(new SharedArrayBuffer(4));

/** What came of it; `unavailable`: Windows took nothing. */
export type MouseOutcome = GuardVerdict | 'unavailable';

/** The customer's mouse as an instrument. Asks the guard, and injects at once. */
export class Mouse {
  readonly #guard: InputGuard;
  /** Buttons that this program holds, as bits. */
  #held = 0;
  /** Where this program last put the pointer. */
  #last: Place | undefined;

  constructor(guard: InputGuard) {
    this.#guard = guard;
  }

  /**
   * Puts the pointer at `x`, `y` with exactly these buttons down. When the place is refused, the pointer stays,
   * nothing is pressed, and buttons that should go up still do.
   */
  point(x: number, y: number, buttons: number): MouseOutcome {
    const wanted = buttons & ALL_BUTTONS;
    const target = onDesktop(x, y);
    const verdict = this.#guard.pointer(target);
    if (verdict !== 'allowed') {
      this.#release(this.#held & ~wanted);
      return verdict;
    }
    // Each button says again where: a hand on the mouse, or a display that tells of moves late, may come between two records.
    const isTaken = sendInput([
      placeRecord(target, MOUSE.move),
      ...buttonRecords(this.#held & ~wanted, false, target),
      ...buttonRecords(wanted & ~this.#held, true, target),
    ]);
    if (!isTaken) return 'unavailable';
    this.#last = target;
    this.#held = wanted;
    return 'allowed';
  }

  wheel(columns: number, rows: number): MouseOutcome {
    const place = this.#guard.pointerPlace();
    if (place === undefined) return 'unavailable';
    const verdict = this.#guard.pointer(place);
    if (verdict !== 'allowed') return verdict;
    const records = [
      ...turnRecords(MOUSE.wheel, -notches(rows)),
      ...turnRecords(MOUSE.horizontalWheel, notches(columns)),
    ];
    return sendInput(records) ? 'allowed' : 'unavailable';
  }

  releaseAll(): void {
    this.#release(this.#held);
  }

  #release(bits: number): void {
    if (bits === 0) return;
    this.#leaveProtectedWindow();
    sendInput(buttonRecords(bits, false, undefined));
    this.#held &= ~bits;
  }

  // The customer may have moved the pointer onto the protected window while the technician drags; what is dragged
  // must not be dropped there. A hand that goes on moving, or a display that tells of moves late, can bring it back at once.
  #leaveProtectedWindow(): void {
    for (let attempt = 0; attempt < LEAVE.attempts; attempt++) {
      const place = this.#guard.pointerPlace();
      if (place === undefined || this.#guard.isFree(place)) return;
      const free = this.#freePlaces().find((each) => this.#guard.isFree(each));
      if (free === undefined) return;
      sendInput([placeRecord(free, MOUSE.move)]);
      Atomics.wait(NOTHING, 0, 0, LEAVE.pause);
    }
  }

  #freePlaces(): Place[] {
    const { width, height } = virtualScreen();
    return [
      ...(this.#last ? [this.#last] : []),
      { x: 0, y: 0 },
      { x: width - 1, y: 0 },
      { x: 0, y: height - 1 },
      { x: width - 1, y: height - 1 },
    ];
  }
}

/**
 * What is to be done at a place. Rounded up: Windows cuts the pixel off the fraction, so that anything less would be
 * the pixel before.
 */
function placeRecord({ x, y }: Place, flags: number, data = 0): InputRecord {
  const { width, height } = virtualScreen();
  const there = flags | MOUSE.move | MOUSE.absolute | MOUSE.virtualDesk;
  return mouseRecord(there, data, Math.ceil((x * FULL) / width), Math.ceil((y * FULL) / height));
}

/** The buttons among `bits`, at `place` or wherever the pointer is. */
function buttonRecords(bits: number, down: boolean, place: Place | undefined): InputRecord[] {
  const physical = physicalButtons(bits);
  return BUTTONS.filter((_, bit) => (physical & (1 << bit)) !== 0).map((button) => {
    const flags = down ? button.down : button.up;
    return place === undefined ? mouseRecord(flags, button.extra) : placeRecord(place, flags, button.extra);
  });
}

/** Left-handed people have the buttons changed over; what is injected is changed over like what their hands do. */
function physicalButtons(bits: number): number {
  if (user32().getSystemMetrics(SM_SWAPBUTTON) === 0) return bits;
  return (bits & ~(LEFT | RIGHT)) | ((bits & LEFT) === 0 ? 0 : RIGHT) | ((bits & RIGHT) === 0 ? 0 : LEFT);
}

function notches(turns: number): number {
  return Math.max(-MAX_NOTCHES, Math.min(MAX_NOTCHES, Math.trunc(turns) || 0));
}

/** One record a notch: programs that look at the direction only count them. */
function turnRecords(flags: number, turns: number): InputRecord[] {
  const record = mouseRecord(flags, Math.sign(turns) * WHEEL_DELTA);
  return Array.from({ length: Math.abs(turns) }, () => record);
}

function onDesktop(x: number, y: number): Place {
  const { width, height } = virtualScreen();
  const clamp = (value: number, size: number) => Math.min(Math.max(Math.trunc(value) || 0, 0), size - 1);
  return { x: clamp(x, width), y: clamp(y, height) };
}
