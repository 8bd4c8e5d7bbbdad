import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type CommandId, sessionLogResponse } from '@throwline/protocol';
import { z } from 'zod';
import { StartError } from './start-error.ts';
import { ofType } from './testing/socket-client.ts';
import { command, newCommandId, newId, TestServer, temporaryFolder } from './testing/test-server.ts';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));
const SERVER_PROCESS = fileURLToPath(new URL('testing/server-process.ts', import.meta.url));
const started = z.object({
  url: z.string(),
  port: z.number(),
  setupUrl: z.string().optional(),
  certificate: z.string(),
});

/** Runs the server's own entry until it ends. */
async function runMain(
  t: TestContext,
  env: Record<string, string>,
): Promise<{ code: number | null; errors: string; output: string }> {
  const child = spawn(process.execPath, [MAIN], {
    env: { ...process.env, THROWLINE_LOG_LEVEL: 'silent', ...env },
  });
  t.after(() => child.kill('SIGKILL'));
  let errors = '';
  let output = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors += String(chunk);
  });
  child.stdout.on('data', (chunk: Buffer) => {
    output += String(chunk);
  });
  await once(child, 'close');
  return { code: child.exitCode, errors, output };
}

function isOneClearLine(errors: string): boolean {
  return (
    errors.trimEnd().split('\n').length === 1 && /^Throwline cannot start\. .+\.$/.test(errors.trimEnd())
  );
}

async function freePort(t: TestContext): Promise<number> {
  const holder = createServer();
  t.after(() => holder.close());
  holder.listen(0, '::');
  await once(holder, 'listening');
  const address = holder.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

test('[SERVER-2] a second server on one data folder refuses to start and says so', async (t) => {
  const server = await TestServer.start(t);
  await assert.rejects(TestServer.start(t, { data: server.data }), (error) => {
    return error instanceof StartError && /Another Throwline server/.test(error.message);
  });
  const { code, errors } = await runMain(t, { THROWLINE_DATA: server.data, THROWLINE_PORT: '0' });
  assert.equal(code, 1);
  assert.ok(isOneClearLine(errors) && errors.includes('Another Throwline server'), errors);
  assert.equal((await server.call('GET', '/healthz')).status, 200);
  await server.running.close();
  await TestServer.start(t, { data: server.data });
});

const BROKEN: Record<string, (folder: string) => string> = {
  'a file in the place of the folder': (folder) => {
    writeFileSync(join(folder, 'data'), '');
    return join(folder, 'data');
  },
  'a folder that cannot be made': (folder) => {
    writeFileSync(join(folder, 'file'), '');
    return join(folder, 'file', 'data');
  },
  'a database that is none': (folder) => {
    writeFileSync(
      join(folder, 'throwline.sqlite'),
      'this is no database, whatever its name says. '.repeat(200),
    );
    return folder;
  },
  'a folder in the place of the database': (folder) => {
    mkdirSync(join(folder, 'throwline.sqlite'));
    return folder;
  },
  'a lock that is no lock': (folder) => {
    writeFileSync(join(folder, 'lock.sqlite'), 'garbage '.repeat(1000));
    return folder;
  },
  'a damaged secret': (folder) => {
    writeFileSync(join(folder, 'secret.key'), 'short');
    return folder;
  },
  'a damaged TLS key': (folder) => {
    mkdirSync(join(folder, 'tls'));
    writeFileSync(join(folder, 'tls', 'key.pem'), 'garbage');
    return folder;
  },
};
for (const [what, breakIt] of Object.entries(BROKEN)) {
  test(`[SERVER-2] ${what} is said in one line`, async (t) => {
    const data = breakIt(temporaryFolder(t));
    const { code, errors } = await runMain(t, { THROWLINE_DATA: data, THROWLINE_PORT: '0' });
    assert.equal(code, 1);
    assert.ok(isOneClearLine(errors), errors);
  });
}

test('[STORAGE-6] a first start that was cut off while it wrote its secret is made up for by the next', async (t) => {
  const data = temporaryFolder(t);
  writeFileSync(join(data, 'secret.key.new'), 'half', { mode: 0o600 });
  await TestServer.start(t, { data });
  assert.equal(statSync(join(data, 'secret.key')).size, 32);
  assert.equal(existsSync(join(data, 'secret.key.new')), false);
});

test('[SERVER-2] a port in use is said in one line, and the data folder is given free', async (t) => {
  const data = temporaryFolder(t);
  const port = await freePort(t);
  const { code, errors } = await runMain(t, { THROWLINE_DATA: data, THROWLINE_PORT: String(port) });
  assert.equal(code, 1);
  assert.ok(isOneClearLine(errors) && errors.includes(`Port ${port} is in use`), errors);
  await TestServer.start(t, { data });
});

test('[SERVER-6] a setting that cannot be used is said in one line', async (t) => {
  const { code, errors } = await runMain(t, { THROWLINE_DATA: temporaryFolder(t), THROWLINE_PORT: 'eighty' });
  assert.equal(code, 1);
  assert.ok(isOneClearLine(errors) && errors.includes('THROWLINE_PORT'), errors);
});

test('[SERVER-2] a database of a newer version is not touched', async (t) => {
  const server = await TestServer.start(t);
  await server.running.close();
  const { DatabaseSync } = await import('node:sqlite');
  const database = new DatabaseSync(join(server.data, 'throwline.sqlite'));
  database.exec("insert into kysely_migration (name, timestamp) values ('9999-from-the-future', '2099')");
  database.close();
  await assert.rejects(TestServer.start(t, { data: server.data }), (error) => {
    return error instanceof StartError && !error.message.includes('\n');
  });
});

interface Process {
  readonly child: ChildProcess;
  readonly server: z.infer<typeof started>;
}

async function spawnServer(t: TestContext, data: string, port: number): Promise<Process> {
  const applet = join(data, 'applet.run');
  writeFileSync(applet, 'applet');
  const child = spawn(process.execPath, [SERVER_PROCESS, applet], {
    env: {
      ...process.env,
      THROWLINE_DATA: data,
      THROWLINE_PORT: String(port),
      THROWLINE_LOG_LEVEL: 'silent',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => child.kill('SIGKILL'));
  const [line] = await once(createInterface(child.stdout), 'line');
  return { child, server: started.parse(JSON.parse(String(line))) };
}

test('[SESSION-10] killed in mid-session and started again, the server has lost nothing', async (t) => {
  const data = temporaryFolder(t);
  const first = await spawnServer(t, data, 0);
  const server = TestServer.at({ ...first.server, setupUrl: first.server.setupUrl }, data);
  const staff = await server.setUp();
  const session = await server.claimedSession(staff);
  const { sessionId } = session.session;
  const key = newId();
  const applet = await server.connectApplet(session, key);
  const desk = await server.connectConsole(staff);
  desk.send({ type: 'watch', sessionId, after: 0 });
  await command(desk, sessionId, { type: 'start' });

  const sent: { id: CommandId; text: string }[] = Array.from({ length: 300 }, (_, n) => ({
    id: newCommandId(),
    text: `${n}`,
  }));
  for (const { id, text } of sent)
    applet.send({ type: 'command', id, sessionId, command: { type: 'send-chat', text } });
  const accepted = new Set<string>();
  for (let n = 0; n < 100; n += 1) accepted.add((await applet.next(ofType('accepted'))).id);
  first.child.kill('SIGKILL');
  await Promise.all([applet.closed, desk.closed]);
  for (const message of applet.received) if (message.type === 'accepted') accepted.add(message.id);

  const second = await spawnServer(t, data, first.server.port);
  const again = TestServer.at(second.server, data);
  const appletBack = await again.connectApplet(session, key, 0);
  // What was not answered is sent again, and what was answered too: it acts once.
  for (const { id, text } of sent) {
    appletBack.send({ type: 'command', id, sessionId, command: { type: 'send-chat', text } });
    await appletBack.next(ofType('accepted'));
  }
  const deskBack = await again.connectConsole(staff);
  assert.equal(
    (await command(deskBack, sessionId, { type: 'send-chat', text: 'here again' })).type,
    'accepted',
  );
  const events = await again.readLog(staff, sessionId);
  assert.deepEqual(
    events.map(({ number }) => number),
    events.map((_, index) => index + 1),
  );
  const chats = events.filter(({ actor, body }) => body.type === 'chat-sent' && actor.role === 'customer');
  assert.deepEqual(chats.map(({ commandId }) => commandId).sort(), sent.map(({ id }) => id).sort());
  // What was accepted before the kill was in the log before the kill: ahead of the applet's coming back.
  const back = events.findLast(({ body }) => body.type === 'applet-connected')?.number ?? 0;
  const kept = new Set(events.filter(({ number }) => number < back).map(({ commandId }) => commandId));
  for (const { id } of sent) assert.ok(!accepted.has(id) || kept.has(id));
  const comings = events.map(({ body }) => body.type).filter((type) => /^(applet|technician)-/.test(type));
  assert.deepEqual(
    comings.filter((type) => type.startsWith('applet')),
    ['applet-connected', 'applet-disconnected', 'applet-connected'],
  );
  assert.ok(comings.includes('technician-disconnected'));
});

test('[SERVER-3] a full disk refuses commands, loses nothing, and is got over', async (t) => {
  const small = await TestServer.start(t, { maxDatabasePages: 150 });
  const staff = await small.setUp();
  const session = await small.claimedSession(staff);
  const { sessionId } = session.session;
  const key = newId();
  const applet = await small.connectApplet(session, key);
  const text = 'x'.repeat(4000);
  const accepted: CommandId[] = [];
  for (;;) {
    const id = newCommandId();
    const answer = await command(applet, sessionId, { type: 'send-chat', text }, id);
    if (answer.type === 'rejected') {
      assert.equal(answer.code, 'storage-full');
      break;
    }
    accepted.push(id);
    assert.ok(accepted.length < 1000, 'the disk is never full');
  }
  assert.ok(accepted.length > 5);
  const created = await small.call('POST', '/api/sessions', {
    json: { customerName: 'y'.repeat(90) },
    cookie: staff.cookie,
  });
  assert.ok(created.status === 507 || created.status === 201);
  const read = await small.call('GET', `/api/sessions/${sessionId}/log`, { cookie: staff.cookie });
  const chatsOf = (body: unknown): unknown[] =>
    sessionLogResponse
      .parse(body)
      .events.filter((event) => event.body.type === 'chat-sent')
      .map(({ commandId }) => commandId);
  assert.deepEqual(chatsOf(read.json()), accepted);
  await small.running.close();

  const roomy = await TestServer.start(t, { data: small.data });
  const appletBack = await roomy.connectApplet(session, key);
  assert.equal(
    (await command(appletBack, sessionId, { type: 'send-chat', text: 'room again' })).type,
    'accepted',
  );
  const after = await roomy.call('GET', `/api/sessions/${sessionId}/log`, { cookie: staff.cookie });
  assert.deepEqual(chatsOf(after.json()).slice(0, -1), accepted);
});

test('[SERVER-1] plain HTTP serves everything, with a cookie that plain HTTP can carry', async (t) => {
  const server = await TestServer.start(t, { settings: { plainHttp: true, host: '127.0.0.1' } });
  assert.match(server.running.url, /^http:\/\/localhost:/);
  const staff = await server.setUp();
  assert.match(staff.cookie, /^throwline=/);
  const session = await server.claimedSession(staff);
  await server.connectApplet(session);
  await server.connectConsole(staff);
});

test('[SERVER-1] behind a proxy that ends TLS the cookie stays secure, and pins are the proxy’s', async (t) => {
  const pin = `${'A'.repeat(43)}=`;
  const server = await TestServer.start(t, {
    settings: { plainHttp: true, host: '127.0.0.1', publicUrl: 'https://help.example.org', tlsPins: [pin] },
  });
  assert.match((await server.setUp()).cookie, /^__Host-throwline=/);
  assert.deepEqual(server.running.pins, [pin]);
});

test('[SERVER-4] health answers everybody, metrics only who may read them', async (t) => {
  const authorization = 'Bearer a-token-of-some-length';
  const server = await TestServer.start(t, { settings: { metricsToken: 'a-token-of-some-length' } });
  assert.deepEqual((await server.call('GET', '/healthz')).json(), { status: 'ok' });
  const metrics = async (from: TestServer, headers: Record<string, string>): Promise<number> =>
    (await from.call('GET', '/metrics', { headers })).status;
  assert.equal(await metrics(server, {}), 200);
  const passedOn = { 'x-forwarded-for': '198.51.100.7' };
  assert.equal(await metrics(server, { ...passedOn, authorization }), 200);
  assert.equal(await metrics(server, { ...passedOn, authorization: 'Bearer wrong' }), 403);

  // A proxy on this machine, named or not, silent or not, makes nobody local.
  for (const headers of [
    passedOn,
    { forwarded: 'for=127.0.0.1' },
    { via: '1.1 proxy' },
    { host: 'help.example.org' },
    { 'x-forwarded-for': '127.0.0.1' },
  ])
    assert.equal(await metrics(server, headers), 403, JSON.stringify(headers));
  const settings = { trustedProxies: ['127.0.0.1'] };
  assert.equal(await metrics(await TestServer.start(t, { settings }), {}), 403);
  const publicUrl = 'https://localhost';
  const plain = { plainHttp: true, host: '127.0.0.1', metricsToken: 'a-token-of-some-length' };
  for (const more of [{}, { publicUrl }]) {
    const behind = await TestServer.start(t, { settings: { ...plain, ...more } });
    assert.equal(await metrics(behind, {}), 403);
    assert.equal(await metrics(behind, { authorization }), 200);
  }
});

test('[SERVER-4] metrics count sessions by phase, sockets and commands', async (t) => {
  const server = await TestServer.start(t);
  const staff = await server.setUp();
  const session = await server.claimedSession(staff);
  await server.connectApplet(session);
  await server.createSession(staff);
  const { body } = await server.call('GET', '/metrics');
  for (const line of [
    'throwline_sessions{phase="waiting"} 1',
    'throwline_sessions{phase="connecting"} 1',
    'throwline_sockets{kind="events"} 1',
  ]) {
    assert.ok(body.includes(line), line);
  }
  assert.match(body, /throwline_command_seconds_count [1-9]/);
});

test('[SERVER-5] logs hold each step of a session and no secret', async (t) => {
  const server = await TestServer.start(t, { randomCode: () => '907351' });
  const staff = await server.setUp();
  const session = await server.claimedSession(staff);
  const key = newId();
  const applet = await server.connectApplet(session, key);
  await command(applet, session.session.sessionId, { type: 'send-chat', text: 'a private word' });
  await server.call('GET', `/connect/${session.pageKey}/Support-Throwline-${session.ticket}.run`);
  await server.call('POST', '/api/sign-in', {
    json: { email: 'ada@example.org', password: 'a wrong password' },
  });
  await server.claim('555555');
  const log = server.logged.join('');
  for (const step of [
    'code claimed',
    'applet connected',
    '"phase":"waiting"',
    'a sign-in was refused',
    'a code was refused',
  ]) {
    assert.ok(log.includes(step), step);
  }
  for (const secret of [
    session.code,
    '555555',
    session.ticket,
    session.pageKey,
    key,
    staff.cookie.split('=')[1] ?? '-',
    'a private word',
    'a wrong password',
    'ada@example.org',
  ]) {
    assert.ok(!log.includes(secret), secret);
  }
});

test('[SERVER-2] the data folder is its owner’s alone', async (t) => {
  const parent = temporaryFolder(t);
  chmodSync(parent, 0o755);
  const data = join(parent, 'data');
  await TestServer.start(t, { data });
  for (const path of ['', 'secret.key', 'tls', 'tls/key.pem']) {
    assert.equal(statSync(join(data, path)).mode & 0o077, 0, path);
  }
});

test('[SERVER-9] in a data folder that is open to everyone, what the server keeps is not', async (t) => {
  const data = temporaryFolder(t);
  chmodSync(data, 0o755);
  writeFileSync(join(data, 'throwline.sqlite'), '', { mode: 0o644 });
  await spawnServer(t, data, 0);
  const files = readdirSync(data).filter((name) => name !== 'applet.run');
  assert.ok(files.includes('throwline.sqlite-wal'), files.join());
  for (const name of files) assert.equal(statSync(join(data, name)).mode & 0o077, 0, name);
});

test('[SERVER-8] what V8 sets aside for short-lived objects does not grow under load', async (t) => {
  const data = temporaryFolder(t);
  const server = TestServer.at((await spawnServer(t, data, 0)).server, data);
  const staff = await server.setUp();
  for (let n = 0; n < 150; n += 1) await server.call('GET', '/api/me', { cookie: staff.cookie });
  const { body } = await server.call('GET', '/metrics');
  const size = /^nodejs_heap_space_size_total_bytes\{space="new"\} (\d+)$/m.exec(body)?.[1];
  assert.ok(Number(size) <= 4 * 1024 * 1024, `${size} bytes`);
});
