import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const UNIT = join(ROOT, 'deploy', 'throwline.service');

test('[STORAGE-12] the unit for systemd is taken in silence, starts what is there, and has no root', () => {
  const { status, stdout, stderr } = spawnSync('systemd-analyze', ['verify', UNIT], { encoding: 'utf8' });
  assert.deepEqual([status, stdout, stderr], [0, '', '']);
  const unit = readFileSync(UNIT, 'utf8');
  const value = (name: string): string => new RegExp(`^${name}=(.*)$`, 'm').exec(unit)?.[1] ?? '';
  const [, node = '', main = ''] = value('ExecStart').split(' ');
  assert.ok(existsSync(join(ROOT, node)) && existsSync(join(ROOT, main)), value('ExecStart'));
  assert.equal(value('User'), 'throwline');
  assert.equal(value('Environment'), `THROWLINE_DATA=/var/lib/${value('StateDirectory')}`);
  assert.equal(value('CapabilityBoundingSet'), 'CAP_NET_BIND_SERVICE');
  assert.deepEqual(
    [value('ProtectSystem'), value('NoNewPrivileges'), value('Restart')],
    ['strict', 'yes', 'on-failure'],
  );
});
