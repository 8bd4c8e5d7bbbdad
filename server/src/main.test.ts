import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from './testing/test-server.ts';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));

test('[TLS-5] the start says which setting lets others come; SIGHUP reads the certificate again and ends nothing', async (t) => {
  const settings = { THROWLINE_DATA: temporaryFolder(t), THROWLINE_PORT: '0', THROWLINE_HOST: '127.0.0.1' };
  const child = spawn(process.execPath, [MAIN], {
    env: { PATH: process.env.PATH, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  t.after(() => child.kill('SIGKILL'));
  const ended = once(child, 'exit');
  let said = '';
  let heard: () => void = () => undefined;
  for (const output of [child.stdout, child.stderr]) {
    output.on('data', (text: Buffer) => {
      said += text.toString();
      heard();
    });
  }
  const says = async (words: RegExp): Promise<void> => {
    while (!words.test(said)) {
      await new Promise<void>((resolve) => {
        heard = resolve;
      });
    }
  };
  await says(/Only this computer .*THROWLINE_PUBLIC_URL=https:\/\/\S+:\d+/s);
  said = '';
  child.kill('SIGHUP');
  await says(/the certificate was read again/);
  child.kill('SIGTERM');
  assert.deepEqual(await ended, [0, null]);
});
