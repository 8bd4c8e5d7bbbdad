import type { SessionState } from './state.ts';

/** How long a session may stand in each phase. Milliseconds; 0 = no limit. */
export interface TimeoutSettings {
  /** From the claimed code until the applet connects. Default 30 min. */
  readonly connecting: number;
  /** From the applet's coming until the technician's Start. Default 0. */
  readonly waiting: number;
  /** Without anything done by either side while active; an open remote view is not idle. Default 60 min. */
  readonly idle: number;
  /** From losing the applet until the session is given up. Default 60 min. */
  readonly offline: number;
}

export const DEFAULT_TIMEOUTS: TimeoutSettings = {
  connecting: 30 * 60_000,
  waiting: 0,
  idle: 60 * 60_000,
  offline: 60 * 60_000,
};

/** Without the applet for less than this a session is shown as *Reconnecting*, for longer as *Offline*. Milliseconds. */
export const OFFLINE_AFTER = 5 * 60_000;

/**
 * When a session is to be timed out (epoch milliseconds), or `undefined` for never.
 * @param lastViewedAt when a remote view was last open, epoch milliseconds; 0 when never
 */
export function timeOutAt(
  state: SessionState,
  settings: TimeoutSettings,
  lastViewedAt: number,
): number | undefined {
  const after = (start: number, limit: number): number | undefined =>
    limit === 0 ? undefined : start + limit;
  switch (state.phase) {
    case 'connecting':
      switch (state.step.at) {
        case 'code-made':
          return state.step.codeExpiresAt;
        case 'invited':
          return state.step.expiresAt;
        case 'code-claimed':
        case 'downloaded':
          return after(state.step.claimedAt, settings.connecting);
      }
      break;
    case 'waiting':
      return state.applet.status === 'lost'
        ? after(state.applet.lostAt, settings.offline)
        : after(state.waitingSince, settings.waiting);
    case 'active':
      return state.applet.status === 'lost'
        ? after(state.applet.lostAt, settings.offline)
        : after(Math.max(state.lastActivityAt, lastViewedAt), settings.idle);
    case 'closed':
      return undefined;
  }
}

/** What a list of sessions shows as the state: the phases and, inside them, whether the applet is there. */
export type DisplayStatus =
  | 'code-made'
  | 'invited'
  | 'connecting'
  | 'waiting'
  | 'active'
  | 'reconnecting'
  | 'offline'
  | 'closed';

/** The one word for a session at the time `now` (epoch milliseconds). */
export function displayStatus(state: SessionState, now: number): DisplayStatus {
  switch (state.phase) {
    case 'connecting':
      return state.step.at === 'code-made' || state.step.at === 'invited' ? state.step.at : 'connecting';
    case 'waiting':
    case 'active':
      if (state.applet.status === 'connected') return state.phase;
      return now - state.applet.lostAt < OFFLINE_AFTER ? 'reconnecting' : 'offline';
    case 'closed':
      return 'closed';
  }
}
