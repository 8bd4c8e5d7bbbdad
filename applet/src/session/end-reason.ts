import type { ErrorCode, Outcome, StopReason, WindowUpdate } from '@throwline/protocol';

/** Why the program comes to its end. */
export type EndReason =
  /** The session is over: the log says so. */
  | { readonly kind: 'closed'; readonly outcome: Outcome }
  /** The customer pressed the small X, or closed the window and its question too. */
  | { readonly kind: 'customer' }
  /** The window's engine has died, and the window could not be brought back or has gone once more. */
  | { readonly kind: 'window-gone' }
  /** The server will not have this applet, or is not the right one. */
  | { readonly kind: 'refused'; readonly code: ErrorCode }
  /** No connection for so long that the server has given the session up too. */
  | { readonly kind: 'gave-up' }
  /** Somebody ended the process, or the desktop did. */
  | { readonly kind: 'signal' }
  /** A defect of the program. */
  | { readonly kind: 'fault' };

type GoodbyeOutcome = Extract<WindowUpdate, { type: 'goodbye' }>['outcome'];

/** What the window says at the end. */
export function goodbyeOutcome(reason: EndReason): GoodbyeOutcome {
  switch (reason.kind) {
    case 'closed':
      return reason.outcome;
    case 'customer':
      return 'closed-by-customer';
    case 'window-gone':
    case 'gave-up':
      return 'aborted';
    case 'refused':
    case 'signal':
    case 'fault':
      return 'stopped';
  }
}

/** What the log is told of an end that the customer has not asked for; `undefined` when they have, or it is known there. */
export function stopReason(reason: EndReason): StopReason | undefined {
  switch (reason.kind) {
    case 'window-gone':
      return 'window-lost';
    case 'signal':
    case 'fault':
      return 'program-stopped';
    case 'closed':
    case 'customer':
    case 'refused':
    case 'gave-up':
      return undefined;
  }
}
