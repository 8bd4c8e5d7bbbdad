import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type TestContext, test } from 'node:test';
import { type WebSocket, WebSocketServer } from 'ws';
import { waitFor } from '../platform/linux/testing/wait-for.ts';
import { serverWires } from './server-wire.ts';
import type { Wire } from './wire.ts';

/** A server, and a wire to it that answers every message with `answer`. */
async function connected(
  t: TestContext,
  answer: Uint8Array,
): Promise<{ server: WebSocket; wire: Wire; heard: () => number }> {
  const listening = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(listening, 'listening');
  const address = listening.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const arrived = once(listening, 'connection');
  let heard = 0;
  const wire = serverWires(
    { serverUrl: `http://127.0.0.1:${address.port}`, pins: [] },
    '/',
    1024,
  )({
    opened: () => undefined,
    message() {
      heard += 1;
      wire.send(answer);
    },
    closed: () => undefined,
  });
  const [server] = await arrived;
  t.after(async () => {
    wire.cut();
    server.terminate();
    await new Promise((resolve) => listening.close(resolve));
  });
  return { server, wire, heard: () => heard };
}

/** Looks so often whether a number stands before it is believed. */
const LOOKS = 20;

/** A condition that holds once `isSo` does and `count` has stood still for some looks. */
function standing(count: () => number, isSo: () => boolean): () => boolean {
  let last = -1;
  let looks = 0;
  return () => {
    const now = count();
    looks = now === last && isSo() ? looks + 1 : 0;
    last = now;
    return looks >= LOOKS;
  };
}

/** Questions that came in one piece with the one that was too much are still answered; a piece has this many bytes at most. */
const PIECE = 64 * 1024;

for (const { what, answer, question, asked, enough, most } of [
  {
    // Their number is what counts here, and in all they are more than what systems keep for a connection by themselves.
    what: 'small',
    answer: new Uint8Array(1024),
    question: Buffer.alloc(18),
    asked: 60_000,
    // Half of what may wait: listening begins again below it, so that the system may have taken as much meanwhile.
    enough: 1_000_000,
    // With the heads of their messages: 20 bytes a question, 1032 an answer.
    most: (2048 + PIECE / 20) * 1032,
  },
  {
    what: 'large',
    answer: new Uint8Array(64 * 1024),
    question: Buffer.alloc(1024),
    asked: 1200,
    enough: 4 * 1024 * 1024,
    most: 8 * 1024 * 1024 + (1 + PIECE / 1028) * 65_550,
  },
]) {
  test(`[APPLET-11] who asks and takes no answers is not listened to: ${what} answers`, async (t) => {
    const { server, wire, heard } = await connected(t, answer);
    server.pause();
    for (let sent = 0; sent < asked; sent += 1) server.send(question);
    await waitFor(
      'answers to pile up',
      standing(heard, () => wire.queued > enough),
    );
    const before = heard();
    // In each turn of the event loop there is more to be read.
    for (let turn = 0; turn < 200; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(heard(), before);
    assert.ok(wire.queued <= most, `${wire.queued} bytes wait`);

    server.resume();
    await waitFor('all questions to be heard', () => heard() === asked);
  });
}
