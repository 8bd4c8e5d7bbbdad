import type { ErrorCode, Outcome, WindowUpdate } from '@throwline/protocol';

/** Why the program comes to its end. */
export type EndReason =
  /** The session is over: the log says so. */
  | { readonly kind: 'closed'; readonly outcome: Outcome }
  /** The customer pressed the small X. */
  | { readonly kind: 'customer' }
  /** The window was closed, or its engine has died. */
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
    case 'window-gone':
      return 'closed-by-customer';
    case 'gave-up':
      return 'aborted';
    case 'refused':
    case 'signal':
    case 'fault':
      return 'stopped';
  }
}
