import { type DisplayStatus, OFFLINE_AFTER, type Outcome, type SessionSummary } from '@throwline/protocol';

/** The one word for a session of the queue at the time `now` (epoch milliseconds, the server's clock). */
export function summaryStatus({ phase }: SessionSummary, now: number): DisplayStatus {
  switch (phase.phase) {
    case 'connecting':
      return phase.step === 'code-made' || phase.step === 'invited' ? phase.step : 'connecting';
    case 'waiting':
    case 'active':
      if (phase.appletLostAt === undefined) return phase.phase;
      return now - phase.appletLostAt < OFFLINE_AFTER ? 'reconnecting' : 'offline';
    case 'closed':
      return 'closed';
  }
}

/** A state as people read it. */
export const STATUS_LABELS: Readonly<Record<DisplayStatus, string>> = {
  'code-made': 'Code made',
  invited: 'Invited',
  connecting: 'Connecting',
  waiting: 'Waiting',
  active: 'Active',
  reconnecting: 'Reconnecting',
  offline: 'Offline',
  closed: 'Closed',
};

/** How a session ended, as people read it. */
export const OUTCOME_LABELS: Readonly<Record<Outcome, string>> = {
  'closed-by-technician': 'Ended by you',
  'closed-by-customer': 'Ended by the customer',
  'code-expired': 'Code not used in time',
  'invitation-expired': 'Invitation not used in time',
  'timed-out': 'Timed out',
  aborted: 'The customer did not come back',
};
