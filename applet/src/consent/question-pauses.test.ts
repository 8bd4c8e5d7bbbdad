import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '../testing/fake-clock.ts';
import { QuestionPauses } from './question-pauses.ts';

function setUp() {
  const clock = new FakeClock();
  return { clock, pauses: new QuestionPauses(clock) };
}

test('[CONSENT-15] after a No there is no pause, after the second 30 s, then 5 min each time', () => {
  const { clock, pauses } = setUp();
  for (const pause of [0, 30_000, 300_000, 300_000]) {
    assert.equal(pauses.refusal(), undefined);
    pauses.refused();
    if (pause === 0) continue;
    clock.advance(pause - 1);
    assert.equal(pauses.refusal(), 'questions-paused');
    // Nobody's clock makes it shorter.
    clock.setBy(86_400_000);
    assert.equal(pauses.refusal(), 'questions-paused');
    clock.advance(1);
  }
});

test('[CONSENT-16] a customer who does not want to be asked is not asked until they allow it', () => {
  const { clock, pauses } = setUp();
  pauses.refused();
  pauses.refused();
  pauses.block(true);
  clock.advance(86_400_000);
  assert.equal(pauses.refusal(), 'questions-blocked');
  pauses.refused();
  pauses.block(false);
  assert.equal(pauses.refusal(), undefined);
});
