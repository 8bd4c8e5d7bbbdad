import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import type { EngineStart } from './engine-host.ts';
import { launchEngine } from './engine-launch.ts';

test('[ENGINE-2] the customer’s own browser is started from nowhere near the applet’s folder, and knows nothing of it', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'throwline-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const handed: Omit<EngineStart, 'ended'>[] = [];
  await launchEngine({
    host: {
      environment: (_, environment) => Promise.resolve(environment),
      start: () => Promise.reject(new Error('nothing is started')),
      async handOver(start) {
        handed.push(start);
      },
    },
    engine: { kind: 'default-browser', path: '/usr/bin/xdg-open', before: [], isElsewhere: false },
    address: 'http://127.0.0.1:1/#token',
    folder,
    place: undefined,
    environment: {
      LANG: 'de_DE.UTF-8',
      THROWLINE_RUN: folder,
      PWD: join(folder, 'app'),
      OLDPWD: folder,
      TMPDIR: `${folder}/tmp`,
    },
    ended: () => undefined,
  });
  const [start] = handed;
  assert.ok(start);
  assert.deepEqual(start.environment, { LANG: 'de_DE.UTF-8' });
  assert.ok(!start.folder.includes(basename(folder)));
});
