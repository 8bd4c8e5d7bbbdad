import assert from 'node:assert/strict';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { StartError } from '../start-error.ts';
import { TestServer, temporaryFolder } from '../testing/test-server.ts';
import { backupManifest } from './backup-manifest.ts';
import { makeBackup } from './make-backup.ts';
import { restoreBackup } from './restore-backup.ts';

const NOW = Date.UTC(2027, 0, 2, 3, 4, 5);

/** A start error that says this. */
const saying = (words: RegExp) => (error: unknown) => {
  assert.ok(error instanceof StartError && words.test(error.message), String(error));
  return true;
};

test('[STORAGE-10] [STORAGE-11] a backup of a running server, restored elsewhere, is the same installation', async (t) => {
  const server = await TestServer.start(t);
  const staff = await server.setUp();
  const { session } = await server.createSession(staff, 'Carla Kept');
  const into = temporaryFolder(t);
  mkdirSync(join(server.data, 'keys'), { mode: 0o755 });
  writeFileSync(join(server.data, 'keys', 'some.key'), 'of a later version');
  const folder = await makeBackup(server.data, into, NOW);
  assert.deepEqual(readdirSync(into), ['throwline-2027-01-02T03-04-05-000Z']);
  await server.createSession(staff, 'Lena Later');

  const { files } = backupManifest.parse(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')));
  const places = files.map(({ path }) => path);
  for (const path of ['throwline.sqlite', 'secret.key', 'tls/key.pem', 'keys/some.key']) {
    assert.ok(places.includes(path), path);
  }
  assert.ok(!places.some((path) => /lock|-wal|-shm|^applets|^copies/.test(path)), places.join());
  for (const path of ['', 'tls', ...places]) {
    assert.equal(statSync(join(folder, path)).mode & 0o077, 0, path);
  }
  await server.running.close();

  const data = join(temporaryFolder(t), 'new', 'data');
  assert.equal(await restoreBackup(folder, data, { replace: false, now: NOW }), undefined);
  const restored = await TestServer.start(t, { data });
  assert.deepEqual(restored.running.pins, server.running.pins);
  const queue = await restored.call('GET', '/api/sessions', { cookie: staff.cookie });
  assert.ok(queue.body.includes(session.sessionId) && !queue.body.includes('Lena Later'));
});

test('[STORAGE-11] a restore goes over no running server and no data by mistake; what it replaces is kept', async (t) => {
  const server = await TestServer.start(t);
  await server.setUp();
  const folder = await makeBackup(server.data, temporaryFolder(t), NOW);
  const other = await TestServer.start(t);
  const otherStaff = await other.setUp();
  const replace = { replace: true, now: NOW };
  await assert.rejects(restoreBackup(folder, other.data, replace), saying(/Another Throwline server/));
  await other.running.close();
  await assert.rejects(
    restoreBackup(folder, other.data, { replace: false, now: NOW }),
    saying(/not empty.*--replace/),
  );
  const before = (await restoreBackup(folder, other.data, replace)) ?? '';
  assert.ok(existsSync(join(before, 'throwline.sqlite')) && existsSync(join(before, 'secret.key')));
  const restored = await TestServer.start(t, { data: other.data });
  const stranger = await restored.call('GET', '/api/sessions', { cookie: otherStaff.cookie });
  assert.equal(stranger.status, 401);
});

test('[STORAGE-11] a restore that was cut off keeps every server from starting until it is run again', async (t) => {
  const server = await TestServer.start(t);
  await server.setUp();
  const folder = await makeBackup(server.data, temporaryFolder(t), NOW);
  const data = temporaryFolder(t);
  mkdirSync(join(data, 'restoring.new'));
  await assert.rejects(TestServer.start(t, { data }), saying(/restore .* was not finished/));
  rmSync(join(data, 'applet-for-test.run'));
  await restoreBackup(folder, data, { replace: false, now: NOW });
  await TestServer.start(t, { data });
});

test('[STORAGE-11] a backup that is damaged, not whole, newer or none changes nothing', async (t) => {
  const server = await TestServer.start(t);
  await server.setUp();
  const good = await makeBackup(server.data, temporaryFolder(t), NOW);
  const change = (file: string, from: RegExp, to: string) => (backup: string) => {
    const path = join(backup, file);
    writeFileSync(path, readFileSync(path, 'latin1').replace(from, to), 'latin1');
  };
  const cases: readonly (readonly [RegExp, (backup: string) => void])[] = [
    [
      /secret.key is not as it was written/,
      (backup) => writeFileSync(join(backup, 'secret.key'), 'x'.repeat(32)),
    ],
    [/throwline.sqlite is not as/, change('throwline.sqlite', /Helpdesk/, 'Hackdesk')],
    [/tls\/key.pem is missing/, (backup) => rmSync(join(backup, 'tls', 'key.pem'))],
    [/no backup/, (backup) => rmSync(join(backup, 'manifest.json'))],
    [/cannot be read/, change('manifest.json', /\{/, '')],
    [/cannot be read/, change('manifest.json', /secret\.key/, '../secret.key')],
    [/cannot be read/, change('manifest.json', /secret\.key/, '/etc/passwd')],
    [/cannot be read/, change('manifest.json', /"format": 1/, '"format": 2')],
    [/newer version.*\(database-newer\)/, change('manifest.json', /"0001-first-tables"/, '"9999-future"')],
    [/newer version.*\(database-newer\)/, change('manifest.json', /"protocol": \d+/, '"protocol": 999')],
  ];
  for (const [words, spoil] of cases) {
    const backup = join(temporaryFolder(t), 'backup');
    cpSync(good, backup, { recursive: true });
    spoil(backup);
    const data = join(temporaryFolder(t), 'data');
    await assert.rejects(restoreBackup(backup, data, { replace: true, now: NOW }), saying(words));
    assert.equal(existsSync(data), false);
  }
});

test('[STORAGE-10] what is no data folder, a damaged database and a place inside the data are refused, and nothing is left', async (t) => {
  const into = temporaryFolder(t);
  await assert.rejects(makeBackup(temporaryFolder(t), into, NOW), saying(/nothing to back up/));
  const server = await TestServer.start(t);
  await assert.rejects(
    makeBackup(server.data, join(server.data, 'b'), NOW),
    saying(/cannot lie in the data/),
  );
  await server.running.close();
  const file = join(server.data, 'throwline.sqlite');
  const database = new DatabaseSync(file);
  const root = Number(
    database.prepare("select rootpage from sqlite_schema where name = 'technicians'").get()?.rootpage,
  );
  const size = Number(database.prepare('pragma page_size').get()?.page_size);
  database.close();
  const bytes = readFileSync(file);
  bytes.fill(0xff, (root - 1) * size, root * size);
  writeFileSync(file, bytes);
  await assert.rejects(makeBackup(server.data, into, NOW), saying(/could not be made/));
  assert.deepEqual(readdirSync(into), []);
});
