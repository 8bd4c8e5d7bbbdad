import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import {
  type AppletFrame,
  type ConsoleFrame,
  FILE_WINDOW,
  fileId,
  MAX_FILE_CHUNK,
  randomId,
} from '@throwline/protocol';
import type { PeerStatus } from '../connection/peer-connection.ts';
import { settle } from '../testing/fake-network.ts';
import { FakeTimers } from '../testing/fake-timers.ts';
import { PeerSession } from './peer-session.ts';
import type { Size } from './viewport.ts';
import type { FromWorker } from './worker-messages.ts';

const FILE = fileId.parse(randomId(new Uint8Array(26).fill(3)));
const UNREADABLE = 255;
/** Of an update that changes all of the picture; others change nothing that is told. */
const WHOLE = 100;

function begun(status: PeerStatus = 'together', makeCursor = async (): Promise<'hidden'> => 'hidden') {
  const timers = new FakeTimers();
  const sent: ConsoleFrame[] = [];
  const told: FromWorker[] = [];
  const painted: number[] = [];
  const state = { status, restarts: 0, expected: undefined as Size | undefined };
  const session = new PeerSession({
    connection: {
      get status() {
        return state.status;
      },
      send: (frame) => sent.push(frame),
      quietLimit: 50_000,
      restart: () => {
        state.restarts += 1;
      },
    },
    pictures: {
      expect: (size) => {
        if (size.width > 20_000) throw new RangeError('too large');
        state.expected = size;
      },
      forget: () => {
        state.expected = undefined;
      },
      read: (update) => {
        const [first = 0] = update;
        if (first === UNREADABLE) throw new Error('unreadable');
        painted.push(first);
        const size = state.expected ?? { width: 1, height: 1 };
        const pixels = new Uint8ClampedArray(first === WHOLE ? size.width * size.height * 4 : 0);
        return { size, isNew: false, moves: [], rects: [], pixels, isNear: false };
      },
    },
    timers,
    monotonic: () => timers.now(),
    cursorImage: makeCursor,
    tell: (message) => told.push(message),
  });
  const sentOf = (type: ConsoleFrame['type']): ConsoleFrame[] => sent.filter((each) => each.type === type);
  const toldOf = (type: FromWorker['type']): FromWorker[] => told.filter((each) => each.type === type);
  return { session, timers, sent, told, sentOf, toldOf, painted, state };
}

const update = (frame: number, byte: number): AppletFrame => ({
  type: 'screen-update',
  frame,
  takenAt: 0,
  last: true,
  data: Uint8Array.of(byte),
});

const layout = (width: number): AppletFrame => ({
  type: 'screen-layout',
  monitor: 0,
  monitors: [],
  shown: { x: 0, y: 0, width, height: 600 },
});

test('[CONSOLE-4] the screen is asked for once the applet is there, and again after it came back', () => {
  const { session, sentOf } = begun();
  session.take({ type: 'view', monitor: 2 });
  session.status('together');
  session.status('connecting');
  session.status('together');
  assert.deepEqual(sentOf('view-screen'), [
    { type: 'view-screen', monitor: 2 },
    { type: 'view-screen', monitor: 2 },
    { type: 'view-screen', monitor: 2 },
  ]);
});

test('[CONSOLE-4] an update is said to be shown after it was drawn, and not when it could not be', () => {
  const { session, sentOf, toldOf, painted } = begun();
  session.take({ type: 'view', monitor: 0 });
  session.frame(layout(800));
  session.frame(update(1, 7));
  session.frame(update(2, UNREADABLE));
  session.frame(update(3, 8));
  assert.deepEqual(painted, [7, 8]);
  assert.equal(toldOf('draw').length, 2);
  assert.equal(sentOf('screen-shown').length, 0);
  for (const frame of [1, 1, 2, 3]) session.take({ type: 'drawn', frame });
  assert.deepEqual(sentOf('screen-shown'), [
    { type: 'screen-shown', frame: 1 },
    { type: 'screen-shown', frame: 3 },
  ]);
});

test('[CONSOLE-8] updates beyond those that may be on their way are not drawn', () => {
  for (const [byte, drawn] of [
    [7, 16],
    [WHOLE, 6],
  ] as const) {
    const { session, toldOf } = begun();
    session.take({ type: 'view', monitor: 0 });
    session.frame(layout(80));
    for (let frame = 1; frame <= 50; frame++) session.frame(update(frame, byte));
    assert.equal(toldOf('draw').length, drawn);
    assert.deepEqual(toldOf('stopped'), [{ type: 'stopped', reason: 'undecodable' }]);
  }
});

test('[CONSOLE-5] nothing is drawn after the screen was stopped, whatever was still on its way', () => {
  const { session, sentOf, painted } = begun();
  session.take({ type: 'view', monitor: 0 });
  session.take({ type: 'view', monitor: undefined });
  session.frame(update(1, 7));
  assert.deepEqual(painted, []);
  assert.equal(sentOf('stop-screen').length, 1);
  assert.equal(sentOf('screen-shown').length, 0);
});

test('[CONSOLE-9] updates of one monitor that come after another one was chosen spoil nothing', () => {
  const { session, sentOf, toldOf, painted } = begun();
  session.take({ type: 'view', monitor: 1 });
  session.frame(layout(800));
  session.frame(update(1, 7));
  session.take({ type: 'view', monitor: undefined });
  session.take({ type: 'view', monitor: 2 });
  // As the real reader finds them, which has forgotten the picture they belong to.
  for (const frame of [2, 3, 4]) session.frame(update(frame, UNREADABLE));
  session.frame(layout(600));
  session.frame(update(5, 8));
  assert.deepEqual(painted, [7, 8]);
  assert.equal(sentOf('view-screen').length, 2);
  assert.deepEqual(toldOf('stopped'), []);
});

test('[CONSENT-3] a picture that the customer no longer allows is taken away', () => {
  const { session, toldOf } = begun();
  session.frame({ type: 'screen-stopped', reason: 'not-granted' });
  assert.equal(toldOf('blank').length, 1);
  assert.deepEqual(toldOf('stopped'), [{ type: 'stopped', reason: 'not-granted' }]);
});

test('[CONSOLE-4] a stream that cannot be read is asked for anew once, then given up', () => {
  const { session, timers, sentOf, toldOf } = begun();
  session.take({ type: 'view', monitor: 0 });
  session.frame(layout(800));
  session.frame(update(1, UNREADABLE));
  assert.equal(sentOf('view-screen').length, 2);
  timers.advance(100);
  session.frame(update(1, UNREADABLE));
  assert.equal(sentOf('stop-screen').length, 1);
  assert.deepEqual(toldOf('stopped'), [{ type: 'stopped', reason: 'undecodable' }]);
});

test('[CONSOLE-4] a screen larger than any picture is refused before memory is taken', () => {
  const { session, toldOf, sentOf } = begun();
  session.take({ type: 'view', monitor: 0 });
  session.frame(layout(60_000));
  assert.deepEqual(toldOf('stopped'), [{ type: 'stopped', reason: 'undecodable' }]);
  assert.equal(sentOf('stop-screen').length, 1);
});

test('[SOCKET-7] a line without any answer is given up', () => {
  const { session, timers, state, sentOf } = begun();
  session.status('together');
  timers.advance(20_000);
  assert.equal(sentOf('ping').length, 1);
  assert.equal(state.restarts, 0);
  timers.advance(10_000);
  assert.ok(state.restarts > 0);
});

test('[SOCKET-7] while nothing happens a ping a minute is enough; while something does, the round trip is measured', () => {
  const { session, timers, sentOf, state } = begun();
  session.status('together');
  session.take({ type: 'view', monitor: 0 });
  const answer = () => {
    for (const each of sentOf('ping'))
      if (each.type === 'ping') session.frame({ type: 'pong', nonce: each.nonce, clock: 0 });
  };
  for (let second = 0; second < 600; second++) {
    timers.advance(1_000);
    answer();
  }
  assert.ok(sentOf('ping').length <= 13, `${sentOf('ping').length} pings`);
  assert.equal(state.restarts, 0);
  const before = sentOf('ping').length;
  for (let second = 0; second < 10; second++) {
    session.take({ type: 'input', frame: { type: 'character', codePoint: 65 } });
    timers.advance(1_000);
    answer();
  }
  assert.ok(sentOf('ping').length >= before + 4);
});

test('[FILE-4] a file comes whole through lost credit, and is handed over once', async () => {
  const { session, timers, sentOf, toldOf } = begun();
  session.status('together');
  const size = MAX_FILE_CHUNK + 5;
  const data = new Uint8Array(size).fill(9);
  session.take({ type: 'receive-file', fileId: FILE, size });
  assert.deepEqual(sentOf('file-credit'), [{ type: 'file-credit', fileId: FILE, upTo: size }]);
  timers.advance(2_000);
  assert.equal(sentOf('file-credit').length, 2);
  session.frame({ type: 'file-chunk', fileId: FILE, offset: 0, data: data.subarray(0, MAX_FILE_CHUNK) });
  session.frame({
    type: 'file-chunk',
    fileId: FILE,
    offset: MAX_FILE_CHUNK,
    data: data.subarray(MAX_FILE_CHUNK),
  });
  const sha256 = createHash('sha256').update(data).digest();
  session.frame({ type: 'file-end', fileId: FILE, sha256 });
  session.frame({ type: 'file-end', fileId: FILE, sha256 });
  const [complete, ...more] = toldOf('file-complete');
  assert.equal(more.length, 0);
  assert.equal(complete?.type === 'file-complete' && complete.contents.size, size);
  assert.ok(size < FILE_WINDOW);
});

test('[FILE-1] bytes of a file that nobody accepted go nowhere', () => {
  const { session, told } = begun();
  session.frame({ type: 'file-chunk', fileId: FILE, offset: 0, data: Uint8Array.of(1) });
  assert.deepEqual(told, []);
});

test('[CONSOLE-4] of two cursors the later one stays, however long the first takes', async () => {
  const { session, toldOf } = begun();
  session.take({ type: 'view', monitor: 0 });
  const shape = {
    type: 'cursor-shape',
    width: 0,
    height: 0,
    hotX: 0,
    hotY: 0,
    rgba: new Uint8Array(),
  } as const;
  session.frame(shape);
  session.frame(shape);
  await settle();
  assert.equal(toldOf('cursor').length, 1);
});

test('[CONSOLE-8] cursors are made into pictures one at a time, whatever comes meanwhile', async () => {
  const { promise: made, resolve: make } = Promise.withResolvers<'hidden'>();
  let count = 0;
  const { session, toldOf } = begun('together', () => {
    count += 1;
    return made;
  });
  session.take({ type: 'view', monitor: 0 });
  const shape = {
    type: 'cursor-shape',
    width: 1,
    height: 1,
    hotX: 0,
    hotY: 0,
    rgba: new Uint8Array(4),
  } as const;
  for (let each = 0; each < 100; each += 1) session.frame(shape);
  assert.equal(count, 1);
  make('hidden');
  await settle();
  assert.equal(count, 2);
  assert.equal(toldOf('cursor').length, 1);
});

test('[CONSOLE-8] a flood of small frames does not reach the page', () => {
  const { session, timers, toldOf } = begun();
  session.take({ type: 'view', monitor: 0 });
  const flood = (): void => {
    for (let x = 0; x < 10_000; x += 1) session.frame({ type: 'cursor-position', x: 1, y: 1 });
  };
  flood();
  assert.equal(toldOf('cursor-position').length, 600);
  timers.advance(1000);
  flood();
  assert.equal(toldOf('cursor-position').length, 900);
});

test('[CONSOLE-15] what a view consists of is taken in only while one is asked for', async () => {
  let cursors = 0;
  const { session, told, state } = begun('together', async () => {
    cursors += 1;
    return 'hidden';
  });
  const unasked = (): void => {
    session.frame(layout(16_384));
    session.frame(update(1, 7));
    session.frame({ type: 'cursor-position', x: 1, y: 1 });
    session.frame({ type: 'hidden-areas', areas: [] });
    const rgba = new Uint8Array(4);
    session.frame({ type: 'cursor-shape', width: 1, height: 1, hotX: 0, hotY: 0, rgba });
  };
  unasked();
  session.take({ type: 'view', monitor: 0 });
  session.take({ type: 'view', monitor: undefined });
  unasked();
  await settle();
  assert.deepEqual(told, []);
  assert.deepEqual([state.expected, cursors], [undefined, 0]);
});

test('[CONSOLE-15] a picture that changes its size without end is given up', () => {
  const { session, timers, toldOf } = begun();
  session.take({ type: 'view', monitor: 0 });
  for (let width = 1; width <= 20; width += 1) session.frame(layout(width));
  // The same size again costs nothing, and a second later there is room anew.
  for (let each = 0; each < 100; each += 1) session.frame(layout(20));
  timers.advance(1000);
  session.frame(layout(21));
  assert.deepEqual(toldOf('stopped'), []);
  for (let width = 30; width < 60; width += 1) session.frame(layout(width));
  assert.deepEqual(toldOf('stopped'), [{ type: 'stopped', reason: 'undecodable' }]);
});

test('[LINE-3] in control, 1.5 s without an answer are said; nothing typed meanwhile is sent, letting go is', () => {
  const { session, timers, sentOf, toldOf, state } = begun();
  session.take({ type: 'steady', on: true });
  assert.deepEqual(sentOf('steady-pings'), [{ type: 'steady-pings', on: true }]);
  const beat = (times: number): void => {
    for (let index = 0; index < times; index += 1) {
      session.take({ type: 'beat' });
      timers.advance(500);
    }
  };
  beat(1);
  session.frame({ type: 'pong', nonce: 1, clock: 0 });
  beat(3);
  assert.deepEqual(toldOf('silent'), []);
  beat(1);
  assert.deepEqual(toldOf('silent'), [{ type: 'silent', isSilent: true }]);
  session.take({ type: 'input', frame: { type: 'character', codePoint: 97 } });
  session.take({ type: 'input', frame: { type: 'release-input' } });
  assert.equal(sentOf('character').length, 0);
  assert.equal(sentOf('release-input').length, 1);
  beat(12);
  assert.ok(state.restarts > 0);
  // The server says that the applet is there; that it answers is another thing.
  session.status('together');
  assert.equal(toldOf('silent').length, 1);
  assert.equal(sentOf('steady-pings').length, 2);
  session.frame({ type: 'pong', nonce: 2, clock: 0 });
  assert.deepEqual(toldOf('silent').at(-1), { type: 'silent', isSilent: false });
  session.take({ type: 'input', frame: { type: 'character', codePoint: 97 } });
  assert.equal(sentOf('character').length, 1);
});

test('[CONSOLE-19] a shape that was named is shown by its name; an unknown name changes nothing', async () => {
  const { session, toldOf, sentOf } = begun();
  session.status('together');
  assert.deepEqual(sentOf('keep-shapes'), [{ type: 'keep-shapes', count: 48 }]);
  session.take({ type: 'view', monitor: 0 });
  const shape = { width: 0, height: 0, hotX: 0, hotY: 0, rgba: new Uint8Array() };
  session.frame({ type: 'named-shape', name: 1, ...shape });
  await settle();
  session.frame({ type: 'kept-shape', name: 1 });
  await settle();
  assert.equal(toldOf('cursor').length, 2);
  session.frame({ type: 'kept-shape', name: 2 });
  session.frame({ type: 'named-shape', name: 200, ...shape });
  await settle();
  session.frame({ type: 'kept-shape', name: 200 });
  await settle();
  assert.equal(toldOf('cursor').length, 3);
});

test('[SIGHT-11] the page is told that the customer’s screen is locked', () => {
  const { session, toldOf } = begun();
  session.frame({ type: 'screen-lock', isLocked: true });
  assert.deepEqual(toldOf('screen-lock'), [{ type: 'screen-lock', isLocked: true }]);
});

test('[CONTROL-3] the page is told when another window acts', () => {
  const { session, toldOf } = begun();
  session.frame({ type: 'hands', news: 'elsewhere' });
  assert.deepEqual(toldOf('hands'), [{ type: 'hands', news: 'elsewhere' }]);
});

test('[SIGNIN-21] a line that rests is not given up, takes no input, and is told everything anew when it goes on', () => {
  const { session, timers, sent, sentOf, state } = begun();
  session.take({ type: 'view', monitor: 2 });
  session.take({ type: 'steady', on: true });
  session.take({ type: 'receive-file', fileId: FILE, size: 3 });
  session.take({ type: 'rest', on: true });
  sent.length = 0;
  session.take({ type: 'input', frame: { type: 'character', codePoint: 65 } });
  session.take({ type: 'beat' });
  timers.advance(600_000);
  assert.deepEqual([sent, state.restarts], [[], 0]);
  session.take({ type: 'rest', on: false });
  assert.deepEqual(sent.map(({ type }) => type).sort(), [
    'file-credit',
    'keep-shapes',
    'ping',
    'steady-pings',
    'take-updates',
    'view-screen',
  ]);
  session.take({ type: 'input', frame: { type: 'character', codePoint: 65 } });
  assert.equal(sentOf('character').length, 1);
});
