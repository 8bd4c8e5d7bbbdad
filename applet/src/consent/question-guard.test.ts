import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask, NO_CONSENT, type WindowUpdate } from '@throwline/protocol';
import type { HandsWatch, WindowLook } from '../platform/platform.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { aRequestId, aTechnician } from '../testing/ids.ts';
import { ARMING_TIME, HANDS_TIME, QuestionGuard } from './question-guard.ts';

const ID = aRequestId(1);
const PLACE = { x: 10, y: 10, width: 400, height: 700 };

/** An open question, and a desktop in a test's hands. */
function setUp(system: 'watches' | 'tells-nothing' | 'fails' = 'watches') {
  const clock = new FakeClock();
  const told: WindowUpdate[] = [];
  let look: WindowLook = { kind: 'open', place: PLACE };
  let pressedAt = Number.NEGATIVE_INFINITY;
  let watches = 0;
  const hands: HandsWatch = {
    protect: () => undefined,
    takePress() {
      const age = clock.monotonic() - pressedAt;
      pressedAt = Number.NEGATIVE_INFINITY;
      return age;
    },
    look: () => look,
    close() {
      watches -= 1;
    },
  };
  const guard = new QuestionGuard({
    clock,
    openHands() {
      if (system === 'fails') throw new Error('no such extension');
      if (system === 'tells-nothing') return undefined;
      watches += 1;
      return hands;
    },
    tell: (update) => told.push(update),
  });
  const request = {
    requestId: ID,
    technician: aTechnician,
    permissions: ['view-screen' as const],
    requestedAt: 1,
  };
  guard.changed(ask(NO_CONSENT, request));
  return {
    clock,
    guard,
    told,
    /** The newest state that the window was told. */
    state: () => told.findLast((update) => update.type === 'question')?.state,
    see(next: WindowLook) {
      look = next;
    },
    press() {
      pressedAt = clock.monotonic();
    },
    watches: () => watches,
  };
}

/** As far as a Yes would count, but for the press. */
function ready(system?: Parameters<typeof setUp>[0]) {
  const made = setUp(system);
  made.guard.view(ID, true);
  made.clock.advance(ARMING_TIME + HANDS_TIME);
  return made;
}

test('[CONSENT-13] a Yes counts once all of the question was in view, uncovered and still for 1.5 s', () => {
  const { clock, guard, state, press } = setUp();
  clock.advance(60_000 - 1);
  assert.equal(state(), 'unseen');
  assert.equal(guard.refusal(ID), 'not-ready');
  guard.view(ID, true);
  assert.equal(state(), 'settling');
  clock.advance(ARMING_TIME - 1);
  press();
  assert.equal(guard.refusal(ID), 'not-ready');
  clock.advance(1);
  assert.equal(state(), 'ready');
  clock.advance(5);
  press();
  assert.equal(guard.refusal(ID), undefined);
});

test('[CONSENT-13] it has to be still anew after the page has moved or got the focus, and after the window has', () => {
  const { clock, guard, state, see, press } = ready();
  guard.view(ID, true);
  assert.equal(state(), 'settling');
  clock.advance(ARMING_TIME);
  assert.equal(state(), 'ready');
  see({ kind: 'open', place: { ...PLACE, x: 11 } });
  press();
  assert.equal(guard.refusal(ID), 'not-ready');
  clock.advance(ARMING_TIME - 1);
  assert.equal(state(), 'settling');
  clock.advance(1);
  assert.equal(state(), 'ready');
});

test('[CONSENT-13] what was covered or put away has to be open on the desktop for 1.5 s again', () => {
  const { clock, guard, state, see, press, told } = ready();
  see({ kind: 'hidden' });
  press();
  assert.equal(guard.refusal(ID), 'hidden');
  assert.deepEqual(told.at(-1), { type: 'yes-refused', requestId: ID, reason: 'hidden' });
  clock.advance(250);
  assert.equal(state(), 'hidden');
  see({ kind: 'open', place: PLACE });
  clock.advance(250);
  assert.equal(state(), 'settling');
  clock.advance(ARMING_TIME);
  assert.equal(state(), 'ready');
});

test('[CONSENT-14] a Yes without a press of the customer’s own hands just before it does not count', () => {
  const { clock, guard, told, press } = ready();
  assert.equal(guard.refusal(ID), 'no-hands');
  assert.deepEqual(told.at(-1), { type: 'yes-refused', requestId: ID, reason: 'no-hands' });
  press();
  clock.advance(HANDS_TIME + 1);
  assert.equal(guard.refusal(ID), 'no-hands');
  press();
  clock.advance(HANDS_TIME);
  assert.equal(guard.refusal(ID), undefined);
  // One press, one Yes.
  assert.equal(guard.refusal(ID), 'no-hands');
});

test('[CONSENT-14] what was pressed before the question was ready was meant for something else', () => {
  const { clock, guard, press } = setUp();
  guard.view(ID, true);
  clock.advance(ARMING_TIME - 100);
  press();
  clock.advance(200);
  assert.equal(guard.refusal(ID), 'no-hands');
});

test('[CONSENT-14] where the system tells nothing, the window is told so, and the rest still holds', () => {
  for (const system of ['tells-nothing', 'fails'] as const) {
    const { clock, guard, told } = setUp(system);
    assert.deepEqual(told, [{ type: 'question', requestId: ID, state: 'unseen', watched: false }]);
    assert.equal(guard.refusal(ID), 'not-ready');
    guard.view(ID, true);
    clock.advance(ARMING_TIME);
    assert.equal(guard.refusal(ID), undefined);
  }
});

test('[CONSENT-13] a window that comes back has to show the question anew; nothing is watched between questions', () => {
  const { clock, guard, state, watches } = ready();
  assert.equal(watches(), 1);
  guard.again();
  assert.equal(state(), 'unseen');
  guard.changed(NO_CONSENT);
  assert.equal(watches(), 0);
  assert.equal(clock.timers, 0);
});
