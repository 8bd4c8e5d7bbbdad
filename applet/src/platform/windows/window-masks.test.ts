import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Rect } from '../platform.ts';
import type { TopWindow, WindowStack } from './top-windows.ts';
import { LINGER_MS, WindowMasks } from './window-masks.ts';

const own = (rect: Rect): TopWindow => ({ id: 1, rect, isProtected: true, covers: rect });
const front = (rect: Rect, covers: Rect | undefined = rect): TopWindow => ({
  id: 2,
  rect,
  isProtected: false,
  covers,
});
const stack = (...windows: TopWindow[]): WindowStack => ({ identified: true, windows });
const PLACE = { x: 10, y: 10, width: 100, height: 100 };
const MOVED = { x: 200, y: 50, width: 100, height: 100 };

test('[GUARD-8] while the picture is taken the window moves: both places and all between are hidden, for a while', () => {
  const masks = new WindowMasks();
  assert.deepEqual(masks.find([stack(own(PLACE)), stack(own(MOVED))], 0), [
    PLACE,
    MOVED,
    { x: 10, y: 10, width: 290, height: 140 },
  ]);
  const still = stack(own(MOVED));
  assert.equal(masks.find([still, still], LINGER_MS - 1).length, 2);
  assert.deepEqual(masks.find([still, still], LINGER_MS), [MOVED]);
  assert.equal(masks.windowsSeen, 1);
});

test('[GUARD-8] a window that is gone is hidden a while longer', () => {
  const masks = new WindowMasks();
  masks.find([stack(own(PLACE))], 0);
  assert.deepEqual(masks.find([stack()], 100), [PLACE]);
  assert.deepEqual(masks.find([stack()], 100 + LINGER_MS), []);
});

test('[GUARD-9] a window in front uncovers what it covers once it has stood there; one that moves does not', () => {
  const masks = new WindowMasks();
  const covering = { x: 0, y: 0, width: 60, height: 300 };
  const look = stack(front(covering), own(PLACE));
  assert.deepEqual(masks.find([look, look], 0), [PLACE]);
  assert.deepEqual(masks.find([look, look], LINGER_MS), [{ x: 60, y: 10, width: 50, height: 100 }]);
  const shifted = stack(front({ ...covering, x: 1 }), own(PLACE));
  assert.deepEqual(masks.find([shifted], LINGER_MS + 1), [PLACE]);
});

test('[GUARD-9] nothing behind, beside or see-through uncovers', () => {
  const masks = new WindowMasks();
  const glass = stack(front(PLACE, undefined), own(PLACE));
  const behind = stack(own(PLACE), front(PLACE));
  for (const now of [0, LINGER_MS, 2 * LINGER_MS]) {
    assert.deepEqual(masks.find([glass], now), [PLACE]);
    assert.deepEqual(masks.find([behind], now), [PLACE]);
  }
});
