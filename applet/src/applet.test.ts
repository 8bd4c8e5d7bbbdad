import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { after, before, type TestContext, test } from 'node:test';
import { type Permission, sessionSummary } from '@throwline/protocol';
import { readSettings } from '../../server/src/settings.ts';
import {
  type ClaimedSession,
  newId,
  type Staff,
  TestServer,
  temporaryFolder,
} from '../../server/src/testing/test-server.ts';
import { startDesktop, type TestDesktop } from './platform/linux/testing/desktop.ts';
import { type Hands, openHands } from './platform/linux/testing/hands.ts';
import { waitFor } from './platform/linux/testing/wait-for.ts';
import { aFileId, aRequestId } from './testing/ids.ts';
import { type AppletStart, RunningApplet } from './testing/running-applet.ts';
import { Technician } from './testing/technician.ts';
import type { WindowPage } from './testing/window-page.ts';

let desktop: TestDesktop;
let hands: Hands;
before(async () => {
  const { buildKernel } = await import(new URL('../../packages/screen/build.mjs', import.meta.url).href);
  await buildKernel();
  desktop = await startDesktop('800x600');
  hands = openHands(desktop.display);
});
after(async () => {
  hands?.close();
  await desktop[Symbol.asyncDispose]();
});

interface Journey {
  readonly server: TestServer;
  readonly staff: Staff;
  readonly session: ClaimedSession;
  readonly applet: RunningApplet;
  readonly page: WindowPage;
  readonly technician: Technician;
}

/** A session whose applet waits for the technician. */
async function waiting(t: TestContext, options: Partial<AppletStart> = {}): Promise<Journey> {
  const server = await TestServer.start(t);
  const staff = await server.setUp();
  const session = await server.claimedSession(staff);
  const technician = await Technician.connect(server, staff, session.session.sessionId);
  t.after(() => technician.close());
  const applet = await RunningApplet.start(t, {
    serverUrl: server.running.url,
    pins: [],
    installationKey: server.running.installationKey,
    ticket: session.ticket,
    display: desktop.display,
    engine: 'mine',
    ...options,
  });
  await technician.phase('waiting');
  const page = await applet.openPage();
  return { server, staff, session, applet, page, technician };
}

/** Asks for a permission and lets the customer say Yes. */
async function granted({ technician, page }: Journey, permission: Permission, number = 1): Promise<void> {
  await technician.say({
    type: 'request-permissions',
    requestId: aRequestId(number),
    permissions: [permission],
  });
  await page.seeLast('consent', ({ prompts }) => prompts.length === 1);
  await sayYes(page, number);
  await technician.logged('permissions-granted');
}

/** Reads the question and says Yes, with a click of the customer's own hand on the window. */
async function sayYes(page: WindowPage, number = 1): Promise<void> {
  const requestId = aRequestId(number);
  page.send({ type: 'question-view', requestId, seen: true });
  await page.seeLast('question', (update) => update.requestId === requestId && update.state === 'ready');
  await desktop.run('xdotool', 'mousemove', '720', '45');
  hands.click();
  page.send({ type: 'answer', requestId, yes: true });
}

const stateOf = (page: WindowPage, state: string) =>
  page.seeLast('status', ({ connection }) => connection.state === state);

test('[CONSENT-1] [CONSENT-3] the screen is shown after the Yes and not before, and never after the revoke', async (t) => {
  const journey = await waiting(t);
  const { technician, page } = journey;
  await technician.begin();
  technician.send({ type: 'view-screen', monitor: 0 });
  assert.equal((await technician.frame('screen-stopped', 'screen-update')).type, 'screen-stopped');
  await granted(journey, 'view-screen');
  await desktop.run('xsetroot', '-solid', '#204060');
  technician.send({ type: 'view-screen', monitor: 0 });
  const layout = await technician.frame('screen-layout');
  assert.deepEqual(layout.shown, { x: 0, y: 0, width: 800, height: 600 });
  await technician.seePixel(5, 300, [0x20, 0x40, 0x60]);
  await desktop.run('xsetroot', '-solid', '#c08040');
  await technician.seePixel(5, 300, [0xc0, 0x80, 0x40]);
  page.send({ type: 'revoke-all' });
  const stopped = await technician.frame('screen-stopped');
  assert.equal(stopped.reason, 'not-granted');
  assert.deepEqual((await technician.logged('permissions-revoked')).permissions, ['view-screen']);
  await desktop.run('xsetroot', '-solid', '#000000');
  technician.send({ type: 'view-screen', monitor: 0 });
  technician.send({ type: 'ping', nonce: 7 });
  assert.equal((await technician.frame('screen-update', 'screen-stopped')).type, 'screen-stopped');
});

test('[CONSENT-1] [CONSENT-4] input acts while control is granted and no question is open', async (t) => {
  const journey = await waiting(t);
  const { technician, page } = journey;
  await technician.begin();
  const place = () => desktop.run('xdotool', 'getmouselocation', '--shell');
  const pointerTo = (x: number, y: number) => technician.send({ type: 'pointer', x, y, buttons: 0 });
  await desktop.run('xdotool', 'mousemove', '20', '500');
  pointerTo(300, 300);
  assert.equal((await technician.frame('input-state')).state, 'not-granted');
  await granted(journey, 'control-input');
  technician.send({ type: 'view-screen', monitor: 0 });
  await technician.frame('screen-update');
  pointerTo(310, 320);
  await waitFor('the pointer’s coming', async () => /X=310\nY=320/.test(await place()));
  page.send({ type: 'revoke', permissions: ['control-input'] });
  await technician.logged('permissions-revoked');
  await technician.say({
    type: 'request-permissions',
    requestId: aRequestId(2),
    permissions: ['control-input'],
  });
  pointerTo(100, 100);
  technician.send({ type: 'ping', nonce: 1 });
  await technician.frame('pong');
  assert.match(await place(), /X=310\nY=320/);
});

test('[CONSENT-4] [WINDOW-1] the customer’s own window is out of reach', async (t) => {
  const journey = await waiting(t);
  const { technician } = journey;
  await technician.begin();
  await granted(journey, 'control-input');
  technician.send({ type: 'view-screen', monitor: 0 });
  const hidden = await technician.frame('hidden-areas');
  const [area] = hidden.areas;
  assert.ok(area);
  technician.send({ type: 'pointer', x: area.x + 20, y: area.y + 20, buttons: 0 });
  technician.send({ type: 'pointer', x: area.x + 20, y: area.y + 20, buttons: 1 });
  for (;;) if ((await technician.frame('input-state')).state === 'over-own-window') break;
});

test('[CONSENT-11] [CONSENT-7] a No grants nothing and may be asked again; a withdrawn question is gone', async (t) => {
  const { technician, page } = await waiting(t);
  await technician.begin();
  await technician.say({
    type: 'request-permissions',
    requestId: aRequestId(1),
    permissions: ['view-screen'],
  });
  const asked = await page.seeLast('consent', ({ prompts }) => prompts.length === 1);
  assert.equal(asked.prompts[0]?.technician.name, 'Ada Admin');
  page.send({ type: 'answer', requestId: aRequestId(1), yes: false });
  assert.equal((await technician.logged('permissions-denied')).reason, 'customer');
  await technician.say({
    type: 'request-permissions',
    requestId: aRequestId(2),
    permissions: ['view-screen'],
  });
  await page.seeLast('consent', ({ prompts }) => prompts[0]?.requestId === aRequestId(2));
  await technician.say({ type: 'withdraw-request', requestId: aRequestId(2) });
  const last = await page.seeLast('consent', ({ prompts }) => prompts.length === 0);
  assert.deepEqual(last.grants, []);
});

test('[CONSENT-14] a Yes that a program says grants nothing, by the window’s own messages or by clicks through XTEST', async (t) => {
  const { technician, page } = await waiting(t);
  await technician.begin();
  const requestId = aRequestId(1);
  await technician.say({ type: 'request-permissions', requestId, permissions: ['view-screen'] });
  page.send({ type: 'question-view', requestId, seen: true });
  await page.seeLast('question', ({ state }) => state === 'ready');
  await desktop.run('xdotool', 'mousemove', '720', '45', 'click', '1');
  page.send({ type: 'answer', requestId, yes: true });
  assert.equal((await page.seeLast('yes-refused')).reason, 'no-hands');
  hands.click();
  page.send({ type: 'answer', requestId, yes: true });
  await technician.logged('permissions-granted');
});

test('[CONSENT-12] a question does not turn into another one under the customer’s finger', async (t) => {
  const { technician, page } = await waiting(t);
  await technician.begin();
  const requestId = aRequestId(1);
  await technician.say({ type: 'request-permissions', requestId, permissions: ['view-screen'], minutes: 1 });
  await page.seeLast('consent', ({ prompts }) => prompts.length === 1);
  await technician.say({ type: 'withdraw-request', requestId });
  await technician.say({ type: 'request-permissions', requestId, permissions: ['control-input'] });
  page.send({ type: 'answer', requestId, yes: true });
  assert.equal((await technician.logged('permissions-denied')).reason, 'no-answer');
  const last = await page.seeLast('consent', ({ prompts }) => prompts.length === 0);
  assert.deepEqual(last.grants, []);
});

test('[WINDOW-2] [FILE-1] [FILE-4] chat both ways, and a file on its way to the technician', async (t) => {
  const { technician, page } = await waiting(t);
  await technician.begin();
  await technician.say({ type: 'send-chat', text: 'Hello' });
  await page.see((updates) =>
    updates.find(
      (update) => update.type === 'events' && update.events.some(({ body }) => body.type === 'chat-sent'),
    ),
  );
  const content = Buffer.alloc(300_000, 'rope');
  page.send({ type: 'offer-file', fileId: aFileId(), name: 'rope.txt', size: content.length });
  await technician.logged('file-offered');
  await technician.say({ type: 'accept-file', fileId: aFileId() });
  await page.seeLast('send-file');
  const { secret } = await page.seeLast('hello');
  const status = new Promise<number | undefined>((resolve, reject) => {
    const headers = { origin: page.origin, 'x-throwline-window': secret };
    const sent = request(`${page.origin}/file/${aFileId()}`, { method: 'POST', headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on('error', reject);
    sent.end(content);
  });
  const received: Uint8Array[] = [];
  technician.send({ type: 'file-credit', fileId: aFileId(), upTo: content.length });
  for (;;) {
    const frame = await technician.frame('file-chunk', 'file-end');
    if (frame.type === 'file-end') {
      assert.deepEqual(Buffer.from(frame.sha256), createHash('sha256').update(content).digest());
      break;
    }
    received.push(frame.data);
  }
  assert.ok(Buffer.concat(received).equals(content));
  assert.equal(await status, 204);
  await technician.say({ type: 'confirm-file', fileId: aFileId() });
  await technician.logged('file-received');
});

test('[SESSION-10] [CONSENT-3] the server goes and comes back; a revoke meanwhile holds at once and is told later', async (t) => {
  const journey = await waiting(t);
  const { server, session, page, technician, applet } = journey;
  await technician.begin();
  await granted(journey, 'view-screen');
  await technician.close();
  const { port } = server.running;
  await server.running.close();
  await stateOf(page, 'reconnecting');
  page.send({ type: 'revoke-all' });
  const consent = await page.seeLast('consent', ({ grants }) => grants.length === 0);
  assert.deepEqual(consent.prompts, []);
  const again = await TestServer.start(t, {
    data: server.data,
    settings: { ...readSettings({}), data: server.data, port },
  });
  await stateOf(page, 'online');
  const staff = await again.signIn('ada@example.org');
  const back = await Technician.connect(again, staff, session.session.sessionId);
  t.after(() => back.close());
  const types = await waitFor('the revoke in the log', async () => {
    const answer = await again.call('GET', `/api/sessions/${session.session.sessionId}/log`, {
      cookie: staff.cookie,
    });
    return answer.body.includes('permissions-revoked');
  });
  assert.ok(types);
  await back.meet();
  back.send({ type: 'view-screen', monitor: 0 });
  assert.equal((await back.frame('screen-stopped', 'screen-update')).type, 'screen-stopped');
  assert.equal(applet.process.exitCode, null);
});

test('[APPLET-3] [APPLET-18] the technician ends the session: the window says so and stays; with it the process goes', async (t) => {
  const { technician, page, applet } = await waiting(t);
  await technician.begin();
  await technician.say({ type: 'close' });
  const { outcome, removal } = await page.seeLast('goodbye');
  assert.equal(outcome, 'closed-by-technician');
  assert.equal(removal, 'when-closed');
  page.socket.close();
  assert.equal(await applet.ended, 0);
});

test('[APPLET-3] the customer, or a signal, ends the session for both sides', async (t) => {
  const first = await waiting(t);
  first.page.send({ type: 'end' });
  await first.technician.phase('closed');
  await first.page.seeLast('goodbye');
  // Nobody waits for a window when the desktop ends.
  first.applet.process.kill('SIGTERM');
  assert.equal(await first.applet.ended, 0);
  const second = await waiting(t);
  second.applet.process.kill('SIGTERM');
  await second.technician.phase('closed');
  assert.equal(await second.applet.ended, 0);
});

test('[APPLET-18] with a script that removes everything, the window is told when that is so, and outlives the process', async (t) => {
  const { technician, page, applet } = await waiting(t, { environment: { THROWLINE_SUPERVISED: '1' } });
  const asked = once(process, 'SIGUSR1');
  await technician.begin();
  await technician.say({ type: 'close' });
  assert.equal((await page.seeLast('goodbye')).removal, 'told');
  await asked;
  const engine = Number(readFileSync(join(applet.folder, 'leaving'), 'utf8'));
  writeFileSync(join(applet.folder, 'left'), '/home/anna/Support.run');
  assert.equal((await page.seeLast('removed')).left, '/home/anna/Support.run');
  assert.equal(await applet.ended, 0);
  assert.ok(existsSync(`/proc/${engine}/exe`));
  process.kill(engine);
});

test('[CODE-13] a second computer asks; let in, it has the session, and the first one asks in turn until the start', async (t) => {
  const { server, staff, session, page: first, applet, technician } = await waiting(t);
  const second = await RunningApplet.start(t, {
    serverUrl: server.running.url,
    pins: server.running.pins,
    installationKey: server.running.installationKey,
    ticket: session.ticket,
    display: desktop.display,
    engine: 'mine',
  });
  const page = await second.openPage();
  await stateOf(page, 'asking');
  const path = `/api/sessions/${session.session.sessionId}`;
  const { json } = await server.call('GET', path, { cookie: staff.cookie });
  const asker = sessionSummary.parse(json()).askers?.[0]?.askerId;
  const answer = { json: { answer: 'let-in' }, cookie: staff.cookie };
  assert.equal((await server.call('POST', `${path}/askers/${asker}`, answer)).status, 204);
  await stateOf(page, 'online');
  await stateOf(first, 'asking');
  await technician.begin();
  const { connection } = await stateOf(first, 'refused');
  assert.equal(connection.state === 'refused' && connection.code, 'ticket-used');
  first.socket.close();
  assert.equal(await applet.ended, 0);
});

test('[APPLET-7] a server with another key is refused before it is told anything', async (t) => {
  const server = await TestServer.start(t);
  const session = await server.claimedSession(await server.setUp());
  const applet = await RunningApplet.start(t, {
    serverUrl: server.running.url,
    pins: [createHash('sha256').update('another').digest('base64')],
    ticket: session.ticket,
    display: desktop.display,
    engine: 'mine',
  });
  const page = await applet.openPage();
  const { connection } = await stateOf(page, 'refused');
  assert.equal(connection.state === 'refused' && connection.code, 'certificate-mismatch');
  page.socket.close();
  assert.equal(await applet.ended, 0);
  assert.ok(!server.logged.some((line) => line.includes('applet')));
});

test('[APPLET-6] a renamed file asks for the code: a wrong one is said, the right one works', async (t) => {
  const server = await TestServer.start(t);
  const staff = await server.setUp();
  const { code, session } = await server.createSession(staff);
  const technician = await Technician.connect(server, staff, session.sessionId);
  t.after(() => technician.close());
  const applet = await RunningApplet.start(t, {
    serverUrl: server.running.url,
    pins: [],
    installationKey: server.running.installationKey,
    display: desktop.display,
    engine: 'mine',
  });
  const page = await applet.openPage();
  await stateOf(page, 'needs-code');
  page.send({ type: 'enter-code', code: code === '000000' ? '000001' : '000000' });
  await page.seeLast(
    'status',
    ({ connection }) => connection.state === 'needs-code' && connection.error === 'code-invalid',
  );
  page.send({ type: 'enter-code', code: `${code.slice(0, 3)} ${code.slice(3)}` });
  await technician.phase('waiting');
  await stateOf(page, 'online');
});

test('[APPLET-5] without a desktop it says so, and keeps the file for another try', async (t) => {
  const applet = await RunningApplet.start(t, {
    serverUrl: 'http://127.0.0.1:1',
    pins: [],
    ticket: newId(),
    engine: 'mine',
  });
  assert.equal(await applet.ended, 75);
  assert.match(readFileSync(join(applet.folder, 'message'), 'utf8'), /no desktop here/);
});

test('[APPLET-5] on Wayland the window opens, says why the screen cannot be shown, and nobody can ask for it', async (t) => {
  const socket = join(temporaryFolder(t), 'wayland-0');
  writeFileSync(socket, '');
  const environment = {
    DISPLAY: '',
    WAYLAND_DISPLAY: socket,
    XDG_SESSION_TYPE: 'wayland',
    WINDOW_DISPLAY: desktop.display,
  };
  const { page, technician } = await waiting(t, { environment });
  const notice = await page.seeLast('rejected');
  assert.match(notice.message, /Wayland/);
  await technician.begin();
  const ask = technician.say({
    type: 'request-permissions',
    requestId: aRequestId(),
    permissions: ['view-screen'],
  });
  await assert.rejects(ask, /permission-unavailable/);
});

for (const engine of ['chromium', 'firefox'] as const) {
  test(`[APPLET-3] [APPLET-10] [APPLET-17] ${engine} shows the window; closed, it comes back and asks; killed then, it takes the session and the process with it`, async (t) => {
    const server = await TestServer.start(t);
    const staff = await server.setUp();
    const session = await server.claimedSession(staff);
    const technician = await Technician.connect(server, staff, session.session.sessionId);
    t.after(() => technician.close());
    const [home, bin] = [temporaryFolder(t), temporaryFolder(t)];
    const firefox = await desktop.run('sh', '-c', 'command -v firefox-esr || command -v firefox');
    symlinkSync(firefox, join(bin, 'firefox'));
    const applet = await RunningApplet.start(t, {
      serverUrl: server.running.url,
      pins: server.running.pins,
      ticket: session.ticket,
      display: desktop.display,
      engine: 'real',
      environment: { HOME: home, ...(engine === 'firefox' ? { PATH: bin } : {}) },
    });
    await technician.phase('waiting');
    await waitFor('the window', () => applet.log.includes('window connected'));
    await waitFor('the window’s title', async () =>
      desktop.run('xdotool', 'search', '--name', 'Helpdesk').catch(() => undefined),
    );
    const { hash } = await applet.address();
    const commandLines = await desktop.run('sh', '-c', 'cat /proc/[0-9]*/cmdline 2>/dev/null | tr "\\0" " "');
    assert.ok(commandLines.includes(applet.folder));
    assert.ok(!commandLines.includes(hash.slice(1)));
    const engines = () => [...applet.log.matchAll(/engine process (\d+)/g)].map(([, id]) => Number(id));
    const connections = () => applet.log.split('window connected').length - 1;
    const [first] = engines();
    assert.ok(first !== undefined);
    const shown = await desktop.run('xdotool', 'search', '--name', 'Helpdesk');
    await desktop.run('xdotool', 'windowactivate', '--sync', shown.split('\n').at(-1) ?? '', 'key', 'alt+F4');
    await waitFor('the window, closed and come back', () => connections() === 2);
    assert.match(applet.log, /window closed/);
    const processId = engines()[1];
    assert.ok(processId !== undefined);
    process.kill(processId, 'SIGKILL');
    await technician.phase('closed');
    const log = await server.call('GET', `/api/sessions/${session.session.sessionId}/log`, {
      cookie: staff.cookie,
    });
    assert.match(log.body, /"outcome":"aborted","because":"window-lost"/);
    assert.equal(await applet.ended, 0);
    assert.ok(!existsSync(`/proc/${processId}/exe`));
    assert.deepEqual(readdirSync(home), []);
  });
}
