import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import { WebSocket } from 'ws';
import { ManualClock } from '../testing/manual-clock.ts';
import { HIGH_WATER, LOW_WATER, Outgoing, type OutgoingSocket, STALL_LIMIT } from './outgoing.ts';

/** A socket whose network takes what the test lets through. */
class SlowSocket extends EventEmitter implements OutgoingSocket {
  readonly OPEN = WebSocket.OPEN;
  readonly readyState = WebSocket.OPEN;
  readonly sent: { bytes: number; fin: boolean }[] = [];
  /** Memory that what was sent keeps, in bytes. */
  readonly kept: number[] = [];
  readonly #waiting: (() => void)[] = [];

  send(data: Uint8Array, options: { binary: boolean; fin: boolean }, done: () => void): void {
    this.sent.push({ bytes: data.length, fin: options.fin });
    this.kept.push(data.buffer.byteLength);
    this.#waiting.push(done);
  }

  drain(writes: number = this.#waiting.length): void {
    for (const done of this.#waiting.splice(0, writes)) done();
  }
}

function setUp() {
  const clock = new ManualClock();
  const socket = new SlowSocket();
  const said: string[] = [];
  let queued = 0;
  const outgoing = new Outgoing(socket, {
    clock,
    onQueued: (bytes) => {
      queued += bytes;
    },
    onCongestion: (isCongested) => said.push(isCongested ? 'stop' : 'go'),
    onStall: () => said.push('stalled'),
  });
  return { clock, socket, said, outgoing, queued: () => queued };
}

const frame = (bytes: number): Uint8Array => new Uint8Array(bytes);
const KIB = 1024;

test('[PEER-4] sources stop above the high-water mark and go on below the low one', () => {
  const { socket, said, outgoing, queued } = setUp();
  for (let bytes = 0; bytes < HIGH_WATER.bytes; bytes += 64 * KIB) outgoing.send(frame(64 * KIB));
  assert.deepEqual(said, []);
  outgoing.send(frame(1));
  assert.deepEqual(said, ['stop']);
  assert.equal(queued(), HIGH_WATER.bytes + 1);
  socket.drain((HIGH_WATER.bytes - LOW_WATER.bytes) / (64 * KIB) - 1);
  assert.deepEqual(said, ['stop']);
  socket.drain(2);
  assert.deepEqual(said, ['stop', 'go']);
  socket.drain();
  assert.equal(queued(), 0);
});

test('[PEER-4] many small frames count too', () => {
  const { said, outgoing } = setUp();
  for (let n = 0; n <= HIGH_WATER.frames; n += 1) outgoing.send(frame(1));
  assert.deepEqual(said, ['stop']);
});

test('[PEER-4] a receiver that takes nothing for 20 s is given up', () => {
  const { clock, said, outgoing } = setUp();
  outgoing.send(frame(HIGH_WATER.bytes + 1));
  clock.advance(STALL_LIMIT - 1);
  assert.deepEqual(said, ['stop']);
  clock.advance(1);
  assert.deepEqual(said, ['stop', 'stalled']);
});

test('[PEER-4] a slow receiver that goes on taking is kept', () => {
  const { clock, socket, said, outgoing } = setUp();
  outgoing.send(frame(HIGH_WATER.bytes + 1));
  for (let n = 0; n < 10; n += 1) {
    clock.advance(STALL_LIMIT - 1);
    socket.drain(1);
  }
  assert.deepEqual(said, ['stop']);
});

test('[PEER-4] a large frame goes in fragments, so that its progress shows', () => {
  const { socket, outgoing } = setUp();
  outgoing.send(frame(150 * KIB));
  outgoing.send(frame(64 * KIB));
  outgoing.send(frame(0));
  assert.deepEqual(socket.sent, [
    { bytes: 64 * KIB, fin: false },
    { bytes: 64 * KIB, fin: false },
    { bytes: 22 * KIB, fin: true },
    { bytes: 64 * KIB, fin: true },
    { bytes: 0, fin: true },
  ]);
});

test('[PEER-4] nothing is timed while nothing waits', () => {
  const { clock, socket, outgoing } = setUp();
  outgoing.send(frame(10));
  assert.equal(clock.waiting, 0);
  outgoing.send(frame(HIGH_WATER.bytes));
  assert.equal(clock.waiting, 1);
  socket.drain();
  assert.equal(clock.waiting, 0);
});

test('[PEER-4] a receiver that is gone holds nobody up', () => {
  const { clock, said, outgoing } = setUp();
  outgoing.send(frame(HIGH_WATER.bytes + 1));
  outgoing.close();
  assert.deepEqual(said, ['stop', 'go']);
  clock.advance(STALL_LIMIT);
  assert.deepEqual(said, ['stop', 'go']);
});

test('[PEER-4] a small frame that waits keeps no more memory than itself; one that goes at once is not copied', () => {
  const { socket, outgoing } = setUp();
  const read = new Uint8Array(64 * KIB);
  outgoing.send(read.subarray(0, 100));
  outgoing.send(read.subarray(100, 200));
  outgoing.send(read.subarray(200, 200 + 4 * KIB));
  socket.drain();
  outgoing.send(read.subarray(0, 100));
  assert.deepEqual(socket.kept, [64 * KIB, 100, 64 * KIB, 64 * KIB]);
});
