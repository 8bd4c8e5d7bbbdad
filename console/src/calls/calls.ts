import {
  partOfTechnician,
  type SessionId,
  type SessionSummary,
  type TechnicianId,
} from '@throwline/protocol';
import { countsOf } from './unread.ts';

/** Why a technician is called. */
export type CallReason = 'waits' | 'invitation' | 'message' | 'file' | 'taken-back' | 'ended';

/** Something that has just happened in a session and that its technician should not miss. */
export interface Call {
  readonly sessionId: SessionId;
  readonly reason: CallReason;
  /** Who or what it is about. */
  readonly title: string;
  /** One plain sentence. Nothing that anybody wrote: it may be shown on a locked screen. */
  readonly text: string;
  /** Number of the newest event in the session at that moment. */
  readonly number: number;
}

/** Who comes back after this long (milliseconds) is told like somebody who comes. */
const LONG_AWAY = 60_000;

/** The call that `after` makes, where `before` was known; the weightiest where there are several. */
export function callOf(
  before: SessionSummary | undefined,
  after: SessionSummary,
  me: TechnicianId,
  now: number,
): Call | undefined {
  const part = partOfTechnician(after, me);
  if (part === undefined) return undefined;
  const { sessionId, lastNumber: number, owner } = after;
  const name = after.customerName ?? 'A customer';
  const call = (reason: CallReason, text: string, title = name): Call => ({
    sessionId,
    reason,
    title,
    text,
    number,
  });
  if (part === 'invited') {
    if (before !== undefined && partOfTechnician(before, me) === 'invited') return undefined;
    const mine = after.colleagues.find(({ technician }) => technician.id === me);
    return mine?.standing === 'invited'
      ? call('invitation', `invites you to the session with ${name}.`, mine.invitedBy.name)
      : undefined;
  }
  const ended = endOf(before, after, part === 'lead');
  if (ended !== undefined) return call('ended', ended);
  if (after.phase.phase === 'closed') return undefined;
  const was = before === undefined ? { messages: 0, files: 0, takenBack: 0 } : countsOf(before, me);
  const is = countsOf(after, me);
  if (is.takenBack > was.takenBack) return call('taken-back', 'has taken permission back.');
  if (owner.id === me && comes(before, after, now)) return call('waits', 'is waiting for you.');
  if (is.files > was.files) return call('file', 'offers you a file.');
  if (is.messages > was.messages) {
    const writer = writerOf(before, after, me);
    return writer === 'customer'
      ? call('message', 'has written to you.')
      : call('message', `has written in the session with ${name}.`, nameOf(after, writer));
  }
  return undefined;
}

function comes(before: SessionSummary | undefined, { phase }: SessionSummary, now: number): boolean {
  if (phase.phase !== 'waiting' || phase.appletLostAt !== undefined) return false;
  if (before?.phase.phase !== 'waiting') return true;
  return before.phase.appletLostAt !== undefined && now - before.phase.appletLostAt > LONG_AWAY;
}

/** How a session that somebody had come to has ended, unless the technician has ended it. */
function endOf(
  before: SessionSummary | undefined,
  { phase, owner }: SessionSummary,
  isLead: boolean,
): string | undefined {
  if (phase.phase !== 'closed' || before === undefined) return undefined;
  if (before.phase.phase !== 'waiting' && before.phase.phase !== 'active') return undefined;
  switch (phase.outcome) {
    case 'closed-by-customer':
      return 'has ended the session.';
    case 'closed-by-technician':
      return isLead ? undefined : `was helped: ${owner.name} has ended the session.`;
    case 'aborted':
      return 'is gone: the session has ended because their program did not come back.';
    case 'timed-out':
      return 'did nothing for a long time: the session has ended.';
    case 'code-expired':
    case 'invitation-expired':
      return undefined;
  }
}

/** Who besides `me` has written since `before`. */
function writerOf(
  before: SessionSummary | undefined,
  after: SessionSummary,
  me: TechnicianId,
): TechnicianId | 'customer' {
  const known = new Map(before?.news.chat.map(({ by, count }) => [by, count]));
  const writers = after.news.chat.filter(({ by, count }) => by !== me && count > (known.get(by) ?? 0));
  return writers.find(({ by }) => by === 'customer')?.by ?? writers[0]?.by ?? 'customer';
}

function nameOf({ owner, colleagues }: SessionSummary, id: TechnicianId): string {
  const all = [owner, ...colleagues.map(({ technician }) => technician)];
  return all.find((each) => each.id === id)?.name ?? 'A colleague';
}
