import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TestServer } from '../../server/src/testing/test-server.ts';
import { startDesktop, type TestDesktop } from './platform/linux/testing/desktop.ts';
import { RunningApplet } from './testing/running-applet.ts';
import { Technician } from './testing/technician.ts';

const DAY = 86_400_000;

let desktop: TestDesktop;
before(async () => {
  desktop = await startDesktop('800x600');
});
after(() => desktop[Symbol.asyncDispose]());

for (const days of [-400, 4000]) {
  test(`[APPLET-13] a clock that is ${days} days off keeps nobody from being helped, and the times in the window are the server’s`, async (t) => {
    const server = await TestServer.start(t);
    const staff = await server.setUp();
    const session = await server.claimedSession(staff);
    const technician = await Technician.connect(server, staff, session.session.sessionId);
    t.after(() => technician.close());
    const applet = await RunningApplet.start(t, {
      serverUrl: server.running.url,
      pins: server.running.pins,
      ticket: session.ticket,
      display: desktop.display,
      engine: 'mine',
      environment: {
        // `$LIB` is the loader's own word for the folder of this kind of processor.
        LD_PRELOAD: '/usr/$LIB/faketime/libfaketime.so.1',
        FAKETIME: `${days < 0 ? '' : '+'}${days}d`,
        DONT_FAKE_MONOTONIC: '1',
      },
    });
    const page = await applet.openPage();
    await page.seeLast('status', (update) => update.connection.state === 'online');
    const { events } = await page.seeLast('events', (update) => update.events.length > 0);
    for (const { at } of events)
      assert.ok(Math.abs(at - Date.now()) < DAY, `${(at - Date.now()) / DAY} days`);
    await technician.phase('waiting');
    // Ends when the applet has come to the peer socket.
    await technician.begin();
  });
}
