import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemCodesetOf, withUtf8 } from './locale.ts';

const codesets: Record<string, string> = {
  C: 'ANSI_X3.4-1968',
  'C.UTF-8': 'UTF-8',
  'de_DE.UTF-8': 'UTF-8',
  'de_DE@euro': 'ISO-8859-15',
};
const codesetOf = (name: string): string | undefined => codesets[name];

test('[ENGINE-1] a locale that knows UTF-8 stays as it is', () => {
  for (const environment of [
    { LANG: 'de_DE.UTF-8' },
    { LANG: 'C', LC_ALL: 'de_DE.UTF-8' },
    { LANG: 'C', LC_CTYPE: 'C.UTF-8', LC_ALL: '' },
  ]) {
    assert.equal(withUtf8(environment, codesetOf), environment);
  }
});

test('[ENGINE-1] none, another character set, or one that is not installed: file names are UTF-8 all the same', () => {
  assert.deepEqual(withUtf8({ HOME: '/home/a' }, codesetOf), { HOME: '/home/a', LC_CTYPE: 'C.UTF-8' });
  assert.deepEqual(withUtf8({ LC_ALL: 'C', LANG: 'de_DE.UTF-8' }, codesetOf), {
    LANG: 'C',
    LC_CTYPE: 'C.UTF-8',
  });
  assert.deepEqual(withUtf8({ LANG: 'de_DE@euro' }, codesetOf), { LANG: 'de_DE@euro', LC_CTYPE: 'C.UTF-8' });
  assert.deepEqual(withUtf8({ LANG: 'sv_SE.UTF-8' }, codesetOf), {
    LANG: 'sv_SE.UTF-8',
    LC_CTYPE: 'C.UTF-8',
  });
});

test('[ENGINE-1] a computer without any such locale keeps what it has', () => {
  assert.deepEqual(
    withUtf8({ LANG: 'C' }, () => undefined),
    { LANG: 'C' },
  );
});

test('[ENGINE-1] the C library is asked', () => {
  assert.equal(systemCodesetOf('C.UTF-8'), 'UTF-8');
  assert.equal(systemCodesetOf('C'), 'ANSI_X3.4-1968');
  assert.equal(systemCodesetOf('xx_XX.UTF-8'), undefined);
});
