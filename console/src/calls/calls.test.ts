import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type News,
  NO_NEWS,
  randomId,
  type SessionId,
  type SessionSummary,
  sessionId,
  type TechnicianId,
  technicianId,
} from '@throwline/protocol';
import { Value } from '../connection/observable.ts';
import { settle } from '../testing/fake-network.ts';
import { CallDesk, callingIn, SOUND_PAUSE } from './call-desk.ts';
import { CallChoice, type CallSettings } from './call-settings.ts';
import { type Call, callOf } from './calls.ts';
import { OneOfTabs } from './one-of-tabs.ts';
import { ReadMarks } from './read-marks.ts';
import { Sight } from './sight.ts';
import { inWords, unreadOf } from './unread.ts';

const session = (number: number): SessionId => sessionId.parse(randomId(new Uint8Array(26).fill(number)));
const who = (number: number): TechnicianId => technicianId.parse(randomId(new Uint8Array(26).fill(number)));
const ME = who(1);
const BEA = who(2);
const NOW = 1_700_000_000_000;
const WAITING = { phase: 'waiting', since: NOW - 5_000 } as const;
const ACTIVE = { phase: 'active', since: NOW - 5_000 } as const;

function summary(change: Partial<SessionSummary> = {}): SessionSummary {
  return {
    sessionId: session(1),
    owner: { id: ME, name: 'Anna' },
    customerName: 'Carla',
    colleagues: [],
    createdAt: NOW - 60_000,
    lastNumber: 5,
    news: NO_NEWS,
    phase: ACTIVE,
    ...change,
  };
}

const written = (count: number, by: TechnicianId | 'customer' = 'customer'): News => ({
  ...NO_NEWS,
  chat: [{ by, count }],
});

class MemoryStorage {
  readonly items = new Map<string, string>();
  getItem = (key: string): string | null => this.items.get(key) ?? null;
  setItem = (key: string, text: string): void => void this.items.set(key, text);
}

/** One tab, with what it has done to call; tabs share `storage`. */
function tab(storage = new MemoryStorage(), clock = { now: NOW }) {
  const queue = new Value<ReadonlyMap<SessionId, SessionSummary> | undefined>(undefined);
  const sight = new Sight();
  const marks = new ReadMarks(storage, ME);
  const settings = new Value<CallSettings>({ sound: true, notifications: true });
  const done: string[] = [];
  const others = { isRead: false, isInFront: false };
  const exclusively = async (_name: string, act: () => void): Promise<void> => act();
  const desk = new CallDesk({
    me: ME,
    queue,
    inSight: sight.inSight,
    marks,
    settings,
    oneOfTabs: new OneOfTabs({ storage, exclusively, now: () => clock.now }),
    serverNow: () => clock.now,
    canSound: () => true,
    playSound: () => void done.push('sound'),
    canNotify: () => true,
    notify: ({ reason }) => void done.push(`notification ${reason}`),
    unnotify: () => undefined,
    otherTabs: async () => others,
  });
  desk.start();
  const shows = async (...sessions: SessionSummary[]): Promise<void> => {
    queue.set(new Map(sessions.map((each) => [each.sessionId, each])));
    await settle();
  };
  const reasons = (): string[] => desk.shown.get().map(({ reason }) => reason);
  return { desk, queue, sight, marks, settings, done, others, shows, reasons, clock };
}

test('[CALL-1] what calls: who comes, writes, offers a file, takes permission back, ends', () => {
  const called = (before: SessionSummary | undefined, after: SessionSummary): string | undefined => {
    const call: Call | undefined = callOf(before, after, ME, NOW);
    return call === undefined ? undefined : `${call.reason}: ${call.title} ${call.text}`;
  };
  const connecting = { phase: 'connecting', step: 'downloaded' } as const;
  const closed = (outcome: 'closed-by-customer' | 'closed-by-technician' | 'aborted') =>
    ({ phase: 'closed', at: NOW, outcome }) as const;
  assert.equal(
    called(summary({ phase: connecting }), summary({ phase: WAITING })),
    'waits: Carla is waiting for you.',
  );
  assert.equal(called(summary(), summary({ news: written(1) })), 'message: Carla has written to you.');
  assert.equal(called(summary(), summary({ news: written(1, ME) })), undefined);
  assert.equal(
    called(summary(), summary({ news: { ...NO_NEWS, files: 1 } })),
    'file: Carla offers you a file.',
  );
  assert.equal(
    called(summary(), summary({ news: { ...written(2), takenBack: 1 } })),
    'taken-back: Carla has taken permission back.',
  );
  assert.equal(
    called(summary(), summary({ phase: closed('closed-by-customer') })),
    'ended: Carla has ended the session.',
  );
  assert.match(called(summary(), summary({ phase: closed('aborted') })) ?? '', /^ended: Carla is gone/);
  assert.equal(called(summary(), summary({ phase: closed('closed-by-technician') })), undefined);
  const lost = summary({ phase: { ...WAITING, appletLostAt: NOW - 61_000 } });
  assert.match(called(lost, summary({ phase: WAITING })) ?? '', /^waits/);
  const blinked = summary({ phase: { ...WAITING, appletLostAt: NOW - 3_000 } });
  assert.equal(called(blinked, summary({ phase: WAITING })), undefined);
});

test('[CALL-1] colleagues are called by invitations and by what others write, and by nothing that is the lead’s', () => {
  const bea = { id: BEA, name: 'Bea' };
  const invited = {
    standing: 'invited',
    technician: { id: ME, name: 'Anna' },
    invitedBy: bea,
    invitedAt: NOW,
  } as const;
  const joined = { standing: 'joined', technician: { id: ME, name: 'Anna' }, joinedAt: NOW } as const;
  const theirs = (change: Partial<SessionSummary>): SessionSummary => summary({ owner: bea, ...change });
  const call = callOf(undefined, theirs({ colleagues: [invited] }), ME, NOW);
  assert.equal(call?.title, 'Bea');
  assert.equal(call?.reason, 'invitation');
  const before = theirs({ colleagues: [joined] });
  assert.equal(
    callOf(before, { ...before, news: { ...NO_NEWS, files: 1, takenBack: 1 } }, ME, NOW),
    undefined,
  );
  const wrote = callOf(before, { ...before, news: written(1, BEA) }, ME, NOW);
  assert.deepEqual([wrote?.title, wrote?.text], ['Bea', 'has written in the session with Carla.']);
});

test('[CALL-2] unread is what others did and I have not seen, whatever the tab, over a reload', async () => {
  const storage = new MemoryStorage();
  const first = tab(storage);
  const news: News = { chat: [...written(2).chat, ...written(3, ME).chat], files: 1, takenBack: 1 };
  const one = summary({ news });
  await first.shows(one);
  const unread = () => unreadOf(one, first.marks.marks.get()[one.sessionId], ME);
  assert.equal(inWords(unread()), '2 messages, 1 file, permission taken back');
  assert.equal(callingIn(first.queue.get(), first.marks.marks, ME), 4);
  // The page in a hidden tab, or its chat out of sight, is not seen.
  first.sight.open(one.sessionId);
  assert.equal(inWords(unread()), '2 messages, 1 file, permission taken back');
  first.sight.tab(true, true);
  assert.equal(inWords(unread()), '2 messages');
  first.sight.chat(one.sessionId, true);
  assert.equal(inWords(unread()), '');
  const reloaded = new ReadMarks(storage, ME);
  assert.equal(inWords(unreadOf(one, reloaded.marks.get()[one.sessionId], ME)), '');
  await first.shows(summary({ news, phase: { phase: 'closed', at: NOW, outcome: 'timed-out' } }));
  assert.deepEqual(new ReadMarks(storage, ME).marks.get(), {});
});

test('[CALL-3] calls are shown, heard and told to the system; nothing that was there already, or is before my eyes', async () => {
  const { shows, reasons, done, sight, desk, clock } = tab();
  await shows(summary({ news: written(1) }));
  assert.deepEqual([reasons(), done], [[], []]);
  await shows(summary({ news: written(2), lastNumber: 6 }));
  assert.deepEqual([reasons(), done], [['message'], ['sound', 'notification message']]);
  clock.now += SOUND_PAUSE;
  sight.tab(true, true);
  await shows(summary({ news: { ...written(2), files: 1 }, lastNumber: 7 }));
  assert.deepEqual([reasons(), done.slice(2)], [['message', 'file'], ['sound']]);
  sight.open(session(1));
  assert.deepEqual(reasons(), ['message'], 'its page is open, its chat is out of sight');
  sight.chat(session(1), true);
  assert.deepEqual(reasons(), []);
  await shows(summary({ news: { ...written(3), files: 1 }, lastNumber: 8 }));
  assert.deepEqual([reasons(), done.length], [[], 3]);
  sight.tab(false, false);
  await shows(summary({ phase: { phase: 'closed', at: NOW, outcome: 'closed-by-customer' }, lastNumber: 9 }));
  assert.deepEqual(reasons(), ['ended']);
  for (const call of desk.shown.get()) desk.dismiss(call);
  assert.deepEqual(reasons(), []);
});

test('[CALL-3] each kind of calling can be switched off, and stays so in this browser', async () => {
  const { shows, done, settings, reasons } = tab();
  settings.set({ sound: false, notifications: false });
  await shows(summary());
  await shows(summary({ news: written(1), lastNumber: 6 }));
  assert.deepEqual([reasons(), done], [['message'], []]);
  const storage = new MemoryStorage();
  new CallChoice(storage).choose({ sound: false });
  assert.deepEqual(new CallChoice(storage).settings.get(), { sound: false, notifications: true });
  storage.setItem('throwline-calls', 'what nobody has written');
  assert.deepEqual(new CallChoice(storage).settings.get(), { sound: true, notifications: true });
});

test('[CALL-4] a flood of messages sounds once in four seconds and fills nothing', async () => {
  const { shows, done, reasons, clock } = tab();
  await shows(summary());
  for (let n = 1; n <= 60; n += 1) {
    clock.now += 100;
    await shows(summary({ news: written(n), lastNumber: 5 + n }));
  }
  assert.equal(done.filter((each) => each === 'sound').length, 2);
  assert.deepEqual(reasons(), ['message']);
  await shows(...Array.from({ length: 40 }, (_, n) => summary({ sessionId: session(n + 2), phase: ACTIVE })));
  await shows(
    ...Array.from({ length: 40 }, (_, n) => summary({ sessionId: session(n + 2), news: written(1) })),
  );
  assert.equal(reasons().length, 5);
});

test('[CALL-5] of several tabs one calls; none does while one of them shows it', async () => {
  const storage = new MemoryStorage();
  const clock = { now: NOW };
  const tabs = [tab(storage, clock), tab(storage, clock), tab(storage, clock)];
  for (const each of tabs) await each.shows(summary());
  for (const each of tabs) await each.shows(summary({ news: written(1), lastNumber: 6 }));
  assert.deepEqual(
    tabs.flatMap(({ done }) => done),
    ['sound', 'notification message'],
  );
  clock.now += 60_000;
  for (const each of tabs) each.others.isRead = true;
  for (const each of tabs) await each.shows(summary({ news: written(2), lastNumber: 7 }));
  assert.equal(tabs.flatMap(({ done }) => done).length, 2);
});
