import type { AppletFrame, Area } from '@throwline/protocol';
import type { ProtectedProcesses } from '../platform/platform.ts';
import type { PlatformErrorCode } from '../platform/platform-error.ts';

/** What the screen's thread is told. `viewer` is the console's peer number. */
export type ToScreen =
  | { readonly type: 'protect'; readonly processes: ProtectedProcesses }
  /**
   * Show this monitor (0: all) from now on, anew. `view` numbers it, so that what was on its way of an earlier view can be told
   * from this one. `version` is that of the updates that the console reads, `shapes` how many of the pointer's it keeps.
   */
  | {
      readonly type: 'view';
      readonly viewer: number;
      readonly view: number;
      readonly monitor: number;
      readonly version: number;
      readonly shapes: number;
    }
  | { readonly type: 'stop'; readonly viewer: number }
  | { readonly type: 'shown'; readonly viewer: number; readonly frame: number };

/** What the screen's thread tells. */
export type FromScreen =
  /** A frame for this viewer, as its payload's bytes. */
  | {
      readonly type: 'frame';
      readonly viewer: number;
      readonly view: number;
      readonly frame: AppletFrame['type'];
      readonly payload: Uint8Array<ArrayBuffer>;
    }
  /** Where the shown region lies on the desktop: what the viewer's pointer is relative to. */
  | { readonly type: 'shown-area'; readonly viewer: number; readonly view: number; readonly area: Area }
  /** The wish to view was followed, or has failed: there is room for the viewer's next one. */
  | { readonly type: 'view-taken'; readonly viewer: number }
  /** The screen cannot be shown (any more); every viewer is gone. */
  | { readonly type: 'failed'; readonly code: PlatformErrorCode | 'unknown'; readonly message: string };

/** What the screen's thread is started with. */
export interface ScreenThreadData {
  readonly display: string;
  /** Path of the screen package's compiled kernel; its lossy encoder lies beside it. */
  readonly kernelPath: string;
}
