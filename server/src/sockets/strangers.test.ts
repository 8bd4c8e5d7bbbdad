import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import { type StrangerSocket, Strangers } from './strangers.ts';

const OPEN = 1;
const CLOSING = 2;

class TestSocket extends EventEmitter implements StrangerSocket {
  readonly OPEN = OPEN;
  readyState = OPEN;
  cutOff = false;

  terminate(): void {
    this.cutOff = true;
  }
}

/** Fills a room for two, from two addresses. */
function fullRoom() {
  const strangers = new Strangers({ total: 2, address: 2 });
  const first = new TestSocket();
  const second = new TestSocket();
  const known = strangers.greet(first, '192.0.2.1');
  strangers.greet(second, '192.0.2.2');
  return { strangers, first, second, known };
}

test('[SOCKET-9] one whose hello is being looked at makes no room', () => {
  const { strangers, first, second } = fullRoom();
  first.emit('message');
  strangers.greet(new TestSocket(), '192.0.2.3');
  assert.deepEqual([first.cutOff, second.cutOff], [false, true]);
});

test('[SOCKET-9] when all hellos are being looked at, a newcomer is refused until one is through', () => {
  const { strangers, first, second, known } = fullRoom();
  first.emit('message');
  second.emit('message');
  assert.equal(strangers.admits('192.0.2.3'), false);
  known();
  assert.equal(strangers.admits('192.0.2.3'), true);
  strangers.greet(new TestSocket(), '192.0.2.3');
  assert.deepEqual([first.cutOff, second.cutOff], [false, false]);
});

test('[SOCKET-9] one that was refused and is slow to go makes room', () => {
  const { strangers, first, second } = fullRoom();
  first.emit('message');
  second.emit('message');
  second.readyState = CLOSING;
  assert.equal(strangers.admits('192.0.2.3'), true);
  strangers.greet(new TestSocket(), '192.0.2.3');
  assert.deepEqual([first.cutOff, second.cutOff], [false, true]);
});

test('[SOCKET-9] an address that is full loses none of its own to newcomers of its own, and closing counts once', () => {
  const strangers = new Strangers({ total: 10, address: 1 });
  const only = new TestSocket();
  const known = strangers.greet(only, '192.0.2.1');
  assert.equal(strangers.admits('192.0.2.1'), false);
  known();
  strangers.greet(new TestSocket(), '192.0.2.1');
  only.emit('close');
  assert.equal(strangers.admits('192.0.2.1'), false);
});
