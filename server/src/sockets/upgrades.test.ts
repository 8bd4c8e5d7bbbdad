import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { ManualClock } from '../testing/manual-clock.ts';
import { SocketClient, VERSIONS } from '../testing/socket-client.ts';
import { newId, TestServer } from '../testing/test-server.ts';

type Silent = SocketClient<undefined>;

/** Opens a peer socket that does not say who it is, from an address that the test chooses. */
async function open(t: TestContext, server: TestServer, address: string): Promise<Silent> {
  const headers = { host: new URL(server.running.url).host, 'x-forwarded-for': address };
  const client = await SocketClient.open(server.running, '/sockets/peer', undefined, () => undefined, {
    headers,
  });
  t.after(() => client.socket.terminate());
  return client;
}

/** Whether such a socket is let in. */
const stranger = (t: TestContext, server: TestServer, address: string): Promise<boolean> =>
  open(t, server, address).then(
    () => true,
    () => false,
  );

test('[SOCKET-9] strangers of one network do not keep others out, also where it has countless addresses', async (t) => {
  const clock = new ManualClock();
  const server = await TestServer.start(t, { clock, settings: { trustedProxies: ['127.0.0.1', '::1'] } });
  const opened = await Promise.all(
    Array.from({ length: 80 }, (_, index) =>
      stranger(t, server, `2001:db8:0:1::${(index + 1).toString(16)}`),
    ),
  );
  assert.equal(opened.filter(Boolean).length, 64);
  assert.equal(await stranger(t, server, '2001:db8:0:2::1'), true);
  assert.equal(await stranger(t, server, '192.0.2.1'), true);
});

test('[SOCKET-9] silence from many addresses keeps no newcomer out: it makes room, the oldest of the fullest first', async (t) => {
  // A clock that stands still: on a busy machine the oldest would be refused for their silence meanwhile.
  const clock = new ManualClock();
  const server = await TestServer.start(t, { clock, settings: { trustedProxies: ['127.0.0.1', '::1'] } });
  const lone = await open(t, server, '198.51.100.1');
  const silent: Silent[] = [];
  for (let n = 0; n < 255; n += 1) silent.push(await open(t, server, `10.0.0.${n % 4}`));
  const [oldest, second] = silent;
  const newcomer = await open(t, server, '192.0.2.1');
  assert.equal((await oldest?.closed)?.status, 1006);
  assert.ok(second?.socket.readyState === second?.socket.OPEN);
  assert.ok(lone.socket.readyState === lone.socket.OPEN);
  // It is listened to as well.
  newcomer.send({ type: 'peer-hello', versions: VERSIONS, token: newId() });
  assert.equal((await newcomer.closed).reason, 'token-invalid');
});

for (const path of ['/sockets/events', '/sockets/peer']) {
  test(`[SOCKET-10] before a hello a socket on ${path} holds 4 KiB at most, whole or in parts`, async (t) => {
    const server = await TestServer.start(t);
    const fresh = () => SocketClient.open(server.running, path, undefined, () => undefined);
    const long = await fresh();
    long.send('x'.repeat(5000));
    assert.equal((await long.closed).status, 1009);
    const parts = await fresh();
    // Never a whole message: nothing but this bound ends it.
    for (let n = 0; n < 5; n += 1) parts.socket.send('x'.repeat(1000), { fin: false });
    assert.equal((await parts.closed).status, 1009);
    const crumbs = await fresh();
    for (let n = 0; n < 300; n += 1) crumbs.socket.send(n % 2 === 0 ? 'x' : '', { fin: false });
    assert.ok([1008, 1009].includes((await crumbs.closed).status));
  });
}

test('[SOCKET-11] also of those who are known, a message comes in few frames', async (t) => {
  const server = await TestServer.start(t);
  const desk = await server.connectConsole(await server.setUp());
  const text = JSON.stringify({ type: 'ping', nonce: 7 });
  for (const letter of text.slice(0, -1)) desk.socket.send(letter, { fin: false });
  desk.socket.send(text.slice(-1), { fin: true });
  await desk.next((message) => message.type === 'pong' && message.nonce === 7);
  for (let n = 0; n < 64; n += 1) desk.socket.send('', { fin: false });
  desk.socket.send('', { fin: false });
  assert.equal((await desk.closed).status, 1008);
});
