import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import { MAX_FIRST_WORDS, type SocketLike, UnauthenticatedSockets } from './unauthenticated-sockets.ts';

const OPEN = 1;
const CLOSING = 2;

class TestSocket extends EventEmitter implements SocketLike {
  readonly OPEN = OPEN;
  readyState = OPEN;
  cutOff = false;

  terminate(): void {
    this.cutOff = true;
  }
}

/** Fills a room for two, from two addresses. */
function fullRoom() {
  const unauthenticated = new UnauthenticatedSockets({ total: 2, address: 2, bytes: 1000 });
  const first = new TestSocket();
  const second = new TestSocket();
  const { authenticated } = unauthenticated.add(first, '192.0.2.1');
  unauthenticated.add(second, '192.0.2.2');
  return { unauthenticated, first, second, authenticated };
}

test('[SOCKET-9] one whose hello is being looked at makes no room', () => {
  const { unauthenticated, first, second } = fullRoom();
  first.emit('message');
  unauthenticated.add(new TestSocket(), '192.0.2.3');
  assert.deepEqual([first.cutOff, second.cutOff], [false, true]);
});

test('[SOCKET-9] when all hellos are being looked at, a newcomer is refused until one is through', () => {
  const { unauthenticated, first, second, authenticated } = fullRoom();
  first.emit('message');
  second.emit('message');
  assert.equal(unauthenticated.admits('192.0.2.3'), false);
  authenticated();
  assert.equal(unauthenticated.admits('192.0.2.3'), true);
  unauthenticated.add(new TestSocket(), '192.0.2.3');
  assert.deepEqual([first.cutOff, second.cutOff], [false, false]);
});

test('[SOCKET-9] one that was refused and is slow to go makes room', () => {
  const { unauthenticated, first, second } = fullRoom();
  first.emit('message');
  second.emit('message');
  second.readyState = CLOSING;
  assert.equal(unauthenticated.admits('192.0.2.3'), true);
  unauthenticated.add(new TestSocket(), '192.0.2.3');
  assert.deepEqual([first.cutOff, second.cutOff], [false, true]);
});

test('[SOCKET-9] an address that is full loses none of its own to newcomers of its own, and closing counts once', () => {
  const unauthenticated = new UnauthenticatedSockets({ total: 10, address: 1, bytes: 1000 });
  const only = new TestSocket();
  const { authenticated } = unauthenticated.add(only, '192.0.2.1');
  assert.equal(unauthenticated.admits('192.0.2.1'), false);
  authenticated();
  unauthenticated.add(new TestSocket(), '192.0.2.1');
  only.emit('close');
  assert.equal(unauthenticated.admits('192.0.2.1'), false);
});

test('[SOCKET-10] a first message may be neither too long nor in too many pieces', () => {
  const unauthenticated = new UnauthenticatedSockets({ total: 10, address: 10, bytes: 1_000_000 });
  const long = unauthenticated.add(new TestSocket(), '192.0.2.1');
  assert.equal(long.heard(MAX_FIRST_WORDS.bytes), true);
  assert.equal(long.heard(1), false);
  const crumbs = unauthenticated.add(new TestSocket(), '192.0.2.1');
  for (let n = 0; n < MAX_FIRST_WORDS.pieces; n += 1) assert.equal(crumbs.heard(1), true);
  assert.equal(crumbs.heard(1), false);
});

test('[SOCKET-10] unfinished first messages are bounded together: who sent most, from where most came, goes first', () => {
  const unauthenticated = new UnauthenticatedSockets({ total: 10, address: 10, bytes: 1000 });
  const sockets = Array.from({ length: 4 }, () => new TestSocket());
  const [one, most, third, other] = sockets.map((socket, n) =>
    unauthenticated.add(socket, n === 3 ? '192.0.2.2' : '192.0.2.1'),
  );
  one?.heard(200);
  most?.heard(300);
  third?.heard(100);
  other?.heard(400);
  assert.ok(sockets.every(({ cutOff }) => !cutOff));
  other?.heard(1);
  assert.deepEqual(
    sockets.map(({ cutOff }) => cutOff),
    [false, true, false, false],
  );
  // What has become a message, or is gone, counts no more.
  sockets[3]?.emit('message');
  sockets[0]?.emit('close');
  unauthenticated.add(new TestSocket(), '192.0.2.3').heard(900);
  assert.deepEqual(
    sockets.map(({ cutOff }) => cutOff),
    [false, true, false, false],
  );
});
