import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SUPPORTED_VERSIONS, writeConsoleFrame, writeEnvelope } from '@throwline/protocol';
import { FakeClock } from '../testing/fake-clock.ts';
import { FakeNetwork } from '../testing/fake-wire.ts';
import { aSecret } from '../testing/ids.ts';
import { PeerClient } from './peer-client.ts';

function setUp() {
  const network = new FakeNetwork();
  const clock = new FakeClock();
  const told: string[] = [];
  const client = new PeerClient(
    { open: network.open, clock, random: () => 0 },
    {
      needsToken: () => told.push('needs token'),
      frame: (peer, frame) => told.push(`frame ${peer} ${frame.type}`),
      joined: (peer) => told.push(`joined ${peer}`),
      left: (peer) => told.push(`left ${peer}`),
      lost: () => told.push('lost'),
    },
  );
  return { network, clock, told, client };
}

test('asks for a token, introduces itself, then carries frames both ways', () => {
  const { network, told, client } = setUp();
  client.want();
  client.connect(aSecret(5));
  network.wire.open();
  network.wire.say(writeEnvelope({ kind: 'joined', peer: 2, payload: new Uint8Array() }));
  network.wire.say(
    writeEnvelope({ kind: 'data', peer: 2, payload: writeConsoleFrame({ type: 'ping', nonce: 1 }) }),
  );
  network.wire.say(writeEnvelope({ kind: 'left', peer: 2, payload: new Uint8Array() }));
  client.send(2, new Uint8Array([10]));
  assert.deepEqual(told, ['needs token', 'joined 2', 'frame 2 ping', 'left 2']);
  assert.deepEqual(network.wire.sent, [
    { type: 'peer-hello', versions: SUPPORTED_VERSIONS, token: aSecret(5) },
    new Uint8Array([1, 1, 0, 2, 10]),
  ]);
});

test('[PEER-7] frames that cannot be read, and one’s own number, are left alone', () => {
  const { network, told, client } = setUp();
  client.want();
  client.connect(aSecret(5));
  network.wire.open();
  network.wire.say(new Uint8Array([9, 9]));
  network.wire.say(writeEnvelope({ kind: 'data', peer: 2, payload: new Uint8Array([200, 1, 2]) }));
  network.wire.say(writeEnvelope({ kind: 'joined', peer: 1, payload: new Uint8Array() }));
  network.wire.handlers.message('text');
  assert.deepEqual(told, ['needs token']);
});

test('[APPLET-4] a lost peer socket is asked for again, also when the token never came', () => {
  const { network, clock, told, client } = setUp();
  client.want();
  clock.advance(10_000);
  client.connect(aSecret(5));
  network.wire.open();
  network.wire.break();
  client.send(2, new Uint8Array(3));
  clock.advance(500);
  assert.deepEqual(told, ['needs token', 'needs token', 'lost', 'needs token']);
  client.end();
  clock.advance(100_000);
  assert.equal(told.length, 4);
  assert.equal(clock.timers, 0);
});

test('[PEER-4] bulk data waits while much is on its way', async () => {
  const { network, client } = setUp();
  client.want();
  client.connect(aSecret(5));
  network.wire.open();
  network.wire.queued = 1024 * 1024;
  let hasRoom = false;
  const room = client.room().then(() => {
    hasRoom = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(hasRoom, false);
  network.wire.drain();
  await room;
  assert.equal(hasRoom, true);
});

function opened() {
  const parts = setUp();
  parts.client.want();
  parts.client.connect(aSecret(5));
  parts.network.wire.open();
  return parts;
}

test('[LINE-4] after the network was away, a peer socket that says nothing is made anew at once', () => {
  const { network, clock, told, client } = opened();
  client.renew();
  assert.deepEqual(told, ['needs token']);
  clock.advance(3_000);
  client.renew();
  assert.deepEqual(told, ['needs token', 'lost', 'needs token']);
  assert.equal(network.wire.isClosed, true);
});

test('[LINE-4] watched closely, a peer socket on which nothing comes is given up after 6 s; an answered ping is something', () => {
  const { network, clock, told, client } = opened();
  client.watchClosely(true);
  for (let index = 0; index < 10; index += 1) {
    clock.advance(2_000);
    network.wire.handlers.pong?.();
  }
  assert.equal(network.wire.isClosed, false);
  clock.advance(8_000);
  assert.equal(network.wire.isClosed, true);
  assert.equal(told.filter((each) => each === 'lost').length, 1);
});
