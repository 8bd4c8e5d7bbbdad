import { type AppletFrame, MAX_UPDATE, MAX_UPDATE_PART } from '@throwline/protocol';

type UpdatePart = Extract<AppletFrame, { type: 'screen-update' }>;

/** A whole update, its parts joined. */
export interface WholeUpdate {
  readonly frame: number;
  readonly takenAt: number;
  readonly data: Uint8Array;
}

/**
 * Fewest bytes in a part that is not the last. Applets fill every part but the last to {@link MAX_UPDATE_PART}; a part costs
 * memory however little it holds, so crumbs are refused. With {@link MAX_UPDATE} that is 2,048 parts at most.
 */
const SMALLEST_PART = MAX_UPDATE_PART / 8;

/**
 * Longest pause between two parts of one update, milliseconds. A full part takes 75 s over a telephone line of 56 kbit/s;
 * what has not gone on after this never will.
 */
export const PART_PATIENCE = 120_000;

/** Joins the parts of screen updates. Parts of an update that never ended are given up when another one begins. */
export class UpdateJoiner {
  #parts: UpdatePart[] = [];
  #bytes = 0;
  #limit = MAX_UPDATE;
  #heardAt = 0;

  /**
   * No update is longer than this from now on.
   * @param bytes what the largest update of the picture that was announced can have
   */
  expect(bytes: number): void {
    this.#limit = Math.min(bytes, MAX_UPDATE);
  }

  /**
   * Takes the next part; gives the update when it is whole.
   * @param now monotonic milliseconds
   * @throws RangeError when the parts are too many, too small or too long together; they are let go of
   */
  add(part: UpdatePart, now: number): WholeUpdate | undefined {
    const first = this.#parts[0];
    if (first !== undefined && first.frame !== part.frame) this.clear();
    const isCrumb = part.data.length < (part.last ? 1 : SMALLEST_PART);
    if (isCrumb || this.#bytes + part.data.length > this.#limit) {
      this.clear();
      throw new RangeError('A screen update comes in too many parts, or is larger than allowed.');
    }
    this.#parts.push(part);
    this.#bytes += part.data.length;
    this.#heardAt = now;
    if (!part.last) return undefined;
    const { frame, takenAt } = this.#parts[0] ?? part;
    const data = this.#joined(part);
    this.clear();
    return { frame, takenAt, data };
  }

  /** Lets go of an update that does not go on. @param now monotonic milliseconds */
  tidy(now: number): void {
    if (now - this.#heardAt >= PART_PATIENCE) this.clear();
  }

  /** Bytes of the update that is not whole. */
  get held(): number {
    return this.#bytes;
  }

  clear(): void {
    this.#parts = [];
    this.#bytes = 0;
  }

  #joined(only: UpdatePart): Uint8Array {
    if (this.#parts.length === 1) return only.data;
    const whole = new Uint8Array(this.#bytes);
    let at = 0;
    for (const { data } of this.#parts) {
      whole.set(data, at);
      at += data.length;
    }
    return whole;
  }
}
