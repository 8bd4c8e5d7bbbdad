import { type AppletFrame, MAX_UPDATE } from '@throwline/protocol';

type UpdatePart = Extract<AppletFrame, { type: 'screen-update' }>;

/** A whole update, its parts joined. */
export interface WholeUpdate {
  readonly frame: number;
  readonly takenAt: number;
  readonly data: Uint8Array;
}

/** Joins the parts of screen updates. Parts of an update that never ended are given up when another one begins. */
export class UpdateJoiner {
  #parts: UpdatePart[] = [];
  #bytes = 0;

  /**
   * Takes the next part; gives the update when it is whole.
   * @throws RangeError when the parts exceed {@link MAX_UPDATE}
   */
  add(part: UpdatePart): WholeUpdate | undefined {
    const first = this.#parts[0];
    if (first !== undefined && first.frame !== part.frame) this.clear();
    if (this.#bytes + part.data.length > MAX_UPDATE) {
      this.clear();
      throw new RangeError('A screen update is larger than allowed.');
    }
    this.#parts.push(part);
    this.#bytes += part.data.length;
    if (!part.last) return undefined;
    const { frame, takenAt } = this.#parts[0] ?? part;
    const data = this.#joined(part);
    this.clear();
    return { frame, takenAt, data };
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
