import type { SessionId, SessionSummary, TechnicianId } from '@throwline/protocol';
import { type Observable, Value } from '../connection/observable.ts';
import type { CallSettings } from './call-settings.ts';
import { type Call, callOf } from './calls.ts';
import type { OneOfTabs } from './one-of-tabs.ts';
import type { ReadMarks } from './read-marks.ts';
import type { InSight } from './sight.ts';
import { countsOf, total, unreadOf } from './unread.ts';

type Queue = ReadonlyMap<SessionId, SessionSummary>;

/** Between two sounds there are at least so many milliseconds, however much happens. */
export const SOUND_PAUSE = 4_000;
/** Most calls that are shown at once; older ones stay to be seen in the queue. */
const MOST_SHOWN = 5;

export interface CallDeskParts {
  readonly me: TechnicianId;
  readonly queue: Observable<Queue | undefined>;
  readonly inSight: Observable<InSight>;
  readonly marks: ReadMarks;
  readonly settings: Observable<CallSettings>;
  readonly oneOfTabs: OneOfTabs;
  /** Epoch milliseconds, the server's clock. */
  readonly serverNow: () => number;
  /** Whether this tab can be heard. */
  readonly canSound: () => boolean;
  readonly playSound: () => void;
  /** Whether the browser lets this site show notifications. */
  readonly canNotify: () => boolean;
  readonly notify: (call: Call) => void;
  /** Takes a session's notification away. */
  readonly unnotify: (sessionId: SessionId) => void;
  /** What other tabs of this technician have before their eyes. */
  readonly otherTabs: (sessionId: SessionId) => Promise<{
    readonly isRead: boolean;
    readonly isInFront: boolean;
  }>;
}

/** Follows the queue, and calls the technician when something happens that they do not see. */
export class CallDesk {
  readonly #parts: CallDeskParts;
  readonly #shown = new Value<readonly Call[]>([]);
  #known: Queue | undefined;

  constructor(parts: CallDeskParts) {
    this.#parts = parts;
  }

  /** The calls that are shown in the console, oldest first. */
  get shown(): Observable<readonly Call[]> {
    return this.#shown;
  }

  /** Begins. @returns ends it */
  start(): () => void {
    const { queue, inSight, marks } = this.#parts;
    const stops = [
      queue.subscribe(() => this.#followQueue()),
      inSight.subscribe(() => this.#look()),
      marks.marks.subscribe(() => this.#clear()),
    ];
    this.#followQueue();
    return () => {
      for (const stop of stops) stop();
    };
  }

  dismiss({ sessionId, reason }: Call): void {
    this.#keep((call) => call.sessionId !== sessionId || call.reason !== reason);
  }

  #followQueue(): void {
    const { queue, marks, me, serverNow } = this.#parts;
    const now = queue.get();
    const before = this.#known;
    if (now === undefined || now === before) return;
    this.#known = now;
    const open = [...now.values()].filter(({ phase }) => phase.phase !== 'closed');
    marks.keepOnly(new Set(open.map(({ sessionId }) => sessionId)));
    this.#look();
    // What waits already when the console opens is seen in the queue.
    if (before === undefined) return;
    for (const [id, session] of now) {
      const known = before.get(id);
      const call = known === session ? undefined : callOf(known, session, me, serverNow());
      if (call !== undefined) this.#raise(call);
    }
  }

  /** What is before the technician's eyes has been seen. */
  #look(): void {
    const { inSight, marks, me } = this.#parts;
    const { sessionId, hasChat } = inSight.get();
    const session = sessionId === undefined ? undefined : this.#known?.get(sessionId);
    if (session !== undefined && session.phase.phase !== 'closed') {
      const { messages, ...others } = countsOf(session, me);
      marks.see(session.sessionId, hasChat ? { messages, ...others } : others);
    }
    this.#clear();
  }

  /** Takes away what has been seen or is no longer so. */
  #clear(): void {
    this.#keep((call) => this.#stands(call));
  }

  #stands(call: Call): boolean {
    const { inSight, me, marks } = this.#parts;
    const session = this.#known?.get(call.sessionId);
    if (session === undefined || isSeen(call, inSight.get())) return false;
    const unread = unreadOf(session, marks.marks.get()[call.sessionId], me);
    switch (call.reason) {
      case 'waits':
        return session.phase.phase === 'waiting';
      case 'invitation':
        return session.colleagues.some((each) => each.technician.id === me && each.standing === 'invited');
      case 'message':
        return unread.messages > 0;
      case 'file':
        return unread.files > 0;
      case 'taken-back':
        return unread.takenBack > 0;
      case 'ended':
        return true;
    }
  }

  #keep(stays: (call: Call) => boolean): void {
    const before = this.#shown.get();
    const after = before.filter(stays);
    if (after.length === before.length) return;
    this.#shown.set(after);
    for (const { sessionId } of before) {
      if (!after.some((call) => call.sessionId === sessionId)) this.#parts.unnotify(sessionId);
    }
  }

  #raise(call: Call): void {
    if (isSeen(call, this.#parts.inSight.get())) return;
    const others = this.#shown
      .get()
      .filter(({ sessionId, reason }) => sessionId !== call.sessionId || reason !== call.reason);
    this.#shown.set([...others, call].slice(-MOST_SHOWN));
    void this.#beyondThePage(call);
  }

  async #beyondThePage(call: Call): Promise<void> {
    const { settings, oneOfTabs, otherTabs, inSight, canSound, playSound, canNotify, notify } = this.#parts;
    const { sessionId, number } = call;
    const others = await otherTabs(sessionId);
    if (others.isRead) return;
    if (settings.get().sound && canSound()) {
      await oneOfTabs.once('sound', sessionId, number, SOUND_PAUSE, playSound);
    }
    const isInFront = others.isInFront || inSight.get().isInFront;
    if (settings.get().notifications && canNotify() && !isInFront) {
      await oneOfTabs.once('notification', sessionId, number, 0, () => notify(call));
    }
  }
}

function isSeen({ sessionId, reason }: Call, inSight: InSight): boolean {
  return inSight.sessionId === sessionId && (reason !== 'message' || inSight.hasChat);
}

/** How much calls for the technician in the whole queue: who waits or invites, and what is unread. */
export function callingIn(queue: Queue | undefined, marks: ReadMarks['marks'], me: TechnicianId): number {
  let sum = 0;
  for (const session of queue?.values() ?? []) {
    const { phase, owner, colleagues } = session;
    const isInvited = colleagues.some((each) => each.technician.id === me && each.standing === 'invited');
    const waits = owner.id === me && phase.phase === 'waiting' && phase.appletLostAt === undefined;
    sum += total(unreadOf(session, marks.get()[session.sessionId], me)) + (isInvited || waits ? 1 : 0);
  }
  return sum;
}
