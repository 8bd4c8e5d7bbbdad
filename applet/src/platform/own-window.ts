import type { ProtectedProcesses } from './platform.ts';

/**
 * How the customer's window is to stand on the desktop.
 * - `free`: whole, a window like any other. Nothing is granted and nothing is asked.
 * - `asking`: whole, above everything. The first question is open.
 * - `kept`: whole, above everything, and where the customer has put it. Something is granted.
 * - `strip`: small, and otherwise as `kept`.
 */
export type WindowStance = 'free' | 'asking' | 'kept' | 'strip';

/** The edge of the monitor that the strip lies at. */
export type Edge = 'top' | 'bottom';

/** How large what the window shows is. */
export interface WindowScale {
  /** How many of the desktop's pixels one of the page's takes. */
  readonly ratio: number;
  /** How many times its usual size the text has. */
  readonly text: number;
}

/** What the customer is to look at: a question takes the keyboard, too; a message does not. */
export type CallReason = 'question' | 'message';

/**
 * The customer's window as one of the desktop's windows. What is asked of it before the window is there counts from when it
 * comes. Nothing here throws: a desktop that does not do as it is asked leaves the window out of sight, and says so.
 */
export interface OwnWindow {
  /** Whose windows it is to be looked for among. */
  protect(processes: ProtectedProcesses): void;
  stand(stance: WindowStance): void;
  /** The window grows with what it shows. Both are 1 until it is said. */
  scale(scale: WindowScale): void;
  /** Puts the strip at an edge of the monitor. */
  dock(edge: Edge): void;
  /** Brings the window before the customer's eyes: onto their workspace, up from minimised, in front of others. */
  call(reason: CallReason): void;
  /** What the customer was called for is over. */
  endCall(): void;
  /**
   * Begins to tell whether the whole window is in sight, each time that changes; while it is `free`, it counts as such.
   * At most one listener.
   */
  listen(sight: (isInSight: boolean) => void): void;
  /**
   * Begins to tell whether the screen is locked, each time that changes; while the window is `free`, it counts as unlocked.
   * At most one listener. Absent where the desktop does not tell.
   */
  listenLock?(lock: (isLocked: boolean) => void): void;
  close(): void;
}
