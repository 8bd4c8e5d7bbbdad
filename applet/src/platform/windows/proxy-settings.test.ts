import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseProxy } from './proxy-settings.ts';

const host = (server: string, exceptions = '', to = 'https://help.example.org', isEnabled = true) =>
  chooseProxy({ isEnabled, server, exceptions }, new URL(to))?.host;

test('[APPLET-12] Windows’ settings name one proxy for all, or one a protocol', () => {
  assert.equal(host('proxy:8080'), 'proxy');
  assert.equal(host('http=web:80;https=safe:81'), 'safe');
  assert.equal(host('http=web:80'), undefined);
  assert.equal(host('http=web:80;https=safe:81', '', 'http://help.example.org'), 'web');
  assert.equal(host('socks=s:1080'), undefined);
  assert.equal(host('proxy:8080', '', 'https://help.example.org', false), undefined);
});

test('[APPLET-12] Windows’ exceptions: patterns, names without a dot, this computer itself', () => {
  assert.equal(host('p:1', '*.example.org;10.*'), undefined);
  assert.equal(host('p:1', '10.*', 'https://10.1.2.3'), undefined);
  assert.equal(host('p:1', '<local>', 'https://helpdesk'), undefined);
  assert.equal(host('p:1', '<local>'), 'p');
  assert.equal(host('p:1', 'help.example.org:8443'), 'p');
  assert.equal(host('p:1', 'https://help.example.org'), undefined);
  assert.equal(host('p:1', 'help.example.orgs;h.lp.example.org'), 'p');
  assert.equal(host('p:1', '', 'https://localhost:8443'), undefined);
  assert.equal(host('p:1', '<-loopback>', 'https://127.0.0.1:8443'), 'p');
});
