import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '../testing/fake-clock.ts';
import { WindowWatch } from './window-watch.ts';

function setUp() {
  const clock = new FakeClock();
  let gone = 0;
  const watch = new WindowWatch(clock, () => {
    gone += 1;
  });
  return { clock, watch, gone: () => gone };
}

test('[APPLET-3] a reloaded window comes back in time; a closed one does not', () => {
  const { clock, watch, gone } = setUp();
  watch.connected();
  watch.disconnected();
  clock.advance(4_999);
  watch.connected();
  clock.advance(60_000);
  assert.equal(gone(), 0);
  watch.disconnected();
  clock.advance(5_000);
  assert.equal(gone(), 1);
});

test('[APPLET-3] without its engine nothing comes back, whichever is noticed first', () => {
  const first = setUp();
  first.watch.connected();
  first.watch.engineEnded();
  first.watch.disconnected();
  first.clock.advance(300);
  assert.equal(first.gone(), 1);
  const second = setUp();
  second.watch.connected();
  second.watch.disconnected();
  second.watch.engineEnded();
  second.clock.advance(300);
  assert.equal(second.gone(), 1);
});

test('an engine that hands over and ends before the window comes is no loss', () => {
  const { clock, watch, gone } = setUp();
  watch.engineEnded();
  clock.advance(60_000);
  watch.connected();
  clock.advance(60_000);
  assert.equal(gone(), 0);
});
