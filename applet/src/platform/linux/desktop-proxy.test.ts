import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { findLinuxProxy, parseGnomeProxy, parseKdeProxy } from './desktop-proxy.ts';

const SERVER = new URL('https://help.example.com');

function homeFolder(t: TestContext): string {
  const home = mkdtempSync(join(tmpdir(), 'home-'));
  t.after(() => rmSync(home, { recursive: true }));
  mkdirSync(join(home, '.config'));
  return home;
}

test('[APPLET-12] GNOME’s settings are asked, as its own programs ask them', async (t) => {
  const home = homeFolder(t);
  const environment = {
    PATH: process.env.PATH,
    HOME: home,
    XDG_CURRENT_DESKTOP: 'ubuntu:GNOME',
    // The settings in a file of this home, not in the session of whoever runs the test.
    GSETTINGS_BACKEND: 'keyfile',
  };
  const set = (schema: string, key: string, value: string): void => {
    execFileSync('gsettings', ['set', `org.gnome.system.proxy${schema}`, key, value], { env: environment });
  };
  assert.equal(await findLinuxProxy(environment)(SERVER), undefined);
  set('', 'mode', 'manual');
  set('.https', 'host', 'proxy.example.com');
  set('.https', 'port', '3128');
  set('', 'ignore-hosts', "['localhost', '10.0.0.0/8', '*.example.org']");
  const find = findLinuxProxy(environment);
  assert.deepEqual(await find(SERVER), {
    host: 'proxy.example.com',
    port: 3128,
    isSecure: false,
    credentials: undefined,
  });
  assert.equal(await find(new URL('https://help.example.org')), undefined);
  assert.equal(await find(new URL('https://10.1.2.3')), undefined);
  const byVariable = await findLinuxProxy({ ...environment, https_proxy: 'http://other:1' })(SERVER);
  assert.equal(byVariable?.host, 'other');
  set('', 'mode', 'none');
  assert.equal(await find(SERVER), undefined, 'asked anew each time');
});

test('[APPLET-12] GNOME: one proxy for everything, with a password; a script is not followed', () => {
  const manual = `org.gnome.system.proxy mode 'manual'
org.gnome.system.proxy use-same-proxy true
org.gnome.system.proxy ignore-hosts @as []
org.gnome.system.proxy.http host 'fd00::1'
org.gnome.system.proxy.http port 8080
org.gnome.system.proxy.http use-authentication true
org.gnome.system.proxy.http authentication-user 'anna'
org.gnome.system.proxy.http authentication-password "it's"
org.gnome.system.proxy.https host ''
org.gnome.system.proxy.https port 0
`;
  assert.deepEqual(parseGnomeProxy(manual)?.https, {
    host: 'fd00::1',
    port: 8080,
    isSecure: false,
    credentials: { user: 'anna', password: "it's" },
  });
  assert.equal(parseGnomeProxy(manual.replace("'manual'", "'auto'")), undefined);
  assert.equal(parseGnomeProxy(''), undefined);
});

test('[APPLET-12] KDE’s settings are read from their file', async (t) => {
  const home = homeFolder(t);
  writeFileSync(
    join(home, '.config/kioslaverc'),
    `[$Version]
update_info=x

[Proxy Settings]
NoProxyFor=localhost,.example.org
ProxyType=1
httpProxy=http://plain.example.com 8080
httpsProxy[$e]=http://proxy.example.com 3128

[Other]
httpsProxy=http://wrong 1
`,
  );
  const find = findLinuxProxy({ HOME: home, XDG_CURRENT_DESKTOP: 'KDE' });
  assert.equal((await find(SERVER))?.host, 'proxy.example.com');
  assert.equal((await find(SERVER))?.port, 3128);
  assert.equal((await find(new URL('http://help.example.com')))?.host, 'plain.example.com');
  assert.equal(await find(new URL('https://help.example.org')), undefined);
});

test('[APPLET-12] KDE: none, a script, or nothing ever set', async (t) => {
  for (const type of ['0', '2', '3']) {
    assert.equal(parseKdeProxy(`[Proxy Settings]\nProxyType=${type}\nhttpsProxy=http://a 1\n`), undefined);
  }
  assert.equal(parseKdeProxy('[Proxy Settings]\n'), undefined);
  const home = homeFolder(t);
  assert.equal(await findLinuxProxy({ HOME: home, XDG_CURRENT_DESKTOP: 'KDE' })(SERVER), undefined);
});
