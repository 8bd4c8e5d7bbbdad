import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { isPinned, KOFFI_FOR_WINDOWS, RUNTIMES } from './pinned-package.ts';

test('a package that is not the pinned one is refused', () => {
  assert.equal(isPinned(Buffer.from('something else'), RUNTIMES.linux), false);
});

test('all runtimes are of one version, and koffi’s part for Windows is of the version that the applet has', () => {
  const versionOf = (spec: string): string => spec.slice(spec.lastIndexOf('@') + 1);
  assert.equal(versionOf(RUNTIMES.windows.spec), versionOf(RUNTIMES.linux.spec));
  const applet = JSON.parse(readFileSync(new URL('../../applet/package.json', import.meta.url), 'utf8'));
  assert.equal(versionOf(KOFFI_FOR_WINDOWS.spec), applet.dependencies.koffi);
});
