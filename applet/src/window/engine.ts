/** A program that can show the customer's window. */
export type Engine =
  /** Shows a page as a window of its own: Chromium and its relatives. */
  | {
      readonly kind: 'chromium';
      readonly path: string;
      /**
       * Relative to the customer's home: where a browser in a sandbox (snap, Flatpak) may write, and nowhere else. `undefined`: it may
       * write anywhere.
       */
      readonly ownFolder: string | undefined;
    }
  | { readonly kind: 'firefox'; readonly path: string; readonly ownFolder: string | undefined }
  /** Whatever the customer's desktop opens addresses with. Its windows cannot be told apart from the customer's own. */
  | {
      readonly kind: 'default-browser';
      readonly path: string;
      /** Arguments before the address. */
      readonly before: readonly string[];
      /** Whether it shows its windows on another desktop than the one that is captured, where nothing has to be hidden. */
      readonly isElsewhere: boolean;
    };

/** Whether the window of this engine is never in a picture and out of reach, so that the screen may be shared. */
export function canBeGuarded(engine: Engine): boolean {
  return engine.kind !== 'default-browser' || engine.isElsewhere;
}
