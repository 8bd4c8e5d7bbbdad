import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { StartError } from '../start-error.ts';
import { temporaryFolder } from '../testing/test-server.ts';
import { ensureOwnIdentity, readGivenIdentity } from './certificate.ts';

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
