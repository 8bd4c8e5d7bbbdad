import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startProxy } from '@throwline/testbed/proxy.ts';
import { TestServer } from '../../server/src/testing/test-server.ts';
import { startDesktop, type TestDesktop } from './platform/linux/testing/desktop.ts';
import { waitFor } from './platform/linux/testing/wait-for.ts';
import { RunningApplet } from './testing/running-applet.ts';
import { Technician } from './testing/technician.ts';

let desktop: TestDesktop;
before(async () => {
  desktop = await startDesktop('800x600');
});
after(() => desktop[Symbol.asyncDispose]());

test('[APPLET-12] code, events and peers all go through the proxy', async (t) => {
  const server = await TestServer.start(t);
  const staff = await server.setUp();
  const { code, session } = await server.createSession(staff);
  const technician = await Technician.connect(server, staff, session.sessionId);
  t.after(() => technician.close());
  const proxy = await startProxy({ credentials: 'carla:secret' });
  t.after(() => proxy.close());
  const applet = await RunningApplet.start(t, {
    serverUrl: server.running.url,
    pins: server.running.pins,
    display: desktop.display,
    engine: 'mine',
    environment: { https_proxy: `http://carla:secret@127.0.0.1:${proxy.port}`, no_proxy: '' },
  });
  const page = await applet.openPage();
  await page.seeLast('status', ({ connection }) => connection.state === 'needs-code');
  page.send({ type: 'enter-code', code });
  await technician.phase('waiting');
  await technician.begin();
  const target = `localhost:${server.running.port}`;
  await waitFor('three tunnels', () => proxy.asked.length >= 3);
  assert.ok(proxy.asked.every((asked) => asked === target));
});

test('[APPLET-12] a proxy that lets nothing through is named to the customer', async (t) => {
  const server = await TestServer.start(t);
  const session = await server.claimedSession(await server.setUp());
  const proxy = await startProxy({ credentials: 'carla:secret' });
  t.after(() => proxy.close());
  const applet = await RunningApplet.start(t, {
    serverUrl: server.running.url,
    pins: server.running.pins,
    ticket: session.ticket,
    display: desktop.display,
    engine: 'mine',
    environment: { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`, no_proxy: '' },
  });
  const page = await applet.openPage();
  const { connection } = await page.seeLast('status', (update) => update.connection.state === 'refused');
  assert.equal(connection.state === 'refused' && connection.code, 'proxy-refused');
  page.socket.close();
  assert.equal(await applet.ended, 0);
});

test('[APPLET-7] [APPLET-12] a proxy that shows a certificate of its own is refused and explained', async (t) => {
  const server = await TestServer.start(t);
  const session = await server.claimedSession(await server.setUp());
  const interceptor = await TestServer.start(t);
  const proxy = await startProxy({ insteadTo: interceptor.running.port });
  t.after(() => proxy.close());
  const applet = await RunningApplet.start(t, {
    serverUrl: server.running.url,
    pins: server.running.pins,
    ticket: session.ticket,
    display: desktop.display,
    engine: 'mine',
    environment: { https_proxy: `http://127.0.0.1:${proxy.port}`, no_proxy: '' },
  });
  const page = await applet.openPage();
  const { connection } = await page.seeLast('status', (update) => update.connection.state === 'refused');
  assert.equal(connection.state === 'refused' && connection.code, 'certificate-mismatch');
  assert.ok(!interceptor.logged.some((line) => line.includes('applet')));
  page.socket.close();
  assert.equal(await applet.ended, 0);
});
