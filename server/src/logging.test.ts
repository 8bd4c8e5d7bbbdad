import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { createLogger } from './logging.ts';

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

test('[SERVER-5] what may be secret is not logged, wherever it stands; why something failed is', () => {
  const lines: string[] = [];
  const log = createLogger('info', { write: (line) => void lines.push(line) });
  log.info({ code: '123456', session: { code: '123456', ticket: 'abc' }, error: 'code-invalid' }, 'a slip');
  log.error({ err: Object.assign(new Error('no such file'), { code: 'ENOENT' }) }, 'a failure');
  assert.ok(!lines.join('').includes('123456') && !lines.join('').includes('abc'));
  assert.equal(JSON.parse(lines[0] ?? '').error, 'code-invalid');
  assert.equal(JSON.parse(lines[1] ?? '').err.errorCode, 'ENOENT');
});
