import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '../testing/fake-clock.ts';
import { type WindowLoss, WindowWatch } from './window-watch.ts';

function setUp() {
  const clock = new FakeClock();
  const gone: WindowLoss[] = [];
  const watch = new WindowWatch(clock, (loss) => gone.push(loss));
  return { clock, watch, gone };
}

/** Whether the page has said that it goes. */
const LEFT = true;
const CUT = false;

test('[APPLET-3] a window whose socket was cut comes back in time; one that was closed does not', () => {
  const { clock, watch, gone } = setUp();
  watch.connected();
  watch.disconnected(CUT);
  clock.advance(4_999);
  watch.connected();
  clock.advance(60_000);
  assert.deepEqual(gone, []);
  watch.disconnected(LEFT);
  clock.advance(300);
  assert.deepEqual(gone, ['closed']);
});

test('[APPLET-3] without its engine nothing comes back, whichever is noticed first', () => {
  const first = setUp();
  first.watch.connected();
  first.watch.engineEnded('killed');
  first.watch.disconnected(CUT);
  first.clock.advance(300);
  assert.deepEqual(first.gone, ['lost']);
  const second = setUp();
  second.watch.connected();
  second.watch.disconnected(LEFT);
  second.watch.engineEnded('killed');
  second.clock.advance(300);
  assert.deepEqual(second.gone, ['closed']);
});

test('[APPLET-17] an engine that ended by itself was closed, though its page could not say so', () => {
  const { clock, watch, gone } = setUp();
  watch.connected();
  watch.disconnected(CUT);
  watch.engineEnded('by-itself');
  clock.advance(300);
  assert.deepEqual(gone, ['closed']);
});

test('[APPLET-17] another window in its place is watched anew', () => {
  const { clock, watch, gone } = setUp();
  watch.connected();
  watch.disconnected(CUT);
  watch.engineEnded('killed');
  clock.advance(300);
  watch.renew();
  assert.equal(watch.wasConnected, false);
  watch.connected();
  clock.advance(60_000);
  watch.disconnected(LEFT);
  clock.advance(300);
  assert.deepEqual(gone, ['lost', 'closed']);
});

test('an engine that hands over and ends before the window comes is no loss', () => {
  const { clock, watch, gone } = setUp();
  watch.engineEnded('killed');
  clock.advance(60_000);
  watch.connected();
  clock.advance(60_000);
  assert.deepEqual(gone, []);
});
