import assert from 'node:assert/strict';
import { test } from 'node:test';
import { proxyFromEnvironment } from './proxy-environment.ts';

const host = (environment: NodeJS.ProcessEnv, server: string): string | undefined =>
  proxyFromEnvironment(environment)(new URL(server))?.host;

test('[APPLET-12] the usual variables are read: small letters first, by the server’s protocol', () => {
  const server = 'https://help.example.org';
  assert.equal(host({}, server), undefined);
  assert.equal(host({ HTTPS_PROXY: 'http://big:1' }, server), 'big');
  assert.equal(host({ HTTPS_PROXY: 'http://big:1', https_proxy: 'http://small:1' }, server), 'small');
  assert.equal(host({ http_proxy: 'http://plain:1' }, server), undefined);
  assert.equal(host({ http_proxy: 'http://plain:1' }, 'http://help.example.org'), 'plain');
  assert.equal(host({ ALL_PROXY: 'all:1' }, server), 'all');
});

test('[APPLET-12] what no_proxy names is reached directly', () => {
  const isDirect = (list: string, server: string): boolean =>
    host({ https_proxy: 'http://p:1', no_proxy: list }, server) === undefined;
  for (const [list, server] of [
    ['*', 'https://help.example.org'],
    ['example.org', 'https://help.example.org'],
    ['.example.org, other', 'https://help.example.org'],
    ['*.example.org', 'https://help.example.org'],
    ['help.example.org:8443', 'https://help.example.org:8443'],
    ['10.0.0.0/8', 'https://10.1.2.3'],
    ['::1', 'https://[::1]:8443'],
    ['[::1]:8443', 'https://[::1]:8443'],
    ['fd00::/8', 'https://[fd12::1]'],
    ['localhost', 'https://LOCALHOST'],
  ] as const) {
    assert.ok(isDirect(list, server), `${list} ${server}`);
  }
  for (const [list, server] of [
    ['', 'https://help.example.org'],
    ['ample.org', 'https://help.example.org'],
    ['help.example.org:443', 'https://help.example.org:8443'],
    ['10.0.0.0/8', 'https://11.1.2.3'],
    ['10.0.0.0/99', 'https://10.1.2.3'],
    ['1.2.3', 'https://11.2.3.4'],
    ['2.3.4.5', 'https://1.2.3.4'],
  ] as const) {
    assert.ok(!isDirect(list, server), `${list} ${server}`);
  }
});
