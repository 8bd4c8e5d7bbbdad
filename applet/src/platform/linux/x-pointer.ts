import type { FakeInput } from './fake-input.ts';
import type { GuardVerdict, InputGuard } from './input-guard.ts';
import { buttonMeaning } from './pointer-mapping.ts';
import type { XConnection } from './x-connection.ts';
import { CORE } from './x-protocol.ts';

/** X buttons for the bits left, middle, right, back, forward. */
const BUTTONS = [1, 2, 3, 8, 9] as const;
const ALL_BUTTONS = 0b11111;
const WHEEL = { up: 4, down: 5, left: 6, right: 7 } as const;
const MAX_NOTCHES = 20;

/** The customer's mouse as an instrument. Every method injects at once; call within a server grab. */
export class XPointer {
  readonly #connection: XConnection;
  readonly #fake: FakeInput;
  readonly #guard: InputGuard;
  /** Buttons that this program holds, as bits. */
  #held = 0;
  /** Which of the customer's buttons it holds for each of them: the mapping may change meanwhile. */
  readonly #pressed = new Map<number, number>();
  /** Where this program last put the pointer. */
  #last: { readonly x: number; readonly y: number } | undefined;

  constructor(connection: XConnection, fake: FakeInput, guard: InputGuard) {
    this.#connection = connection;
    this.#fake = fake;
    this.#guard = guard;
  }

  /**
   * Puts the pointer at `x`, `y` with exactly these buttons down. When the place is refused, the pointer stays,
   * nothing is pressed, and buttons that should go up still do.
   */
  point(x: number, y: number, buttons: number): GuardVerdict {
    const wanted = buttons & ALL_BUTTONS;
    const target = this.#onDesktop(x, y);
    let verdict = this.#guard.pointer(target, this.#serverBits(this.#held));
    if (verdict === 'allowed') {
      this.#fake.moveTo(target.x, target.y);
      this.#last = target;
      // The server may have put the pointer elsewhere: a gap between monitors, a barrier.
      if ((wanted & ~this.#held) !== 0)
        verdict = this.#guard.pointer(undefined, this.#serverBits(this.#held));
    }
    const next = verdict === 'allowed' ? wanted : wanted & this.#held;
    if ((this.#held & ~next) !== 0) this.#release(this.#held & ~next);
    for (const [bit, button] of BUTTONS.entries()) {
      if ((next & ~this.#held & (1 << bit)) === 0) continue;
      const mapped = buttonMeaning(this.#connection, button);
      if (mapped !== undefined) {
        this.#pressed.set(bit, mapped);
        this.#fake.button(mapped, true);
      }
      this.#held |= 1 << bit;
    }
    return verdict;
  }

  wheel(columns: number, rows: number): GuardVerdict {
    const verdict = this.#guard.pointer(undefined, this.#serverBits(this.#held));
    if (verdict !== 'allowed') return verdict;
    this.#turn(rows, WHEEL.down, WHEEL.up);
    this.#turn(columns, WHEEL.right, WHEEL.left);
    return 'allowed';
  }

  releaseAll(): void {
    if (this.#held !== 0) this.#release(this.#held);
  }

  #turn(notches: number, forward: number, backward: number): void {
    const button = buttonMeaning(this.#connection, notches > 0 ? forward : backward);
    if (button === undefined) return;
    for (let count = Math.min(Math.abs(Math.trunc(notches)), MAX_NOTCHES); count > 0; count -= 1) {
      this.#fake.button(button, true);
      this.#fake.button(button, false);
    }
  }

  #release(bits: number): void {
    this.#leaveProtectedWindow();
    for (const [bit, button] of this.#pressed) {
      if ((bits & (1 << bit)) === 0) continue;
      this.#pressed.delete(bit);
      this.#fake.button(button, false);
    }
    this.#held &= ~bits;
  }

  // The customer may have moved the pointer onto the protected window while the technician drags; what is dragged
  // must not be dropped there.
  #leaveProtectedWindow(): void {
    const { x, y } = this.#guard.pointerState();
    if (this.#guard.isFree(x, y)) return;
    const { width, height } = this.#desktop();
    const candidates = [
      ...(this.#last ? [this.#last] : []),
      { x: 0, y: 0 },
      { x: width - 1, y: 0 },
      { x: 0, y: height - 1 },
      { x: width - 1, y: height - 1 },
    ];
    const free = candidates.find((place) => this.#guard.isFree(place.x, place.y));
    if (free !== undefined) this.#fake.moveTo(free.x, free.y);
  }

  /** Bits as QueryPointer has them: buttons 1 to 5. */
  #serverBits(bits: number): number {
    return bits & 0b111;
  }

  #desktop(): { readonly width: number; readonly height: number } {
    const reply = this.#connection.query(CORE.getGeometry, 0, [this.#connection.root]);
    return { width: reply?.u16(16) ?? 1, height: reply?.u16(18) ?? 1 };
  }

  #onDesktop(x: number, y: number): { readonly x: number; readonly y: number } {
    const { width, height } = this.#desktop();
    const clamp = (value: number, size: number) => Math.min(Math.max(Math.trunc(value) || 0, 0), size - 1);
    return { x: clamp(x, width), y: clamp(y, height) };
  }
}
