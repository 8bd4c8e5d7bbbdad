import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { connect } from 'node:tls';
import { serverNoticesResponse } from '@throwline/protocol';
import { StartError } from '../start-error.ts';
import { Authority } from '../testing/authority.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { TestServer, temporaryFolder } from '../testing/test-server.ts';
import { ensureOwnIdentity, readGivenIdentity } from './certificate.ts';
import { InstallationKey } from './installation-key.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 0, 1);

test('[SERVER-1] a certificate of one’s own covers loopback and the public host, for its owner’s eyes only', async (t) => {
  const folder = temporaryFolder(t);
  const identity = await ensureOwnIdentity(folder, 'help.example.org', NOW);
  const certificate = new X509Certificate(identity.certificate);
  for (const host of ['localhost', 'help.example.org']) assert.ok(certificate.checkHost(host), host);
  for (const address of ['127.0.0.1', '::1']) assert.ok(certificate.checkIP(address), address);
  assert.ok(!certificate.checkHost('evil.example'));
  assert.equal(certificate.ca, false);
  assert.ok(certificate.verify(certificate.publicKey));
  assert.match(identity.pin, /^[A-Za-z0-9+/]{43}=$/);
  for (const file of ['key.pem', 'certificate.pem'])
    assert.equal(statSync(join(folder, file)).mode & 0o777, 0o600);
});

test('[SERVER-1] it is kept, renewed before it runs out, and its key stays', async (t) => {
  const folder = temporaryFolder(t);
  const first = await ensureOwnIdentity(folder, 'localhost', NOW);
  assert.deepEqual(await ensureOwnIdentity(folder, 'localhost', NOW + 360 * DAY), first);
  const second = await ensureOwnIdentity(folder, 'localhost', NOW + 370 * DAY);
  assert.notEqual(second.certificate, first.certificate);
  assert.deepEqual([second.key, second.pin], [first.key, first.pin]);
  const moved = await ensureOwnIdentity(folder, '192.0.2.7', NOW);
  assert.ok(new X509Certificate(moved.certificate).checkIP('192.0.2.7'));
  assert.equal(moved.pin, first.pin);
});

test('[SERVER-1] a damaged certificate is made anew, a damaged key stops the start', async (t) => {
  const folder = temporaryFolder(t);
  const first = await ensureOwnIdentity(folder, 'localhost', NOW);
  writeFileSync(join(folder, 'certificate.pem'), 'garbage');
  assert.equal((await ensureOwnIdentity(folder, 'localhost', NOW)).pin, first.pin);
  writeFileSync(join(folder, 'key.pem'), 'garbage');
  await assert.rejects(ensureOwnIdentity(folder, 'localhost', NOW), StartError);
  assert.equal(readFileSync(join(folder, 'key.pem'), 'utf8'), 'garbage');
});

test('[SERVER-1] a given certificate and key are used if they belong together', async (t) => {
  const [one, two] = [temporaryFolder(t), temporaryFolder(t)];
  const identity = await ensureOwnIdentity(one, 'localhost', NOW);
  await ensureOwnIdentity(two, 'localhost', NOW);
  assert.deepEqual(readGivenIdentity(join(one, 'certificate.pem'), join(one, 'key.pem')), identity);
  for (const key of [join(two, 'key.pem'), join(two, 'missing.pem')]) {
    assert.throws(() => readGivenIdentity(join(one, 'certificate.pem'), key), StartError);
  }
});

test('[TLS-1] files that change are served within a minute and on request; half-written ones never', async (t) => {
  const authority = await Authority.make('An authority of this test');
  const folder = temporaryFolder(t);
  const tls = await authority.issueInto(folder, 'localhost');
  const clock = new ManualClock();
  const { running, logged } = await TestServer.start(t, { clock, settings: { tls } });
  const shown = async (): Promise<string> => {
    const socket = connect({ port: running.port, host: 'localhost', ca: authority.certificate });
    await once(socket, 'secureConnect');
    const serial = socket.getPeerX509Certificate()?.serialNumber ?? '';
    socket.destroy();
    return serial;
  };
  const first = await shown();

  // As a renewal replaces it: the certificate is there before its key is.
  const key = readFileSync(tls.key);
  const next = await authority.issueInto(folder, 'localhost');
  const nextKey = readFileSync(tls.key);
  writeFileSync(next.key, key);
  await running.reload();
  assert.equal(await shown(), first);
  writeFileSync(next.key, nextKey);
  clock.advance(60_000);
  await until(async () => (await shown()) !== first);
  const second = await shown();
  await authority.issueInto(folder, 'localhost');
  await running.reload();
  assert.notEqual(await shown(), second);
  await running.reload();
  for (const line of ['cannot be used; the old one', 'a new certificate is served', 'read again'])
    assert.ok(
      logged.some((text) => text.includes(line)),
      line,
    );
});

test('[TLS-2] a certificate that runs out is told to administrators, in the log and as a metric', async (t) => {
  const server = await TestServer.start(t);
  assert.match((await server.call('GET', '/metrics')).body, /throwline_certificate_days_left 396/);
  const { cookie } = await server.setUp();
  const notices = async (from: TestServer, by: string): Promise<unknown> =>
    (await from.call('GET', '/api/server-notices', { cookie: by })).json();
  assert.deepEqual(await notices(server, cookie), { notices: [] });

  const authority = await Authority.make('An authority of this test');
  const folder = temporaryFolder(t);
  const tls = await authority.issueInto(folder, 'localhost', 13.5);
  const { running, data, logged } = await TestServer.start(t, { settings: { tls } });
  const near = TestServer.at({ ...running, certificate: authority.certificate }, data);
  const staff = await near.setUp();
  const told = serverNoticesResponse.parse(await notices(near, staff.cookie)).notices;
  assert.deepEqual(
    told.map((notice) => notice.kind === 'certificate-ends' && notice.daysLeft),
    [13],
  );
  assert.ok(logged.some((line) => line.includes('runs out') && line.includes('"daysLeft":13')));
});

test('[TLS-3] the installation’s key is made once, for its owner’s eyes only; a damaged one stops the start', (t) => {
  const folder = temporaryFolder(t);
  const { publicKey } = InstallationKey.inFolder(folder);
  assert.equal(InstallationKey.inFolder(folder).publicKey, publicKey);
  assert.equal(statSync(join(folder, 'installation-key.pem')).mode & 0o777, 0o600);
  writeFileSync(join(folder, 'installation-key.pem'), 'garbage');
  assert.throws(() => InstallationKey.inFolder(folder), StartError);
});

/** Asks until it is so. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setImmediate(resolve));
}
