import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  appletInfo,
  chatText,
  cleanFileName,
  cleanLine,
  cleanText,
  fileName,
  MAX_FILE_NAME_LENGTH,
  personName,
  readAppletFrame,
  writeAppletFrame,
} from './index.ts';

test('[SESSION-12] names lose what hides or reorders text', () => {
  assert.equal(cleanLine('  An\u202ena\u0000 \n B.\u200b '), 'An na B.');
  assert.equal(cleanLine('x'.repeat(500)).length, 100);
  assert.equal(cleanLine(`${'x'.repeat(99)}😀`), 'x'.repeat(99));
  assert.equal(personName.safeParse('\u202e \u200b').success, false);
});

test('[SESSION-12] chat keeps lines and emoji, loses control characters', () => {
  assert.equal(cleanText('a\r\nb\tc\u0007'), 'a\nb    c');
  assert.equal(cleanText('👩‍💻 ok'), '👩‍💻 ok');
  assert.equal(chatText.safeParse('x'.repeat(4001)).success, false);
  assert.equal(chatText.safeParse(' \n ').success, false);
});

test('[FILE-2] hostile file names become harmless ones', () => {
  const cases: [string, string][] = [
    ['../../etc/passwd', 'passwd'],
    ['C:\\Windows\\evil.exe', 'evil.exe'],
    ['.bashrc', 'bashrc'],
    ['CON', '_CON'],
    ['nul.txt', '_nul.txt'],
    ['nul .txt', '_nul .txt'],
    ['COM¹.log', '_COM¹.log'],
    ['CONOUT$', '_CONOUT$'],
    [`${'x'.repeat(118)}..${'y'.repeat(30)}`, 'x'.repeat(118)],
    ['a:b|c?.txt', 'a_b_c_.txt'],
    ['photo\u202egpj.exe', 'photo gpj.exe'],
    ['..', 'file'],
    ['', 'file'],
    ['name. . ', 'name'],
  ];
  for (const [given, wanted] of cases) assert.equal(cleanFileName(given), wanted, given);
  const long = cleanFileName(`${'é'.repeat(300)}.tar.gz`);
  assert.ok(long.length <= MAX_FILE_NAME_LENGTH);
  assert.match(long, /\.gz$/);
  assert.equal(fileName.safeParse('x'.repeat(5000)).success, false);
});

test('[SESSION-12] what an applet says of its program and its monitors is cleaned like every name', () => {
  const info = { os: 'linux', arch: 'x64', version: '1.0\u202e\u0000gpj', capabilities: [] };
  assert.equal(appletInfo.parse(info).version, '1.0 gpj');
  const area = { x: 0, y: 0, width: 8, height: 8 };
  const monitors = [{ id: 1, ...area, primary: true, name: 'HDMI\u202e\n\u200b1' }];
  const read = readAppletFrame(
    writeAppletFrame({ type: 'screen-layout', monitor: 0, shown: area, monitors }),
  );
  assert.ok(read.type === 'screen-layout');
  assert.equal(read.monitors[0]?.name, 'HDMI 1');
});
