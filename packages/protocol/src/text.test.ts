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
  tooLong,
  writeAppletFrame,
} from './index.ts';

test('[SESSION-12] names lose what hides or reorders text', () => {
  assert.equal(cleanLine('  An\u202ena\u0000 \n B.\u200b '), 'An na B.');
  assert.equal(cleanLine('x'.repeat(500)).length, 100);
  assert.equal(cleanLine(`${'x'.repeat(99)}😀`), 'x'.repeat(99));
  assert.equal(personName.safeParse('\u202e \u200b').success, false);
});

test('[SESSION-12] chat keeps lines and emoji, loses control characters', () => {
  assert.equal(cleanText('a\r\nb\tc\u0007'), 'a\nb\tc');
  assert.equal(cleanText('👩‍💻 ok'), '👩‍💻 ok');
  assert.equal(chatText.safeParse('x'.repeat(4001)).success, false);
  assert.equal(chatText.safeParse(' \n ').success, false);
});

test('[TEXT-1] what scripts and emoji need stays, in names, file names and chat', () => {
  for (const text of [
    'می\u200cخواهم',
    'क्\u200dष',
    '👩\u200d👩\u200d👧',
    'שלום!\u200f',
    'א \u2066C++\u2069 ב',
    'Donau\u00addampf',
    '10\u2060km',
    '🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}',
  ]) {
    assert.equal(cleanLine(text), text);
    assert.equal(cleanText(text), text);
    assert.equal(cleanFileName(`${text}.txt`), `${text}.txt`);
  }
});

test('[TEXT-2] what turns text round or hides in it goes', () => {
  for (const point of [0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x200b, 0x2061, 0x206a, 0xfeff, 0xfff9]) {
    assert.equal(cleanText(`a${String.fromCodePoint(point)}b`), 'ab', point.toString(16));
    assert.equal(cleanLine(`a${String.fromCodePoint(point)}b`), 'a b', point.toString(16));
  }
  // Tags without a flag spell out what nobody sees.
  assert.equal(cleanText('a\u{e0068}\u{e0069}b'), 'ab');
  assert.equal(cleanLine('Anna\u200d\u00ad'), 'Anna');
  assert.equal(personName.safeParse('\u2066\u200d\u2069').success, false);
  assert.equal(chatText.safeParse('\u200f\u2060').success, false);
});

test('[TEXT-3] isolates end with their line, and before a file’s extension', () => {
  assert.equal(cleanLine('a\u2067b'), 'a\u2067b\u2069');
  assert.equal(cleanLine('a\u2069b'), 'ab');
  assert.equal(cleanText('a\u2067b\nc\u2069d'), 'a\u2067b\u2069\ncd');
  assert.equal(cleanFileName('bill\u2067fdp.e\u200fxe'), 'bill\u2067fdp\u2069.exe');
  assert.ok(cleanLine(`${'\u2066'.repeat(99)}x`).length <= 100);
  assert.ok(cleanText('\u2066x'.repeat(2000)).length <= 4000);
});

test('[TEXT-4] marks are not piled up', () => {
  assert.equal(cleanLine(`a${'\u0316'.repeat(50)}b`), `a${'\u0316'.repeat(6)}b`);
  assert.equal(cleanText(`a${'\u0316'.repeat(50)}b`), `a${'\u0316'.repeat(6)}b`);
});

test('[TEXT-6] what does not fit is said, with how much it is', () => {
  assert.equal(tooLong('x'.repeat(4000), 4000), undefined);
  assert.match(tooLong('x'.repeat(4500), 4000) ?? '', /too long by 500 characters: up to 4,000 fit/);
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
