import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { test } from 'node:test';
import { createServer } from 'node:tls';
import { temporaryFolder } from '../../../server/src/testing/test-server.ts';
import { ensureOwnIdentity } from '../../../server/src/tls/certificate.ts';
import { claimCode } from './claim.ts';
import { NO_PROXY } from './proxy.ts';

for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
  test(`[APPLET-7] a code is not told to a server with another key, by ${version}`, async (t) => {
    const { certificate, key } = await ensureOwnIdentity(temporaryFolder(t), 'localhost', Date.now());
    const listening = createServer({ cert: certificate, key, minVersion: version, maxVersion: version });
    t.after(() => listening.close());
    // It answers nothing, so that all that is sent to it is heard.
    let heard = '';
    listening.on('secureConnection', (socket) => {
      socket.on('error', () => socket.destroy());
      socket.on('data', (part: Buffer) => {
        heard += part.toString();
      });
    });
    const gone = new Promise<void>((resolve) => {
      listening.on('connection', (socket: Socket) => socket.on('close', () => resolve()));
    });
    listening.listen(0, 'localhost');
    await once(listening, 'listening');
    const address = listening.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const serverUrl = `https://localhost:${address.port}`;
    const another = createHash('sha256').update('another').digest('base64');
    const result = await claimCode({ serverUrl, pins: [another] }, '271828', NO_PROXY);
    assert.deepEqual(result, { kind: 'barred', code: 'certificate-mismatch' });
    await gone;
    assert.equal(heard, '');
  });
}
