import assert from 'node:assert/strict';
import { test } from 'node:test';
import { secret, sessionSummary } from '@throwline/protocol';
import { until } from '@throwline/testbed/wait.ts';
import { invitationOf, invite, pathOf } from '../testing/mail.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { ofType, openEvents } from '../testing/socket-client.ts';
import { APPLET, appletHello, newId, type Staff, TestServer } from '../testing/test-server.ts';
import { MAX_DOWNLOADS } from './invitations.ts';

const HOUR = 3_600_000;
const DOWNLOAD = /\/connect\/[0-9a-z]{26}\/Support-Throwline-([0-9a-z]{26})\.run/;
const LINUX = {
  headers: { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0' },
};

/** Opens a link as a browser on Linux does; answers the page, the download's path and its ticket. */
async function open(
  server: TestServer,
  path: string,
): Promise<{ status: number; body: string; download: string; ticket: string }> {
  const { status, body } = await server.call('GET', path, LINUX);
  const [download = '', ticket = ''] = DOWNLOAD.exec(body) ?? [];
  return { status, body, download, ticket };
}

async function phaseOf(server: TestServer, staff: Staff, id: string) {
  const answer = await server.call('GET', `/api/sessions/${id}`, { cookie: staff.cookie });
  return sessionSummary.parse(answer.json()).phase;
}

async function refusalFor(server: TestServer, ticket: string): Promise<string> {
  const client = await openEvents(server.running, undefined);
  client.send(appletHello(ticket, newId()));
  const { code } = await client.next(ofType('refused'));
  await client.closed;
  return code;
}

test('[INVITATION-1] the link opens the Applet Download page, and the download begins by itself, scripts or not', async (t) => {
  const server = await TestServer.start(t);
  const staff = await server.setUp();
  const made = await invite(server, staff, undefined);
  assert.match(made.invitation.link ?? '', /^https:\/\/localhost:\d+\/invitation\/[0-9a-z]{26}$/);
  const page = await open(server, pathOf(made.invitation));
  assert.equal(page.status, 200);
  assert.match(page.body, /<h1>Applet Download<\/h1>/);
  assert.ok(page.body.includes(`<iframe hidden src="${page.download}"`));
  assert.ok(page.body.includes(`<a href="${page.download}"`), 'a link in case it does not begin');
  assert.match(page.body, /<kbd>Ctrl<\/kbd> \+ <kbd>J<\/kbd>/);
  const file = await server.call('GET', page.download);
  assert.deepEqual([file.status, file.body], [200, APPLET]);
  const pageKey = page.download.split('/')[2];
  const follow = `<noscript><meta http-equiv="refresh" content="5;url=/connect/${pageKey}"></noscript>`;
  assert.ok(page.body.includes(follow));
  const followed = await open(server, `/connect/${pageKey}`);
  assert.match(followed.body, /<h1>Applet Download<\/h1>/);
  assert.doesNotMatch(followed.body, /<iframe/);
});

test('[INVITATION-2] looking at the link and downloading through it, as mail scanners do, uses nothing up', async (t) => {
  const server = await TestServer.start(t);
  const staff = await server.setUp();
  const made = await invite(server, staff, undefined);
  const path = pathOf(made.invitation);
  const { sessionId } = made.session;
  for (let n = 0; n < 3; n += 1) {
    assert.equal((await server.call('HEAD', path, LINUX)).status, 200);
    const scanned = await open(server, path);
    await server.call('HEAD', scanned.download);
    await server.call('GET', scanned.download);
  }
  await until('the download to be noted', async () => {
    const phase = await phaseOf(server, staff, sessionId);
    return phase.phase === 'connecting' && phase.isDownloaded === true;
  });
  const page = await open(server, path);
  assert.ok(page.body.includes(`<iframe hidden src="${page.download}"`), 'it begins for the reader too');
  const applet = await server.connectApplet({ ticket: secret.parse(page.ticket) });
  assert.equal((await phaseOf(server, staff, sessionId)).phase, 'waiting');
  await applet.close();
});

test('[INVITATION-2] what a scanner posts or asks with other methods changes nothing', async (t) => {
  const server = await TestServer.start(t);
  const staff = await server.setUp();
  const made = await invite(server, staff, undefined);
  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
    const { status } = await server.call(method, pathOf(made.invitation), { json: {} });
    assert.equal(status, 404, method);
  }
  assert.equal((await phaseOf(server, staff, made.session.sessionId)).phase, 'connecting');
});

test('[INVITATION-3] the first applet that connects has the session; later ones, downloads and visits are told so', async (t) => {
  const server = await TestServer.start(t);
  const staff = await server.setUp();
  const made = await invite(server, staff, undefined);
  const path = pathOf(made.invitation);
  const { ticket, download } = await open(server, path);
  const applet = await server.connectApplet({ ticket: secret.parse(ticket) });
  assert.equal(await refusalFor(server, ticket), 'ticket-used');
  assert.equal((await server.call('GET', download)).status, 403);
  const page = await open(server, path);
  assert.equal(page.status, 200);
  assert.match(page.body, /data-step="waiting"/);
  assert.match(page.body, /works for one computer only/);
  assert.doesNotMatch(page.body, /<iframe/);
  assert.equal((await invitationOf(server, staff, made)).link, undefined);
  applet.send({
    type: 'command',
    id: newId(),
    sessionId: made.session.sessionId,
    command: { type: 'close' },
  });
  await applet.next(ofType('accepted'));
  const used = await open(server, path);
  assert.equal(used.status, 410);
  assert.match(used.body, /This link is no longer valid/);
});

test('[INVITATION-4] after its time a link is told to be over, and no applet comes in', async (t) => {
  const clock = new ManualClock();
  const server = await TestServer.start(t, { clock });
  const staff = await server.setUp();
  const made = await invite(server, staff, undefined);
  const path = pathOf(made.invitation);
  assert.equal(made.invitation.expiresAt, made.session.createdAt + 24 * HOUR);
  const { ticket, download } = await open(server, path);
  clock.advance(11 * HOUR);
  const again = await server.signIn('ada@example.org');
  assert.equal((await phaseOf(server, again, made.session.sessionId)).phase, 'connecting');
  clock.advance(13 * HOUR);
  const page = await open(server, path);
  assert.equal(page.status, 410);
  assert.match(page.body, /This link has expired/);
  assert.equal((await server.call('GET', download)).status, 403);
  assert.equal(await refusalFor(server, ticket), 'ticket-invalid');
  const later = await server.signIn('ada@example.org');
  const phase = await phaseOf(server, later, made.session.sessionId);
  assert.ok(phase.phase === 'closed' && phase.outcome === 'invitation-expired');
});

test('[INVITATION-4] a link that was ended by the technician, cut off or guessed is explained', async (t) => {
  const server = await TestServer.start(t);
  const staff = await server.setUp();
  const made = await invite(server, staff, undefined);
  const path = pathOf(made.invitation);
  for (const wrong of [path.slice(0, -1), `${path}.`, `/invitation/${newId()}`, '/invitation/<script>']) {
    const page = await open(server, encodeURI(wrong));
    assert.equal(page.status, 404, wrong);
    assert.match(page.body, /This link does not work/);
  }
  const desk = await server.connectConsole(staff);
  const { sessionId } = made.session;
  desk.send({ type: 'command', id: newId(), sessionId, command: { type: 'close' } });
  await desk.next(ofType('accepted'));
  assert.match((await open(server, path)).body, /This link is no longer valid/);
});

test('[INVITATION-5] downloads through one link are counted and end', async (t) => {
  const server = await TestServer.start(t);
  const staff = await server.setUp();
  const made = await invite(server, staff, undefined);
  const { download, ticket } = await open(server, pathOf(made.invitation));
  for (let n = 0; n < MAX_DOWNLOADS; n += 1) assert.equal((await server.call('GET', download)).status, 200);
  assert.equal((await server.call('GET', download)).status, 429);
  await server.connectApplet({ ticket: secret.parse(ticket) });
});

test('[INVITATION-6] links are as hard to guess as tickets, never the same, and lead to one session', async (t) => {
  const server = await TestServer.start(t);
  const staff = await server.setUp();
  const first = await invite(server, staff, undefined);
  const second = await invite(server, staff, undefined);
  const pages = [await open(server, pathOf(first.invitation)), await open(server, pathOf(second.invitation))];
  const parts = pages.flatMap(({ download, ticket }) => [download.split('/')[2], ticket]);
  parts.push(...[first, second].map(({ invitation }) => pathOf(invitation).split('/')[2]));
  parts.push(first.session.sessionId, second.session.sessionId);
  assert.equal(new Set(parts).size, 8);
});

test('[INVITATION-6] invitations count among a technician’s open sessions', async (t) => {
  const server = await TestServer.start(t, { settings: { maxOpenSessions: 2 } });
  const staff = await server.setUp();
  const answers = await Promise.all(
    ['/api/invitations', '/api/sessions', '/api/invitations', '/api/sessions'].map((path) =>
      server.call('POST', path, { json: {}, cookie: staff.cookie }),
    ),
  );
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 201, 429, 429]);
});

test('[INVITATION-6] a code’s session has no invitation', async (t) => {
  const server = await TestServer.start(t);
  const staff = await server.setUp();
  const { session } = await server.createSession(staff);
  const path = `/api/sessions/${session.sessionId}/invitation`;
  assert.equal((await server.call('GET', path, { cookie: staff.cookie })).status, 404);
});
