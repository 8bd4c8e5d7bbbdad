import type { NamedKey } from '@throwline/protocol/peer/named-keys.ts';

/*
 * What the applet needs from the desktop that it runs on, whichever operating system that is. Coordinates are
 * desktop pixels: whole numbers, the origin upper left; with several monitors the desktop spans them all.
 */

/** A rectangle in desktop pixels; `width` and `height` are at least 1. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A monitor's place on the desktop. `id` is 1 to 255 and stays the same for a monitor of the same name. */
export interface Monitor extends Rect {
  readonly id: number;
  /** For people, for example `HDMI-1`. */
  readonly name: string;
  readonly primary: boolean;
}

/** The desktop's size and its monitors, at least one, the primary first. */
export interface DesktopLayout {
  readonly width: number;
  readonly height: number;
  readonly monitors: readonly Monitor[];
}

/** A mouse pointer's picture. `pixels` is RGBA, 4 bytes a pixel, not premultiplied, rows without gaps. */
export interface CursorShape {
  /** Grows or changes with every new shape; the same number means the same picture. */
  readonly serial: number;
  /** 1 to 256; larger pictures are cut. */
  readonly width: number;
  readonly height: number;
  readonly hotspotX: number;
  readonly hotspotY: number;
  readonly pixels: Uint8Array;
}

/**
 * A captured picture: 4 bytes a pixel in the order blue, green, red, unused; `stride` bytes from row to row.
 * `data` is memory that the next {@link ScreenSource.capture} of the same source writes over.
 */
export interface PixelView {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly stride: number;
}

/**
 * - `pixels`: what was asked for, cut to the desktop, or more of the region. Where `masks` lie in it, it is blanked.
 * - `unidentified`: the windows that must be hidden cannot be told apart, so nothing is handed out
 *   (see {@link ProtectedProcesses}).
 * - `outside`: no pixel of the region is on the desktop (any more).
 */
export type CaptureResult =
  | {
      readonly kind: 'pixels';
      readonly view: PixelView;
      /** What the pixels show, in desktop pixels. */
      readonly region: Rect;
      /** What is hidden of the whole region that was asked for, in desktop pixels. */
      readonly masks: readonly Rect[];
    }
  | { readonly kind: 'unidentified' }
  | { readonly kind: 'outside' };

/**
 * What happens on a screen.
 * - `changed`: pixels differ; {@link ScreenSource.takeChanges} says where. Comes once, then not again until the
 *   changes are taken.
 * - `layout`: size or monitors changed; pictures of before are void.
 * - `cursor-shape`: the pointer's picture changed.
 * - `pointer`: the pointer moved, by whomever.
 * - `gone`: the display is lost; nothing more comes, and `capture` throws `display-gone`.
 */
export type ScreenEvent =
  | { readonly kind: 'changed' }
  | { readonly kind: 'layout'; readonly layout: DesktopLayout }
  | { readonly kind: 'cursor-shape'; readonly shape: CursorShape }
  | { readonly kind: 'pointer'; readonly x: number; readonly y: number }
  | { readonly kind: 'gone' };

/**
 * Whose windows are protected: never in a picture, out of reach of injected input.
 * - `processes`: those of the processes with these ids and of their descendants. While none of them is connected
 *   to the display, captures answer `unidentified` and input `refused-unidentified`.
 * - `none`: there is nothing to protect. Not the initial state: until `protect` is called, all is refused.
 */
export type ProtectedProcesses =
  | { readonly kind: 'processes'; readonly roots: readonly number[] }
  | { readonly kind: 'none' };

/** The customer's screen. Made for a worker thread: calls are synchronous. */
export interface ScreenSource {
  /** Says whose windows are to be hidden, from the next capture on. */
  protect(processes: ProtectedProcesses): void;
  /** How many protected windows were on the screen at the last capture. */
  readonly protectedWindowsSeen: number;
  layout(): DesktopLayout;
  /** The pointer's picture; `undefined` when the display does not tell. */
  cursorShape(): CursorShape | undefined;
  pointer(): { readonly x: number; readonly y: number };
  /** Takes the memory that captures of this size need; it outlives the source. Looks at no pixel. */
  prepare(width: number, height: number): void;
  /** Begins to report events; at most one listener. The first `changed` comes by itself. */
  listen(listener: (event: ScreenEvent) => void): void;
  /**
   * The rectangles that changed since the last call, at most 256 of them (else their bounding box). A superset: a
   * rectangle may turn out equal. May be empty.
   */
  takeChanges(): Rect[];
  /**
   * Takes a picture of a region of the desktop.
   * @param part the part of the region that is wanted at least; what is captured may be more. Default: all of it
   * @throws PlatformError `display-gone`, `capture-failed`
   */
  capture(region: Rect, part?: Rect): CaptureResult;
  close(): void;
}

/**
 * One act of the technician's hands. A position beyond the desktop counts as its edge.
 * - `pointer`: the pointer goes to `x`, `y`, and then exactly the buttons of `buttons` are down: bit 0 left,
 *   1 middle, 2 right, 3 back, 4 forward.
 * - `wheel`: notches at the pointer's place: `rows` > 0 is down, `columns` > 0 is right, each −20 to 20.
 * - `key`: a key that bears no character. A second `down` is a repetition; the display itself repeats nothing.
 * - `character`: this Unicode scalar value, typed whole, whatever the customer's layout, Caps Lock or held
 *   modifiers are. U+000A, U+0009, U+0008 and U+001B are Enter, Tab, Backspace and Escape.
 * - `chord`: the key that bears this character on the customer's layout, for shortcuts such as Ctrl+C; modifiers
 *   are those held by `key`.
 */
export type InputEvent =
  | { readonly kind: 'pointer'; readonly x: number; readonly y: number; readonly buttons: number }
  | { readonly kind: 'wheel'; readonly columns: number; readonly rows: number }
  | { readonly kind: 'key'; readonly key: NamedKey; readonly down: boolean }
  | { readonly kind: 'character'; readonly codepoint: number }
  | { readonly kind: 'chord'; readonly codepoint: number; readonly down: boolean };

/**
 * What became of an input event.
 * - `done`
 * - `refused-protected`: it would have reached a protected window
 * - `refused-unidentified`: protected windows cannot be told apart now, or `protect` has not been called
 * - `refused-invalid`: no such character, or the keyboard has no such key
 * - `dropped`: `releaseAll` or `close` came before its turn
 */
export type InputOutcome =
  | 'done'
  | 'refused-protected'
  | 'refused-unidentified'
  | 'refused-invalid'
  | 'dropped';

/** The customer's mouse and keyboard, as far as they are lent to the technician. */
export interface InputSink {
  /** Says whose windows input must not reach, from the next event on. */
  protect(processes: ProtectedProcesses): void;
  /**
   * Injects an event. Events take effect in the order of the calls.
   * @throws PlatformError (rejects) `display-gone`
   */
  inject(event: InputEvent): Promise<InputOutcome>;
  /** Lets go of every key and button that is held, and drops events that wait. To be called whenever control pauses or ends. */
  releaseAll(): void;
  /** {@link releaseAll}, puts the keyboard back as it was, and ends the connection. */
  close(): void;
}

/**
 * How the protected window lies on the desktop.
 * - `open`: on the screen, and nothing of another program over it
 * - `hidden`: not on the screen, or something lies over a part of it
 * - `unknown`: this system does not tell
 */
export type WindowLook =
  | { readonly kind: 'open'; readonly place: Rect }
  | { readonly kind: 'hidden' }
  | { readonly kind: 'unknown' };

/** Watches what the customer's own hands press in protected windows, as against what programs inject. */
export interface HandsWatch {
  /** Says whose windows count, from now on. */
  protect(processes: ProtectedProcesses): void;
  /**
   * How long ago, in milliseconds, a real device last pressed or let go of a mouse button over a protected window, or of Enter
   * or Space while one had the focus; `Infinity` when never. Each press is told once.
   */
  takePress(): number;
  look(): WindowLook;
  close(): void;
}
