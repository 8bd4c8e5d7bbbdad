import type { FileId } from '../ids.ts';

/** A rectangle in desktop pixels. */
export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** One monitor of the customer's desktop. */
export interface MonitorInfo extends Area {
  /** Unique among the monitors of one layout; 0 is never used, it stands for all monitors. */
  readonly id: number;
  readonly name: string;
  readonly primary: boolean;
}

/**
 * Frame numbers on the wire: explicit, never reused. 1–63 come from the applet, 64–127 from a console. What is inside
 * is between the two; the server relays it unread.
 */
export const FRAME_NUMBERS = {
  'screen-layout': 1,
  'screen-update': 2,
  'cursor-shape': 3,
  'cursor-position': 4,
  'screen-stopped': 5,
  'input-state': 6,
  'hidden-areas': 7,
  'file-chunk': 8,
  'file-end': 9,
  pong: 10,
  hands: 20,
  'named-shape': 21,
  'kept-shape': 22,
  'screen-lock': 23,

  'view-screen': 64,
  'stop-screen': 65,
  'screen-shown': 66,
  pointer: 67,
  wheel: 68,
  key: 69,
  character: 70,
  chord: 71,
  'release-input': 72,
  'file-credit': 73,
  ping: 74,
  'take-updates': 90,
  'steady-pings': 95,
  'keep-shapes': 100,
} as const;

/** From the applet to one console. */
export type AppletFrame =
  /** What is shown from the next update on: `shown` is the region of the desktop that updates are relative to. */
  | {
      readonly type: 'screen-layout';
      readonly monitors: readonly MonitorInfo[];
      /** 0: all monitors. */
      readonly monitor: number;
      readonly shown: Area;
    }
  /**
   * Changed pixels, in the screen package's format, or a part of them: updates that do not fit one envelope go out in
   * parts that are joined before decoding.
   */
  | {
      readonly type: 'screen-update';
      /** Counts up by one for each update of one view; wraps at 2³². */
      readonly frame: number;
      /** When the picture was taken: milliseconds on the applet's monotonic clock (see pong). */
      readonly takenAt: number;
      readonly last: boolean;
      readonly data: Uint8Array;
    }
  /** RGBA, 4 bytes a pixel, rows top to bottom; 0×0 hides the cursor. At most 256×256. */
  | {
      readonly type: 'cursor-shape';
      readonly width: number;
      readonly height: number;
      readonly hotX: number;
      readonly hotY: number;
      readonly rgba: Uint8Array;
    }
  /**
   * A cursor-shape that the console is to keep under this name, in place of what it has kept under it before. Only for a
   * console that has said `keep-shapes`, and with names below what it said.
   */
  | {
      readonly type: 'named-shape';
      readonly name: number;
      readonly width: number;
      readonly height: number;
      readonly hotX: number;
      readonly hotY: number;
      readonly rgba: Uint8Array;
    }
  /** The cursor has the shape that is kept under this name. */
  | { readonly type: 'kept-shape'; readonly name: number }
  /** In pixels of the shown region; may lie outside of it. */
  | { readonly type: 'cursor-position'; readonly x: number; readonly y: number }
  /** No more updates come. `not-granted`: the customer has not allowed it, or not any more. */
  | { readonly type: 'screen-stopped'; readonly reason: 'not-granted' | 'asked' | 'failed' }
  /** Whether input is carried out now, and if not, why. Sent on change and on the first refused input. */
  | { readonly type: 'input-state'; readonly state: InputState }
  /** Parts of the shown region that are the customer's own window and never in the picture. */
  | { readonly type: 'hidden-areas'; readonly areas: readonly Area[] }
  /** Bytes of an accepted file, in order; `offset` is that of the first byte. */
  | {
      readonly type: 'file-chunk';
      readonly fileId: FileId;
      readonly offset: number;
      readonly data: Uint8Array;
    }
  /** All bytes are sent. SHA-256 of the whole file, 32 bytes. */
  | { readonly type: 'file-end'; readonly fileId: FileId; readonly sha256: Uint8Array }
  /** The ping's nonce, and the applet's monotonic clock in milliseconds. */
  | { readonly type: 'pong'; readonly nonce: number; readonly clock: number }
  /** What has become of this console's hands on mouse and keyboard. A console that does not know the frame leaves it out. */
  | { readonly type: 'hands'; readonly news: HandsNews }
  /**
   * Whether the customer's screen is locked. Not locked is where everyone begins. A console that does not know the frame
   * leaves it out.
   */
  | { readonly type: 'screen-lock'; readonly isLocked: boolean };

/**
 * - `let-go`: everything that the console held has been let go of, because nothing was heard of it
 * - `elsewhere`: another console acts now; what this one held has been let go of, and what it does is left out
 * - `here`: this console's input acts (again)
 */
export const HANDS_NEWS = ['let-go', 'elsewhere', 'here'] as const;
export type HandsNews = (typeof HANDS_NEWS)[number];

export const INPUT_STATES = [
  'allowed',
  'not-granted',
  'question-open',
  'over-own-window',
  'unavailable',
  'window-covered',
] as const;
export type InputState = (typeof INPUT_STATES)[number];

/** From a console to the applet. */
export type ConsoleFrame =
  /** Show this monitor, 0 for all, from now on and anew: a whole picture comes first. */
  | { readonly type: 'view-screen'; readonly monitor: number }
  | { readonly type: 'stop-screen' }
  /** The update with this number is on the console's screen; makes room for the next one. */
  | { readonly type: 'screen-shown'; readonly frame: number }
  /** Pointer at x, y of the shown region with exactly these buttons down: bit 0 left, 1 middle, 2 right, 3 back, 4 forward. */
  | { readonly type: 'pointer'; readonly x: number; readonly y: number; readonly buttons: number }
  /** Wheel steps at the pointer's place: positive is down and right. −20…20. */
  | { readonly type: 'wheel'; readonly dx: number; readonly dy: number }
  /** A key without a character, by its number in NAMED_KEYS. */
  | { readonly type: 'key'; readonly key: number; readonly down: boolean }
  /** Type this character (a Unicode code point), whatever the keyboard layouts are. */
  | { readonly type: 'character'; readonly codePoint: number }
  /** The key that bears this character, held or released: for shortcuts. */
  | { readonly type: 'chord'; readonly codePoint: number; readonly down: boolean }
  /** Every key and button that this console holds goes up. */
  | { readonly type: 'release-input' }
  /** The console can take file bytes up to, not including, this offset. */
  | { readonly type: 'file-credit'; readonly fileId: FileId; readonly upTo: number }
  | { readonly type: 'ping'; readonly nonce: number }
  /**
   * The newest version of the screen package's updates that this console reads, 1–255. Said before `view-screen`; an applet
   * that was never told, or that does not know this frame, writes version 1.
   */
  | { readonly type: 'take-updates'; readonly version: number }
  /**
   * While this is on, the console pings at least each {@link STEADY_PING}, so that its silence says something. An applet
   * that does not know the frame leaves it out, and answers the pings as ever.
   */
  | { readonly type: 'steady-pings'; readonly on: boolean }
  /**
   * How many shapes of the pointer this console keeps by name, 1–255. Said before `view-screen`; an applet that was never
   * told, or that does not know this frame, sends each shape whole.
   */
  | { readonly type: 'keep-shapes'; readonly count: number };

/** Longest pause between the pings of a console that has said `steady-pings`, in milliseconds. */
export const STEADY_PING = 500;
/**
 * How long a side may be silent while keys or buttons are held, in milliseconds; then everything is let go of. Three pings
 * have been missed by then.
 */
export const HOLD_SILENCE = 1_500;
/** After this long without a word, in milliseconds, people are told that the line is silent. */
export const SAID_SILENCE = 2_000;

/** Largest piece of a screen update in one frame, in bytes. */
export const MAX_UPDATE_PART = 512 * 1024;
/** Largest screen update, all parts together, in bytes: one 8K screen of plain pixels. */
export const MAX_UPDATE = 128 * 1024 * 1024;
/** Largest piece of a file in one frame, in bytes. */
export const MAX_FILE_CHUNK = 64 * 1024;
/** How far a console's credit runs ahead of what it has received, in bytes. */
export const FILE_WINDOW = 1024 * 1024;
/** Largest side of a cursor, in pixels. */
export const MAX_CURSOR_SIDE = 256;
/** How many shapes of the pointer our console keeps: the usual ones of a desktop, and those of a wait. */
export const KEPT_SHAPES = 48;
/** Most monitors in a layout. */
export const MAX_MONITORS = 32;
/** Most hidden areas in one frame. */
export const MAX_HIDDEN_AREAS = 256;
/** Most updates on their way to a console that has not said `screen-shown`. */
export const MAX_UPDATES_IN_FLIGHT = 8;
