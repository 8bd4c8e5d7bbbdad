/** Most that is kept for a console that rests: what an applet sends before it waits for an answer, and a little more. */
export const MOST_KEPT = { bytes: 16 * 1024 * 1024, frames: 65_536 } as const;
/** A frame shorter than this, in bytes, is copied: it is a part of the 64 KiB in which it was read, and would keep all of them. */
const COPIED = 4096;

/** Frames for a console whose sign-in has run out, in their order, until it is renewed. */
export class KeptFrames {
  #frames: Uint8Array[] = [];
  #bytes = 0;

  /** Bytes that are kept. */
  get bytes(): number {
    return this.#bytes;
  }

  /** @returns `false` when it is more than may be kept */
  add(frame: Uint8Array): boolean {
    if (this.#bytes + frame.length > MOST_KEPT.bytes || this.#frames.length >= MOST_KEPT.frames) return false;
    this.#frames.push(frame.length < COPIED ? new Uint8Array(frame) : frame);
    this.#bytes += frame.length;
    return true;
  }

  /** Everything in its order; nothing is kept any more. */
  takeAll(): readonly Uint8Array[] {
    const frames = this.#frames;
    this.#frames = [];
    this.#bytes = 0;
    return frames;
  }
}
