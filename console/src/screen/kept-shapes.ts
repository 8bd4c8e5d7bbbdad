import { type AppletFrame, KEPT_SHAPES } from '@throwline/protocol';

type NamedShape = Extract<AppletFrame, { type: 'named-shape' }>;
type CursorShape = Extract<AppletFrame, { type: 'cursor-shape' }>;

/** The shapes of the pointer that the applet has named. Which one makes room for which, the applet says. */
export class KeptShapes {
  readonly #shapes = new Map<number, CursorShape>();

  /** @returns the shape as one without a name. A name beyond what was agreed is not kept: memory stays bounded. */
  keep({ name, ...shape }: NamedShape): CursorShape {
    const kept: CursorShape = { ...shape, type: 'cursor-shape' };
    if (name < KEPT_SHAPES) this.#shapes.set(name, kept);
    return kept;
  }

  /** `undefined` for a name that nothing is kept under, as of a view that is over. */
  find(name: number): CursorShape | undefined {
    return this.#shapes.get(name);
  }

  clear(): void {
    this.#shapes.clear();
  }
}
