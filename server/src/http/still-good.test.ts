import assert from 'node:assert/strict';
import { test } from 'node:test';
import { secret, sessionLogResponse, sessionSummary } from '@throwline/protocol';
import { CODE_LIMITS } from '../security/guess-ledger.ts';
import { newId, type Staff, TestServer, temporaryFolder } from '../testing/test-server.ts';

const agent = (text: string) => ({ headers: { 'user-agent': `Mozilla/5.0 (${text}` } });
const PC = agent('X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0');
const ELSEWHERE = {
  'a phone or tablet': agent('iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148'),
  'Safari on macOS': agent('Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1.15'),
  'Chrome OS': agent('X11; CrOS x86_64 14541.0.0) Chrome/140.0.0.0 Safari/537.36'),
};
const STILL_GOOD = /Your code is still good\. Type it on the computer you need help with\./;

async function arrivalOf(server: TestServer, staff: Staff, id: string) {
  const { body } = await server.call('GET', `/api/sessions/${id}`, { cookie: staff.cookie });
  return sessionSummary.parse(JSON.parse(body)).arrival;
}

for (const [device, browser] of Object.entries(ELSEWHERE)) {
  test(`[CODE-10] a code typed on ${device} is still good, and its technician knows`, async (t) => {
    const server = await TestServer.start(t);
    const staff = await server.setUp();
    const { code, session } = await server.createSession(staff);
    const desk = await server.connectConsole(staff);
    const page = await server.claim(code, browser);
    assert.equal(page.status, 200);
    assert.match(page.body, STILL_GOOD);
    await desk.next(
      (message): message is typeof message =>
        message.type === 'queue-changed' && message.session.arrival?.typedElsewhere?.device === device,
    );
    assert.equal((await arrivalOf(server, staff, session.sessionId))?.typedElsewhere?.device, device);
    const log = await server.call('GET', `/api/sessions/${session.sessionId}/log`, { cookie: staff.cookie });
    assert.deepEqual(
      sessionLogResponse.parse(log.json()).events.map(({ body }) => body.type),
      ['session-created'],
    );
    assert.equal((await server.claim(code, PC)).status, 303);
  });
}

test('[CODE-10] there too a wrong code is a guess, and over the limit a right one is refused', async (t) => {
  const server = await TestServer.start(t);
  const { code } = await server.createSession(await server.setUp());
  const phone = ELSEWHERE['a phone or tablet'];
  for (let n = 0; n < CODE_LIMITS.narrow; n += 1) {
    const wrong = await server.claim(`90000${n % 10}`, phone);
    assert.deepEqual([wrong.status, STILL_GOOD.test(wrong.body)], [400, false]);
  }
  const refused = await server.claim(code, phone);
  assert.deepEqual([refused.status, STILL_GOOD.test(refused.body)], [429, false]);
});

test('[CODE-10] who is on another device than it seems has the code used there', async (t) => {
  const server = await TestServer.start(t);
  const { code } = await server.createSession(await server.setUp());
  const phone = ELSEWHERE['a phone or tablet'];
  const visit = newId();
  const page = await server.claim(code, { ...phone, form: { code, visit } });
  assert.match(page.body, /Did we get this wrong\?/);
  const form = Object.fromEntries(
    [...page.body.matchAll(/type="hidden" name="([^"]+)" value="([^"]+)"/g)].map(([, name, value]) => [
      name,
      value ?? '',
    ]),
  );
  assert.deepEqual(form, { code, visit, here: 'yes' });
  const used = await server.claim(code, { ...phone, form });
  assert.equal(used.status, 303);
  // Once used, it leads to its page, by the plain form too.
  const again = await server.claim(code, { ...phone, form: { code, visit } });
  assert.equal(again.headers.location, used.headers.location);
});

test('[CODE-10] a server without any support program says so, and uses no code', async (t) => {
  const server = await TestServer.start(t, { appletFiles: {} });
  const { code } = await server.createSession(await server.setUp());
  const form = { code, here: 'yes' };
  for (const page of [
    await server.call('GET', '/', PC),
    await server.claim(code, PC),
    await server.claim(code, { ...PC, form }),
    await server.claim(code),
  ]) {
    assert.equal(page.status, 200);
    assert.match(page.body, /The support program is missing on our side/);
    assert.match(page.body, /[Tt]ell your technician/);
    assert.doesNotMatch(page.body, /helps on|no computers/);
  }
});

test('[CODE-11] device, network and time of the code and the program are kept until the end', async (t) => {
  const data = temporaryFolder(t);
  const settings = { trustedProxies: ['127.0.0.1', '::1'] };
  const server = await TestServer.start(t, { data, settings });
  const staff = await server.setUp();
  const created = await server.createSession(staff);
  const headers = { ...PC.headers, 'x-forwarded-for': '203.0.113.77' };
  const { location = '' } = (await server.claim(created.code, { headers })).headers;
  const page = await server.call('GET', `${location}?steps=linux-firefox`);
  const ticket = /Support-Throwline-([0-9a-z]{26})\.run/.exec(page.body)?.[1] ?? '';
  const desk = await server.connectConsole(staff);
  const applet = await server.connectApplet({ ticket: secret.parse(ticket) });
  await desk.next(
    (message): message is typeof message =>
      message.type === 'queue-changed' && message.session.arrival?.program !== undefined,
  );
  const { sessionId } = created.session;
  const seen = await arrivalOf(server, staff, sessionId);
  assert.deepEqual(
    [seen?.code?.device, seen?.code?.network, seen?.program?.device, seen?.program?.network],
    ['Firefox on Linux', '203.0.113.x', 'Linux', 'the server itself'],
  );
  assert.ok((seen?.code?.at ?? 0) >= created.session.createdAt);
  await applet.close();
  await server.running.close();

  const later = await TestServer.start(t, { data, settings });
  assert.deepEqual(await arrivalOf(later, staff, sessionId), seen);
  const back = await later.connectConsole(staff);
  back.send({ type: 'command', id: newId(), sessionId, command: { type: 'close' } });
  await back.next(
    (message): message is typeof message =>
      message.type === 'queue-changed' && message.session.phase.phase === 'closed',
  );
  assert.equal(await arrivalOf(later, staff, sessionId), undefined);
});
