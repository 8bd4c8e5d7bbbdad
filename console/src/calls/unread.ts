import { partOfTechnician, type SessionSummary, type TechnicianId } from '@throwline/protocol';

/** How much of what concerns a technician there is in a session, or how much of it they have seen, or not seen. */
export interface Counts {
  readonly messages: number;
  readonly files: number;
  readonly takenBack: number;
}

export const NOTHING: Counts = { messages: 0, files: 0, takenBack: 0 };

/**
 * What others have done in a session, as far as it concerns the technician `me`, since it began. Files and permissions are
 * the lead's; who is only invited is told of the invitation alone.
 */
export function countsOf(session: SessionSummary, me: TechnicianId): Counts {
  const part = partOfTechnician(session, me);
  if (part !== 'lead' && part !== 'colleague') return NOTHING;
  const { chat, files, takenBack } = session.news;
  const messages = chat.reduce((sum, { by, count }) => (by === me ? sum : sum + count), 0);
  return part === 'lead' ? { messages, files, takenBack } : { ...NOTHING, messages };
}

/** What there is and has not been seen. Nothing in a closed session: there is nobody to answer any more. */
export function unreadOf(session: SessionSummary, seen: Counts | undefined, me: TechnicianId): Counts {
  if (session.phase.phase === 'closed') return NOTHING;
  const all = countsOf(session, me);
  return seen === undefined ? all : minus(all, seen);
}

/** Of each count the larger one. */
export function most(one: Counts, other: Counts): Counts {
  return {
    messages: Math.max(one.messages, other.messages),
    files: Math.max(one.files, other.files),
    takenBack: Math.max(one.takenBack, other.takenBack),
  };
}

export function total({ messages, files, takenBack }: Counts): number {
  return messages + files + takenBack;
}

/** `3 messages, 1 file, permission taken back`; empty for nothing. */
export function inWords({ messages, files, takenBack }: Counts): string {
  const parts = [
    messages === 0 ? '' : messages === 1 ? '1 message' : `${messages} messages`,
    files === 0 ? '' : files === 1 ? '1 file' : `${files} files`,
    takenBack === 0 ? '' : 'permission taken back',
  ];
  return parts.filter((part) => part !== '').join(', ');
}

function minus(all: Counts, seen: Counts): Counts {
  return {
    messages: Math.max(0, all.messages - seen.messages),
    files: Math.max(0, all.files - seen.files),
    takenBack: Math.max(0, all.takenBack - seen.takenBack),
  };
}
