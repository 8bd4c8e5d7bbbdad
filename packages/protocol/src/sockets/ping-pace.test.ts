import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PingPace } from '../index.ts';

test('[LINE-6] two cuts after the same quiet bring pings sooner; other cuts do not', () => {
  const pace = new PingPace();
  const calm = pace.interval;
  for (const quiet of [3_000, 3_000, 12_000, 30_000, 60_000, 60_000, 45_000]) pace.cut(quiet);
  assert.equal(pace.interval, calm);
  pace.cut(30_000);
  pace.cut(31_000);
  assert.ok(pace.interval < 20_000 && pace.interval >= 5_000, `${pace.interval}`);
  // And sooner still, should that not do.
  const sooner = pace.interval;
  pace.cut(10_000);
  pace.cut(10_000);
  assert.ok(pace.interval < sooner);
});
