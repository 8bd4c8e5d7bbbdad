import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Consent, Permission } from '@throwline/protocol';
import { forwardOnly } from '../clock.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { aRequestId, aTechnician } from '../testing/ids.ts';
import { ConsentKeeper } from './consent-keeper.ts';

function setUp() {
  const clock = new FakeClock();
  const told: string[] = [];
  const states: Consent[] = [];
  const keeper = new ConsentKeeper(forwardOnly(clock), {
    changed: (consent) => states.push(consent),
    unanswered: (requestId) => told.push(`unanswered ${Number(requestId)}`),
    expired: (permissions) => told.push(`expired ${permissions.join()}`),
  });
  const ask = (number: number, permissions: readonly Permission[], minutes?: number): boolean => {
    const request = { requestId: aRequestId(number), technician: aTechnician, permissions };
    return keeper.ask(minutes === undefined ? request : { ...request, minutes });
  };
  return { clock, told, states, keeper, ask };
}

test('[CONSENT-6] a question stands 60 s, then counts as No', () => {
  const { clock, told, keeper, ask } = setUp();
  ask(1, ['view-screen']);
  clock.advance(59_999);
  assert.equal(keeper.consent.prompts.length, 1);
  clock.advance(1);
  assert.deepEqual(told, ['unanswered 1']);
  assert.deepEqual(keeper.consent, { grants: [], prompts: [] });
  assert.equal(keeper.answer(aRequestId(1), true), false);
  assert.deepEqual(keeper.consent.grants, []);
  assert.equal(clock.timers, 0);
});

test('[CONSENT-12] a question is put once, and never beside another', () => {
  const { keeper, states, ask } = setUp();
  assert.equal(ask(1, ['view-screen']), true);
  assert.equal(ask(2, ['control-input']), false);
  assert.equal(ask(1, ['control-input']), false);
  assert.deepEqual(
    keeper.consent.prompts.map(({ permissions }) => permissions),
    [['view-screen']],
  );
  keeper.withdraw(aRequestId(1));
  assert.equal(ask(1, ['view-screen', 'control-input']), false);
  assert.equal(keeper.answer(aRequestId(1), true), false);
  assert.equal(ask(3, ['view-screen']), true);
  keeper.answer(aRequestId(3), true);
  assert.equal(ask(3, ['view-screen', 'control-input']), false);
  assert.equal(states.length, 4);
});

test('[CONSENT-8] setting the computer’s clock back prolongs no grant, not even after it was set ahead', () => {
  const { clock, told, keeper, ask } = setUp();
  clock.setBy(3_600_000);
  ask(1, ['view-screen'], 5);
  keeper.answer(aRequestId(1), true);
  clock.setBy(-2 * 3_600_000);
  clock.advance(5 * 60_000);
  assert.deepEqual(told, ['expired view-screen']);
});

test('[CONSENT-8] a timed grant ends by itself, with nobody’s help', () => {
  const { clock, told, keeper, ask } = setUp();
  ask(1, ['view-screen', 'control-input'], 5);
  clock.advance(1000);
  assert.equal(keeper.answer(aRequestId(1), true), true);
  clock.advance(5 * 60_000 - 1);
  assert.equal(keeper.consent.grants.length, 2);
  clock.advance(1);
  assert.deepEqual(keeper.consent.grants, []);
  assert.deepEqual(told, ['expired view-screen,control-input']);
});

test('[CONSENT-9] [CONSENT-10] revoking tells what fell, and revoking all leaves nothing', () => {
  const { keeper, ask, states } = setUp();
  ask(1, ['view-screen', 'control-input']);
  keeper.answer(aRequestId(1), true);
  assert.deepEqual(keeper.revoke(['control-input']), ['control-input']);
  assert.deepEqual(keeper.revoke(['control-input']), []);
  ask(2, ['view-screen', 'control-input']);
  keeper.answer(aRequestId(2), true);
  assert.deepEqual(keeper.revoke(['view-screen']), ['view-screen', 'control-input']);
  ask(3, ['view-screen']);
  keeper.answer(aRequestId(3), true);
  ask(4, ['control-input']);
  keeper.revokeAll();
  assert.deepEqual(states.at(-1), { grants: [], prompts: [] });
});

test('[CONSENT-2] a Yes that the server would not have is taken back, another grant stays', () => {
  const { keeper, ask } = setUp();
  ask(1, ['view-screen']);
  keeper.answer(aRequestId(1), true);
  ask(2, ['control-input']);
  keeper.answer(aRequestId(2), true);
  keeper.revokeRequest(aRequestId(2));
  assert.deepEqual(
    keeper.consent.grants.map(({ permission }) => permission),
    ['view-screen'],
  );
});

test('[CONSENT-5] a withdrawn question is gone; answering it grants nothing', () => {
  const { keeper, ask, clock, told } = setUp();
  ask(1, ['view-screen']);
  keeper.withdraw(aRequestId(1));
  assert.equal(keeper.answer(aRequestId(1), true), false);
  clock.advance(120_000);
  assert.deepEqual(told, []);
  assert.deepEqual(keeper.consent, { grants: [], prompts: [] });
});
