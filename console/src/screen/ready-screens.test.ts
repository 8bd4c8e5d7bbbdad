import assert from 'node:assert/strict';
import { test } from 'node:test';
import { randomId, type SessionId, sessionId } from '@throwline/protocol';
import { ReadyScreens } from './ready-screens.ts';

const id = (number: number): SessionId => sessionId.parse(randomId(new Uint8Array(26).fill(number)));
const [first, second] = [id(1), id(2)];

function begun() {
  const open = new Map<SessionId, number>();
  const rested: SessionId[] = [];
  let opened = 0;
  const screens = new ReadyScreens((session: SessionId) => {
    opened += 1;
    open.set(session, opened);
    return { number: opened, rest: () => rested.push(session), close: () => open.delete(session) };
  });
  return { screens, open: () => [...open.keys()], opened: () => opened, rested };
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
