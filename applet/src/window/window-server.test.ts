import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import { type TestContext, test } from 'node:test';
import { WINDOW_SOCKET_PATH, type WindowCommand, type WindowUpdate } from '@throwline/protocol';
import { WebSocket } from 'ws';
import { aFileId, aRequestId, aSecret } from '../testing/ids.ts';
import { WindowPage } from '../testing/window-page.ts';
import { type WindowRequest, WindowServer } from './window-server.ts';

const TOKEN = aSecret(1);
const SECRET = aSecret(2);
const HELLO: WindowUpdate = {
  type: 'hello',
  organisation: 'Helpdesk',
  version: '1',
  reader: 'customer',
  secret: SECRET,
};

async function open(t: TestContext) {
  const told: string[] = [];
  const requests: WindowRequest[] = [];
  const uploads: string[] = [];
  const server = await WindowServer.open(
    { html: Buffer.from('<title>Support</title>'), secret: SECRET },
    {
      connected() {
        told.push('connected');
        return [HELLO];
      },
      disconnected: (hasLeft) => told.push(hasLeft ? 'left' : 'disconnected'),
      intruder: () => told.push('intruder'),
      request: (each) => requests.push(each),
      async upload(id, body) {
        let length = 0;
        for await (const part of body) length += part.length;
        uploads.push(`${Number(id)} ${length}`);
        return length === 0 ? { ok: false, code: 'file-unknown', message: 'no' } : { ok: true };
      },
    },
  );
  server.admit(TOKEN);
  t.after(() => server.close());
  return { server, told, requests, uploads };
}

const page = (server: WindowServer, first: WindowCommand | string, headers?: Record<string, string>) =>
  WindowPage.open(server.origin, first, headers);

function call(
  server: WindowServer,
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body = '',
) {
  return new Promise<{ status: number; text: string; headers: Record<string, unknown> }>(
    (resolve, reject) => {
      const sent = request(`${server.origin}${path}`, { method, headers }, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (part: string) => {
          text += part;
        });
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, text, headers: response.headers }),
        );
      });
      sent.on('error', reject);
      sent.end(body);
    },
  );
}

test('[APPLET-2] the token opens the window once; the secret brings it back', async (t) => {
  const { server, told } = await open(t);
  const first = await page(server, { type: 'open', token: TOKEN });
  assert.deepEqual(await first.seeLast('hello'), HELLO);
  const thief = await page(server, { type: 'open', token: TOKEN });
  assert.equal(await thief.closed, 4401);
  first.socket.close();
  await first.closed;
  const back = await page(server, { type: 'resume', secret: SECRET });
  assert.deepEqual(await back.seeLast('hello'), HELLO);
  assert.deepEqual(told.slice(0, 3), ['connected', 'disconnected', 'connected']);
});

test('[APPLET-16] a window that is there is not taken over by another that knows its secret', async (t) => {
  const { server, told } = await open(t);
  const first = await page(server, { type: 'open', token: TOKEN });
  await first.seeLast('hello');
  const second = await page(server, { type: 'resume', secret: SECRET });
  assert.equal(await second.closed, 4409);
  assert.deepEqual(told, ['connected', 'intruder']);
  first.send({ type: 'end' });
  // One whose program hangs answers no ping; its place is free.
  first.socket.pause();
  const third = await page(server, { type: 'resume', secret: SECRET });
  assert.deepEqual(await third.seeLast('hello'), HELLO);
});

test('[APPLET-2] a wrong token, a wrong secret, and anything before them are refused', async (t) => {
  const { server, requests, told } = await open(t);
  const wrong: WindowCommand[] = [
    { type: 'open', token: aSecret(9) },
    { type: 'resume', secret: TOKEN },
    { type: 'revoke-all' },
  ];
  for (const first of wrong) {
    const { closed } = await page(server, first);
    assert.equal(await closed, 4401);
  }
  const broken = await page(server, 'no json');
  assert.equal(await broken.closed, 4400);
  assert.deepEqual([requests, told], [[], []]);
});

test('[APPLET-2] other origins and other hosts get nothing', async (t) => {
  const { server } = await open(t);
  const evil = { origin: 'https://evil.example' };
  await assert.rejects(page(server, { type: 'open', token: TOKEN }, evil), /403/);
  await assert.rejects(page(server, { type: 'open', token: TOKEN }, { host: 'bent.example' }), /403/);
  assert.equal((await call(server, 'GET', '/', { host: 'bent.example' })).status, 403);
  assert.equal((await call(server, 'GET', '/', evil)).status, 403);
  const noOrigin = new WebSocket(`${server.origin.replace('http', 'ws')}/window`);
  await assert.rejects(once(noOrigin, 'open'), /403/);
});

test('the page is served bare, everything else is not found', async (t) => {
  const { server } = await open(t);
  const answer = await call(server, 'GET', '/');
  assert.equal(answer.status, 200);
  assert.equal(answer.text, '<title>Support</title>');
  assert.ok(answer.headers['content-security-policy']);
  assert.equal(JSON.stringify(answer).includes(SECRET), false);
  for (const path of ['/x', '/window', '/../etc/passwd', '/file/'])
    assert.notEqual((await call(server, 'GET', path)).status, 200);
});

test('[FILE-1] uploads need the window’s secret and its origin', async (t) => {
  const { server, uploads } = await open(t);
  const path = `/file/${aFileId(7)}`;
  const good = { origin: server.origin, 'x-throwline-window': SECRET };
  assert.equal(
    (await call(server, 'POST', path, { ...good, 'x-throwline-window': TOKEN }, 'abc')).status,
    403,
  );
  assert.equal((await call(server, 'POST', path, { 'x-throwline-window': SECRET }, 'abc')).status, 403);
  assert.equal((await call(server, 'POST', '/file/short', good, 'abc')).status, 404);
  assert.deepEqual(uploads, []);
  assert.equal((await call(server, 'POST', path, good, 'abc')).status, 204);
  const refused = await call(server, 'POST', path, good, '');
  assert.deepEqual(
    [refused.status, JSON.parse(refused.text)],
    [404, { code: 'file-unknown', message: 'no' }],
  );
  assert.deepEqual(uploads, ['7 3', '7 0']);
});

test('what the customer does arrives in order; what is no command ends the socket', async (t) => {
  const { server, requests } = await open(t);
  const window = await page(server, { type: 'open', token: TOKEN });
  await window.seeLast('hello');
  window.socket.send(JSON.stringify({ type: 'answer', requestId: aRequestId(), yes: true }));
  window.socket.send(JSON.stringify({ type: 'end' }));
  window.socket.send(JSON.stringify({ type: 'grant-everything' }));
  assert.equal(await window.closed, 4400);
  assert.deepEqual(requests, [{ type: 'answer', requestId: aRequestId(), yes: true }, { type: 'end' }]);
});

test('[WINDOW-6] what is said directly after the first message is not lost', async (t) => {
  const { server, requests } = await open(t);
  const window = await page(server, { type: 'open', token: TOKEN });
  window.socket.send(JSON.stringify({ type: 'answer', requestId: aRequestId(), yes: false }));
  window.socket.send(JSON.stringify({ type: 'end' }));
  await window.seeLast('hello');
  window.socket.send(JSON.stringify({ type: 'grant-everything' }));
  assert.equal(await window.closed, 4400);
  assert.deepEqual(requests, [{ type: 'answer', requestId: aRequestId(), yes: false }, { type: 'end' }]);
});

test('a message above 64 KiB ends the socket', async (t) => {
  const { server } = await open(t);
  const window = await page(server, { type: 'open', token: TOKEN });
  await window.seeLast('hello');
  window.socket.send('x'.repeat(64 * 1024 + 1));
  assert.equal(await window.closed, 1009);
});

test('[WINDOW-4] programs that open sockets and say nothing neither pile up nor keep the window out', async (t) => {
  const { server } = await open(t);
  const silent = await Promise.all(
    Array.from({ length: 9 }, async () => {
      const { host } = new URL(server.origin);
      const socket = new WebSocket(`ws://${host}${WINDOW_SOCKET_PATH}`, { origin: server.origin });
      t.after(() => socket.terminate());
      const closed = once(socket, 'close');
      await once(socket, 'open');
      return { socket, closed };
    }),
  );
  await Promise.race(silent.map(({ closed }) => closed));
  const window = await page(server, { type: 'open', token: TOKEN });
  assert.deepEqual(await window.seeLast('hello'), HELLO);
});

test('[SOCKET-11] a message to the window server comes in few frames', async (t) => {
  const { server } = await open(t);
  const window = await page(server, { type: 'open', token: TOKEN });
  await window.seeLast('hello');
  for (let n = 0; n < 65; n += 1) window.socket.send('', { fin: false });
  assert.equal(await window.closed, 1008);
});
