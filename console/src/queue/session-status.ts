import {
  type DisplayStatus,
  OFFLINE_AFTER,
  type Outcome,
  partOfTechnician,
  type SessionSummary,
  type TechnicianId,
  type TechnicianRef,
} from '@throwline/protocol';

/** What a technician is shown as a session's state: with their own part in it, where they are not its lead. */
export type PartStatus = DisplayStatus | 'invitation' | 'collaborating' | 'unreadable';

/** The one word for a session, as the technician `me` has a part in it. */
export function statusFor(
  status: DisplayStatus,
  session: Parameters<typeof partOfTechnician>[0],
  me: TechnicianId,
): PartStatus {
  switch (partOfTechnician(session, me)) {
    case 'invited':
      return 'invitation';
    case 'colleague':
      return status === 'active' || status === 'waiting' ? 'collaborating' : status;
    case 'lead':
    case undefined:
      return status;
  }
}

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
export const STATUS_LABELS: Readonly<Record<PartStatus, string>> = {
  'code-made': 'Code given',
  invited: 'Invited',
  connecting: 'Connecting',
  waiting: 'Waiting',
  active: 'Active',
  reconnecting: 'Reconnecting',
  offline: 'Offline',
  closed: 'Closed',
  invitation: 'Invitation',
  collaborating: 'Collaborating',
  unreadable: 'Unreadable',
};

/** How a session ended, as its lead reads it and, with another word for the lead, everybody else. */
export function outcomeLabel(outcome: Outcome, owner: TechnicianRef, me: TechnicianId): string {
  return outcome === 'closed-by-technician' && owner.id !== me
    ? `Ended by ${owner.name}`
    : OUTCOME_LABELS[outcome];
}

const OUTCOME_LABELS: Readonly<Record<Outcome, string>> = {
  'closed-by-technician': 'Ended by you',
  'closed-by-customer': 'Ended by the customer',
  'code-expired': 'Code not used in time',
  'invitation-expired': 'Invitation not used in time',
  'timed-out': 'Timed out',
  aborted: 'The customer did not come back',
};
