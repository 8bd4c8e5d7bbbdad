import assert from 'node:assert/strict';
import { test } from 'node:test';
import { randomId, type SessionId, sessionId } from '@throwline/protocol';
import { ReadyScreens } from './ready-screens.ts';

const id = (number: number): SessionId => sessionId.parse(randomId(new Uint8Array(26).fill(number)));
const [first, second] = [id(1), id(2)];

function begun() {
  const open = new Map<SessionId, number>();
  const rested: SessionId[] = [];
  const paused: (readonly [SessionId, boolean])[] = [];
  const broken = new Set<number>();
  let opened = 0;
  const screens = new ReadyScreens((session: SessionId) => {
    opened += 1;
    open.set(session, opened);
    const number = opened;
    return {
      number,
      get isBroken() {
        return broken.has(number);
      },
      rest: () => rested.push(session),
      pause: (isPaused: boolean) => paused.push([session, isPaused]),
      close: () => open.delete(session),
    };
  });
  return { screens, broken, open: () => [...open.keys()], opened: () => opened, rested, paused };
}

test('[CONSOLE-12] a session’s page finds the worker that was begun in the queue, and leaves it there', () => {
  const { screens, open, opened, rested } = begun();
  screens.keep([first, second]);
  assert.deepEqual(open(), [first, second]);
  assert.equal(screens.hold(first).number, 1);
  screens.release(first);
  assert.deepEqual(rested, [first]);
  assert.equal(screens.hold(first).number, 1);
  assert.equal(opened(), 2);
});

test('[CONSOLE-12] a session that is over loses its worker once no page shows it', () => {
  const { screens, open } = begun();
  screens.keep([first, second]);
  screens.hold(first);
  screens.keep([]);
  assert.deepEqual(open(), [first]);
  screens.release(first);
  assert.deepEqual(open(), []);
});

test('[CONSOLE-12] a page that comes before the queue has its worker, and only one', () => {
  const { screens, open, opened } = begun();
  screens.hold(first);
  screens.keep([first]);
  screens.release(first);
  assert.deepEqual(open(), [first]);
  assert.equal(opened(), 1);
});

test('[CONSOLE-12] a worker that could not begin is replaced when the page is opened the next time', () => {
  const { screens, broken, open, opened } = begun();
  screens.keep([first]);
  broken.add(1);
  assert.equal(screens.hold(first).number, 2);
  // Below a page it stays: the page says what is wrong.
  broken.add(2);
  assert.equal(screens.hold(first).number, 2);
  screens.release(first);
  screens.release(first);
  assert.equal(screens.hold(first).number, 3);
  assert.deepEqual([open(), opened()], [[first], 3]);
});

test('[SIGNIN-21] every line rests while the sign-in has run out', () => {
  const { screens, paused } = begun();
  screens.keep([first]);
  screens.hold(second);
  for (const isPaused of [true, false]) screens.pause(isPaused);
  assert.deepEqual(paused, [
    [first, true],
    [second, true],
    [first, false],
    [second, false],
  ]);
});
