import type { CursorShape } from '../platform/platform.ts';

/**
 * The shapes of the pointer that a viewer keeps by name, exactly as it has them: the one that was used longest ago makes
 * room for a new one. The viewer only does as it is told, so both sides agree.
 */
export class SentShapes {
  readonly #limit: number;
  /** By name; used longest ago first. */
  readonly #shapes = new Map<number, CursorShape>();

  /** @param limit how many the viewer keeps, 0 for none */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The name under which the viewer keeps this shape, which counts as used now; `undefined` when it does not. */
  nameOf(shape: CursorShape): number | undefined {
    for (const [name, kept] of this.#shapes) {
      if (!isSame(kept, shape)) continue;
      this.#use(name, kept);
      return name;
    }
    return undefined;
  }

  /** The name that the viewer is to keep a new shape under; `undefined` when it keeps none. */
  add(shape: CursorShape): number | undefined {
    if (this.#limit === 0) return undefined;
    const [oldest] = this.#shapes.keys();
    const name = this.#shapes.size < this.#limit || oldest === undefined ? this.#shapes.size : oldest;
    this.#use(name, shape);
    return name;
  }

  #use(name: number, shape: CursorShape): void {
    this.#shapes.delete(name);
    this.#shapes.set(name, shape);
  }
}

/** By every pixel: a display gives the same picture another serial when it is set anew. */
function isSame(a: CursorShape, b: CursorShape): boolean {
  return (
    a.width === b.width &&
    a.height === b.height &&
    a.hotspotX === b.hotspotX &&
    a.hotspotY === b.hotspotY &&
    a.pixels.length === b.pixels.length &&
    a.pixels.every((value, index) => value === b.pixels[index])
  );
}
