import assert from 'node:assert/strict';
import { truncateSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { until } from '@throwline/testbed/wait.ts';
import { TestServer, temporaryFolder } from '../testing/test-server.ts';
import { MAX_DOWNLOADS_AT_ONCE } from './customer-routes.ts';

/** Far more than what lies between two programs of one computer. */
const SIZE = 64 * 1024 * 1024;

/** Begins a download and takes nothing of it but the head. */
function beginSlowly(t: TestContext, url: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { rejectUnauthorized: false, agent: false }, (answer) => {
      answer.pause();
      answer.on('error', () => undefined);
      resolve(answer);
    });
    sent.on('error', reject);
    t.after(() => sent.destroy());
    sent.end();
  });
}

test('[PAGE-12] who takes many downloads slowly gets no more of them until one is over', async (t) => {
  const linux = join(temporaryFolder(t), 'large.run');
  writeFileSync(linux, '');
  truncateSync(linux, SIZE);
  const server = await TestServer.start(t, { appletFiles: { linux } });
  const staff = await server.setUp();
  const [session, other] = [await server.claimedSession(staff), await server.claimedSession(staff)];
  const pathOf = ({ pageKey, ticket }: typeof session): string =>
    `/connect/${pageKey}/Support-Throwline-${ticket}.run`;
  const url = `${server.running.url}${pathOf(session)}`;

  const all = await Promise.all(Array.from({ length: MAX_DOWNLOADS_AT_ONCE + 5 }, () => beginSlowly(t, url)));
  const slow = all.filter(({ statusCode }) => statusCode === 200);
  assert.equal(slow.length, MAX_DOWNLOADS_AT_ONCE);
  const refused = await server.call('GET', pathOf(session));
  assert.deepEqual([refused.status, /Too many attempts/.test(refused.body)], [429, true]);
  assert.equal((await beginSlowly(t, `${server.running.url}${pathOf(other)}`)).statusCode, 200);

  slow[0]?.destroy();
  await until('another download', async () => (await beginSlowly(t, url)).statusCode === 200);
});
