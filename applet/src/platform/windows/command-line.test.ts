import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commandLine } from './command-line.ts';

test('[APPLET-10] arguments reach the program as they are, whatever is in them', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['plain', 'plain'],
    ['with space', '"with space"'],
    ['', '""'],
    ['say "hi"', '"say \\"hi\\""'],
    ['C:\\a b\\', '"C:\\a b\\\\"'],
    ['C:\\ab\\', 'C:\\ab\\'],
    ['\\"', '"\\\\\\""'],
    ['&calc|%PATH%^', '&calc|%PATH%^'],
  ];
  for (const [argument, quoted] of cases) {
    assert.equal(commandLine('C:\\p\\e.exe', [argument]), `C:\\p\\e.exe ${quoted}`);
  }
});
