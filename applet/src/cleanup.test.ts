import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tearDown } from './cleanup.ts';

test('[APPLET-3] every step has its turn, whatever became of those before it', async () => {
  const done: string[] = [];
  const lines: string[] = [];
  await tearDown(
    [
      { name: 'first', patience: 1000, run: () => void done.push('first') },
      {
        name: 'failing',
        patience: 1000,
        run() {
          throw new Error('broken');
        },
      },
      { name: 'hanging', patience: 10, run: () => new Promise(() => undefined) },
      { name: 'last', patience: 1000, run: async () => void done.push('last') },
    ],
    (line) => lines.push(line),
  );
  assert.deepEqual(done, ['first', 'last']);
  assert.deepEqual(lines, ['teardown: failing failed: broken', 'teardown: hanging takes too long']);
});
