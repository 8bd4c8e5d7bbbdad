import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';

test('[SERVER-11] a log whose reader is gone ends with the process', async () => {
  const logging = new URL('./logging.ts', import.meta.url).href;
  const program = `
    import { createLogger } from '${logging}';
    const log = createLogger('info');
    process.stdin.once('end', () => {
      log.info('nobody hears this');
      log.info('nor this');
      process.exit();
    }).resume();
    process.stdout.write('ready');
  `;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], { stdio: 'pipe' });
  const ended = once(child, 'exit');
  await once(child.stdout, 'data');
  child.stderr.destroy();
  await once(child.stderr, 'close');
  child.stdin.end();
  assert.deepEqual(await ended, [0, null]);
});
