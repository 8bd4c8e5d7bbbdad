import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { readSettings, SETTINGS } from './settings.ts';
import { StartError } from './start-error.ts';

const page = readFileSync(new URL('../../docs/SETTINGS.md', import.meta.url), 'utf8');
const rows = [...page.matchAll(/^\| `(THROWLINE_\w+)` \| (?:`([^`]*)`)?/gm)];

test('[SERVER-6] every setting is documented, and nothing else is', () => {
  assert.deepEqual(rows.map((row) => row[1]).sort(), Object.keys(SETTINGS).sort());
});

test('[SERVER-6] the documented defaults are the real ones', () => {
  const byDefault = readSettings({});
  const written = readSettings(
    Object.fromEntries(
      rows.filter((row) => row[2] !== undefined && !row[2].includes('PORT')).map((row) => [row[1], row[2]]),
    ),
  );
  assert.deepEqual(written, byDefault);
});

test('[SERVER-6] minutes become milliseconds, and 0 stays never', () => {
  const settings = readSettings({ THROWLINE_CODE_MINUTES: '2', THROWLINE_IDLE_MINUTES: '0' });
  assert.equal(settings.codeLifetime, 120_000);
  assert.equal(settings.timeouts.idle, 0);
});

for (const [name, value] of [
  ['THROWLINE_PORT', '70000'],
  ['THROWLINE_PORT', '80a'],
  ['THROWLINE_CODE_MINUTES', '0'],
  ['THROWLINE_PUBLIC_URL', 'localhost:8443'],
  ['THROWLINE_PUBLIC_URL', 'https://help.example.org/support'],
  ['THROWLINE_PUBLIC_URL', 'https://help.example.org/?a=b'],
  ['THROWLINE_PUBLIC_URL', 'https://help.example.org/?'],
  ['THROWLINE_PUBLIC_URL', 'https://help.example.org/#top'],
  ['THROWLINE_PUBLIC_URL', 'https://anna@help.example.org'],
  ['THROWLINE_PUBLIC_URL', 'https://:secret@help.example.org'],
  ['THROWLINE_PUBLIC_URL', 'https://0.0.0.0:8443'],
  ['THROWLINE_PUBLIC_URL', 'https://*.example.org'],
  ['THROWLINE_PUBLIC_URL', 'http://help.example.org'],
  ['THROWLINE_PUBLIC_URL', 'HTTP://help.example.org'],
  ['THROWLINE_TRUST_PROXY', '10.0.0.0/33'],
  ['THROWLINE_TLS_PINS', 'abc'],
  ['THROWLINE_METRICS_TOKEN', 'short'],
  ['THROWLINE_LOG_LEVEL', 'loud'],
] as const) {
  test(`[SERVER-6] ${name}=${value} stops the start and names the variable`, () => {
    assert.throws(
      () => readSettings({ [name]: value }),
      (error) => error instanceof StartError && error.message.includes(name) && !error.message.includes('\n'),
    );
  });
}

test('[SERVER-1] plain HTTP stays on loopback unless it is told otherwise', () => {
  assert.equal(readSettings({ THROWLINE_PLAIN_HTTP: 'loopback' }).host, '127.0.0.1');
  assert.throws(
    () => readSettings({ THROWLINE_PLAIN_HTTP: 'loopback', THROWLINE_HOST: '0.0.0.0' }),
    StartError,
  );
  assert.equal(readSettings({ THROWLINE_PLAIN_HTTP: 'anywhere', THROWLINE_HOST: '0.0.0.0' }).host, '0.0.0.0');
});

test('[SERVER-6] what would be left aside stops the start, too: a certificate with plain HTTP', () => {
  const tls = { THROWLINE_TLS_CERT: 'a.pem', THROWLINE_TLS_KEY: 'b.pem' };
  assert.throws(() => readSettings({ ...tls, THROWLINE_PLAIN_HTTP: 'loopback' }), /THROWLINE_TLS_CERT/);
});

test('[SERVER-6] an address is taken with and without its last slash, and http:// where TLS is off', () => {
  assert.equal(
    readSettings({ THROWLINE_PUBLIC_URL: 'https://Help.example.org/' }).publicUrl,
    'https://help.example.org',
  );
  const plain = { THROWLINE_PLAIN_HTTP: 'anywhere', THROWLINE_PUBLIC_URL: 'http://help.example.org:8080' };
  assert.equal(readSettings(plain).publicUrl, 'http://help.example.org:8080');
});

test('[SERVER-1] a certificate without its key stops the start', () => {
  assert.throws(() => readSettings({ THROWLINE_TLS_CERT: 'a.pem' }), StartError);
});
