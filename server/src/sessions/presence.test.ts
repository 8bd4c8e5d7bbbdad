import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Command, type SessionState, sessionId, ThrowlineError } from '@throwline/protocol';
import pino from 'pino';
import { ManualClock } from '../testing/manual-clock.ts';
import { newId } from '../testing/test-server.ts';
import { PRESENCE_GRACE, Presence } from './presence.ts';
import type { Act, Outcome } from './session-service.ts';

const ID = sessionId.parse(newId());
const APPLET = { as: 'applet' } as const;

function setUp(act: (given: Act) => Promise<Outcome>) {
  const clock = new ManualClock();
  const log = pino({ level: 'silent' });
  return { clock, presence: new Presence({ sessions: { act: (_id, given) => act(given) }, clock, log }) };
}

function commandOf(act: Act): Command | undefined {
  const state: SessionState | undefined = undefined;
  return typeof act.command === 'function' ? act.command(state) : act.command;
}

test('[SESSION-9] who comes back while the departure waits for its turn has not gone', () => {
  const acts: Act[] = [];
  const { clock, presence } = setUp((act) => {
    acts.push(act);
    return new Promise(() => undefined);
  });
  presence.arrive(ID, APPLET);
  presence.leave(ID, APPLET);
  clock.advance(PRESENCE_GRACE);
  assert.deepEqual(acts.map(commandOf), [{ type: 'disconnect-applet' }]);
  presence.arrive(ID, APPLET);
  assert.deepEqual(acts.map(commandOf), [undefined]);
});

test('[SESSION-9] only the last of several connections is a departure', () => {
  let acts = 0;
  const { clock, presence } = setUp(() => {
    acts += 1;
    return new Promise(() => undefined);
  });
  for (let n = 0; n < 2; n += 1) presence.arrive(ID, APPLET);
  presence.leave(ID, APPLET);
  clock.advance(PRESENCE_GRACE);
  assert.deepEqual([acts, presence.isThere(ID, APPLET)], [0, true]);
  presence.leave(ID, APPLET);
  clock.advance(PRESENCE_GRACE);
  assert.deepEqual([acts, presence.isThere(ID, APPLET)], [1, false]);
});

test('[SERVER-3] a departure that could not be stored is tried again; one from a closed session is not', async () => {
  const failures = [new ThrowlineError('storage-full'), new ThrowlineError('session-closed')];
  const { clock, presence } = setUp(() => Promise.reject(failures.shift() ?? new Error('once too often')));
  presence.arrive(ID, APPLET);
  presence.leave(ID, APPLET);
  clock.advance(PRESENCE_GRACE);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(clock.waiting, 1);
  clock.advance(60_000);
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual([failures.length, clock.waiting], [0, 0]);
});

test('[SESSION-11] a departure that a full log cannot take is not tried for ever', async () => {
  const { clock, presence } = setUp(() => Promise.reject(new ThrowlineError('log-full')));
  presence.arrive(ID, APPLET);
  presence.leave(ID, APPLET);
  clock.advance(PRESENCE_GRACE);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(clock.waiting, 0);
});
