import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  APPLET_PEER,
  type AppletFrame,
  randomId,
  readConsoleFrame,
  readEnvelope,
  secret,
  writeAppletFrame,
  writeEnvelope,
} from '@throwline/protocol';
import { FakeNetwork, settle } from '../testing/fake-network.ts';
import { FakeTimers } from '../testing/fake-timers.ts';
import { PeerConnection, type PeerStatus } from './peer-connection.ts';

const NOTHING = new Uint8Array();

async function opened() {
  const network = new FakeNetwork();
  const timers = new FakeTimers();
  const statuses: PeerStatus[] = [];
  const frames: AppletFrame[] = [];
  let tokens = 0;
  const connection = new PeerConnection({
    random: () => 0,
    url: 'wss://server/sockets/peer',
    openSocket: network.openSocket,
    timers,
    fetchToken: async () => {
      tokens += 1;
      return secret.parse(randomId(new Uint8Array(26).fill(tokens)));
    },
    onStatus: (status) => statuses.push(status),
    onFrame: (frame) => frames.push(frame),
  });
  connection.start();
  await settle();
  network.newest.events.opened();
  return { connection, network, timers, statuses, frames };
}

const joined = writeEnvelope({ kind: 'joined', peer: APPLET_PEER, payload: NOTHING });
const left = writeEnvelope({ kind: 'left', peer: APPLET_PEER, payload: NOTHING });

test('[PEER-5] frames go out only while the applet is there', async () => {
  const { connection, network, statuses } = await opened();
  connection.send({ type: 'stop-screen' });
  network.newest.events.binary(joined);
  connection.send({ type: 'view-screen', monitor: 3 });
  network.newest.events.binary(left);
  connection.send({ type: 'stop-screen' });
  const sent = network.newest.binaries.map((each) => readConsoleFrame(readEnvelope(each).payload));
  assert.deepEqual(sent, [{ type: 'view-screen', monitor: 3 }]);
  assert.deepEqual(statuses, ['alone', 'together', 'alone']);
});

test('[PEER-3] frames of the applet are read, those of others are not listened to', async () => {
  const { network, frames } = await opened();
  const payload = writeAppletFrame({ type: 'input-state', state: 'allowed' });
  network.newest.events.binary(writeEnvelope({ kind: 'data', peer: 7, payload }));
  assert.deepEqual(frames, []);
  network.newest.events.binary(writeEnvelope({ kind: 'data', peer: APPLET_PEER, payload }));
  assert.deepEqual(frames, [{ type: 'input-state', state: 'allowed' }]);
});

test('[PEER-1] a frame that cannot be read ends the connection, which comes back with a new token', async () => {
  const { network, timers, statuses } = await opened();
  network.newest.events.binary(joined);
  network.newest.events.binary(Uint8Array.of(1, 1, 0, 1, 6));
  assert.equal(network.newest.isClosed, true);
  assert.equal(statuses.at(-1), 'connecting');
  timers.advance(1_000);
  await settle();
  assert.equal(network.sockets.length, 2);
});

test('[PEER-7] a frame of a kind that this console does not know is passed over', async () => {
  const { network, statuses } = await opened();
  network.newest.events.binary(joined);
  network.newest.events.binary(Uint8Array.of(1, 1, 0, 1, 63));
  assert.equal(statuses.at(-1), 'together');
});

test('[SOCKET-7] a closed connection does not come back', async () => {
  const { connection, network, timers } = await opened();
  connection.close();
  network.newest.breakLine();
  timers.advance(600_000);
  await settle();
  assert.equal(network.sockets.length, 1);
});
