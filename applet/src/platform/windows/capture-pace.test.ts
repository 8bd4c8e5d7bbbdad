import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CapturePace } from './capture-pace.ts';

/** Looks when it is due, for `span` milliseconds; answers how often. */
function looks(pace: CapturePace, from: number, span: number, differs: boolean, cost = 1): number {
  let count = 0;
  for (let now = from; now < from + span; now += 1) {
    if (!pace.isDue(now)) continue;
    pace.captured(differs, cost, now);
    count += 1;
  }
  return count;
}

test('[CAPTURE-2] a still screen is looked at four times a second, one that changes up to sixty times', () => {
  const pace = new CapturePace();
  looks(pace, 0, 2_000, false);
  assert.equal(looks(pace, 2_000, 10_000, false), 40);
  looks(pace, 12_000, 500, true);
  const busy = looks(pace, 12_500, 1_000, true);
  assert.ok(busy >= 58 && busy <= 63, `${busy}`);
});

test('[CAPTURE-2] a sign of life brings frequent looks at once, for half a second', () => {
  const pace = new CapturePace();
  looks(pace, 0, 2_000, false);
  pace.alert(2_010);
  assert.ok(pace.isDue(2_020));
  assert.ok(looks(pace, 2_010, 500, false) >= 28);
  looks(pace, 2_510, 1_000, false);
  assert.ok(looks(pace, 3_510, 1_000, false) <= 5);
});

test('[CAPTURE-2] where a look is dear, looks take a third of the time at most', () => {
  const pace = new CapturePace();
  assert.ok(looks(pace, 0, 3_000, true, 40) <= 26);
});
