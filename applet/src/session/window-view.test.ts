import assert from 'node:assert/strict';
import { test } from 'node:test';
import { secret, type WindowUpdate, windowUpdate } from '@throwline/protocol';
import { WindowView } from './window-view.ts';

test('[SIGHT-9] a window that takes the place of another is told what was chosen there', () => {
  const told: WindowUpdate[] = [];
  const view = new WindowView({
    version: '1.0.0',
    secret: secret.parse('s'.repeat(26)),
    tell: (update) => told.push(update),
  });
  const hello = () => view.whole().map((update) => windowUpdate.parse(update))[0];
  assert.ok(!('preferences' in (hello() ?? {})));
  view.preferences({ fontSize: 200, sound: false });
  const first = hello();
  assert.deepEqual(first?.type === 'hello' && first.preferences, { fontSize: 200, sound: false });
  assert.deepEqual(told, []);
});
