import type { Area, FileId, HandsNews, InputState, MonitorInfo, Secret } from '@throwline/protocol';
import type { PeerStatus } from '../connection/peer-connection.ts';
import type { InputFrame } from '../input/keyboard.ts';
import type { Drawing } from './drawing.ts';
import type { Traffic } from './traffic.ts';
import type { Size } from './viewport.ts';

/** What the page tells its peer worker. */
export type ToWorker =
  | ToSession
  /** `box` is shared memory for small drawings, see `DrawingBox`. */
  | { readonly type: 'start'; readonly url: string; readonly box: SharedArrayBuffer | undefined }
  | { readonly type: 'token'; readonly token: Secret | undefined }
  | { readonly type: 'close' };

/** What of that the session in the worker takes. */
export type ToSession =
  /** Show this monitor (0: all), or nothing. Saying the same again asks for a whole picture. */
  | { readonly type: 'view'; readonly monitor: number | undefined }
  /** The drawing of this update is on the canvas. */
  | { readonly type: 'drawn'; readonly frame: number }
  | { readonly type: 'input'; readonly frame: InputFrame }
  /** Whether the page says `beat` from now on at least each {@link STEADY_PING}: there is control. */
  | { readonly type: 'steady'; readonly on: boolean }
  /** The page itself is alive. */
  | { readonly type: 'beat' }
  /** The technician's sign-in has run out, or is renewed. */
  | { readonly type: 'rest'; readonly on: boolean }
  /** Connect anew, without waiting for more silence. */
  | { readonly type: 'reconnect' }
  | { readonly type: 'receive-file'; readonly fileId: FileId; readonly size: number }
  | { readonly type: 'drop-file'; readonly fileId: FileId };

/** What the peer worker tells its page. */
export type FromWorker = FromSession | { readonly type: 'token-wanted' };

/** What of that is told of the session. */
export type FromSession =
  | { readonly type: 'status'; readonly status: PeerStatus }
  | { readonly type: 'layout'; readonly layout: ScreenLayout }
  /** Draw this, and say `drawn`. */
  | { readonly type: 'draw'; readonly frame: number; readonly drawing: Drawing }
  /** The picture is to be taken away: the customer no longer shows it. */
  | { readonly type: 'blank' }
  | { readonly type: 'stopped'; readonly reason: StopReason }
  | { readonly type: 'cursor'; readonly cursor: CursorImage | 'hidden' }
  | { readonly type: 'cursor-position'; readonly x: number; readonly y: number }
  | { readonly type: 'input-state'; readonly state: InputState }
  | { readonly type: 'hands'; readonly news: HandsNews }
  /** Whether the customer's screen is locked. */
  | { readonly type: 'screen-lock'; readonly isLocked: boolean }
  /** Nothing comes from the applet though it is asked steadily; or something comes again. */
  | { readonly type: 'silent'; readonly isSilent: boolean }
  | { readonly type: 'hidden-areas'; readonly areas: readonly Area[] }
  | { readonly type: 'figures'; readonly figures: ScreenFigures }
  | { readonly type: 'file-progress'; readonly fileId: FileId; readonly received: number }
  | { readonly type: 'file-complete'; readonly fileId: FileId; readonly contents: Blob }
  | { readonly type: 'file-failed'; readonly fileId: FileId; readonly message: string }
  | { readonly type: 'broken'; readonly message: string };

/** Why no pictures come; `undecodable`: they could not be read here. */
export type StopReason = 'not-granted' | 'asked' | 'failed' | 'undecodable';

export interface ScreenLayout {
  readonly monitors: readonly MonitorInfo[];
  /** 0: all. */
  readonly monitor: number;
  readonly shown: Area;
}

/** A mouse pointer's picture as an address for CSS and `<img>`, and the pixel in it that points. */
export interface CursorImage extends Size {
  readonly url: string;
  readonly hotX: number;
  readonly hotY: number;
  /** The same, small enough to be the browser's own pointer. */
  readonly pointer: { readonly url: string; readonly hotX: number; readonly hotY: number };
}

/** All in milliseconds; `undefined` while not known. */
export interface ScreenFigures {
  readonly roundTrip: number | undefined;
  /** How old the newest picture was when it was drawn. */
  readonly frameAge: number | undefined;
  /** How long a ping to the applet has been waiting for any answer; 0 while none does. */
  readonly silentFor: number;
  /** In the last second. */
  readonly traffic: Traffic;
}
