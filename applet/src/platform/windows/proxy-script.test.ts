import assert from 'node:assert/strict';
import { test } from 'node:test';
import { patient } from './proxy-script.ts';

const SERVER = new URL('https://help.example/');

test('[APPLET-12] a script that gives no answer is asked once, not with every connection, and again once it has answered', async () => {
  const asked: ((answer: string) => void)[] = [];
  const ask = patient(() => new Promise((resolve) => asked.push(resolve)), 10);
  assert.deepEqual(await Promise.all([ask('pac', SERVER), ask('pac', SERVER)]), ['', '']);
  assert.equal(await ask('pac', SERVER), '');
  assert.equal(asked.length, 1);

  const waiting = ask('pac', SERVER);
  asked[0]?.('proxy.example:3128');
  assert.equal(await waiting, 'proxy.example:3128');
  assert.equal(await ask('pac', SERVER), '');
  assert.equal(asked.length, 2);
});

test('[APPLET-12] a script that fails means a direct way', async () => {
  const ask = patient(() => Promise.reject(new Error('no such library')), 1000);
  assert.equal(await ask('pac', SERVER), '');
  assert.equal(await ask('pac', SERVER), '');
});
