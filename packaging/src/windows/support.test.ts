import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { type Desktop, startDesktop } from '@throwline/testbed/desktop.ts';
import { until } from '@throwline/testbed/wait.ts';
import { startWine, type Wine } from '@throwline/testbed/wine.ts';
import { copyOf, type SmallProgram, smallProgram, windowsPath } from './testing/small-program.ts';

const isRoot = process.getuid?.() === 0;
/** Writes a note of what it has been given. */
const NOTE = String.raw`
  FileOpen $0 "$R2\seen" w
  FileWrite $0 "$R0$\n$R1$\n"
  FileClose $0`;
/** Waits until there is a note that lets it go on. */
const WAIT = String.raw`
  ${'${'}While} 1 = 1
    ${'${'}If} ${'${'}FileExists} "$R2\go-on"
      ${'${'}Break}
    ${'${'}EndIf}
    Sleep 50
  ${'${'}EndWhile}`;

let desktop: Desktop;
let wine: Wine;
before(async () => {
  desktop = await startDesktop(800, 600);
  wine = await startWine(desktop);
});
after(async () => {
  await wine?.close();
  await desktop?.close();
});

const run = ({ file, env }: SmallProgram, path = file) => wine.start(path, [], env);
const note = (program: SmallProgram, name: string): string => join(program.notes, name);
const noted = (program: SmallProgram, name: string) => until(name, () => existsSync(note(program, name)));

test('[APPLET-1] [PACKAGE-5] unpacks to a folder of its own, hands the program its folder and file, and leaves nothing', async (t) => {
  const program = await smallProgram(t, `${NOTE}\n${WAIT}`);
  const { ended } = run(program);
  await noted(program, 'seen');
  const [folder = '', file] = readFileSync(note(program, 'seen'), 'utf8').split('\n');
  assert.equal(file, windowsPath(program.file));
  const name = /^C:\\users\\[^\\]+\\Temp\\(throwline-[0-9A-F]{20})$/.exec(folder)?.[1];
  assert.ok(name, folder);
  const files = readdirSync(join(wine.temporary, name), { recursive: true }).sort();
  assert.deepEqual(files, [
    'app',
    'app/padding',
    'installation.json',
    'log.txt',
    'runtime',
    'runtime/node.exe',
  ]);
  assert.equal(
    readFileSync(join(wine.temporary, name, 'installation.json'), 'utf8'),
    '{"serverUrl":"https://x"}',
  );
  writeFileSync(note(program, 'go-on'), '');
  assert.equal(await ended, 0);
  await until('the file to be removed', () => !existsSync(program.file));
  assert.deepEqual(readdirSync(wine.temporary), []);
  assert.ok(!existsSync(note(program, 'released')));
});

test('[APPLET-15] what is set for other programs does not bend this one', async (t) => {
  const names = ['NODE_OPTIONS', 'NODE_COMPILE_CACHE', 'openssl_conf', 'SSLKEYLOGFILE', 'MY_OWN', 'NODE'];
  const program = await smallProgram(
    t,
    `${names.map((name, at) => `  ReadEnvStr $${at} ${name}`).join('\n')}
  FileOpen $R5 "$R2\\seen" w
  FileWrite $R5 "$0$1$2$3;$4;$5"
  FileClose $R5`,
  );
  const set = Object.fromEntries(names.map((name) => [name, name.toLowerCase()]));
  await wine.start(program.file, [], { ...program.env, ...set }).ended;
  assert.equal(readFileSync(note(program, 'seen'), 'utf8'), ';my_own;node');
});

test('[PACKAGE-5] a program that is ended by force: what it held is let go, everything is removed', async (t) => {
  const program = await smallProgram(
    t,
    String.raw`
  FileOpen $0 "$R2\seen" w
  FileClose $0
  SetErrorLevel 9
  Quit`,
  );
  const { ended } = run(program);
  assert.equal(await ended, 9);
  assert.ok(existsSync(note(program, 'released')));
  await until('the file to be removed', () => !existsSync(program.file));
  assert.deepEqual(readdirSync(wine.temporary), []);
});

test('[APPLET-5] [PACKAGE-2] a program that could not begin says why, and its file stays for another try', async (t) => {
  const program = await smallProgram(
    t,
    String.raw`
  FileOpen $0 "$R0\message" w
  FileWriteByte $0 195
  FileWriteByte $0 156
  FileWrite $0 "ber diesen Rechner geht es nicht."
  FileClose $0
  SetErrorLevel 75
  Quit`,
  );
  const { ended } = run(program);
  assert.equal(await wine.acknowledge(/Rechner/), 'Über diesen Rechner geht es nicht.');
  assert.equal(await ended, 75);
  assert.ok(existsSync(program.file));
  assert.deepEqual(readdirSync(wine.temporary), []);
});

test('[APPLET-9] [PACKAGE-2] a download that was cut off or damaged says so and starts nothing', async (t) => {
  const program = await smallProgram(t, NOTE, { padding: 100_000 });
  const whole = readFileSync(program.file);
  const damaged = Buffer.from(whole);
  damaged.fill(0x55, damaged.length - 60_000, damaged.length - 59_000);
  const cut = whole.subarray(0, whole.length - 50_000);
  for (const bytes of [damaged, cut]) {
    writeFileSync(program.file, bytes);
    const { ended } = run(program);
    await wine.acknowledge(/^The download is incomplete or damaged\. Download the support program again/);
    assert.notEqual(await ended, 0);
    assert.ok(existsSync(program.file));
  }
  assert.deepEqual(readdirSync(wine.temporary), []);
  assert.ok(!existsSync(note(program, 'seen')));
});

test('[PACKAGE-3] started twice, the second one says so and leaves the first alone', async (t) => {
  const program = await smallProgram(t, `${NOTE}\n${WAIT}`);
  const first = run(program);
  await noted(program, 'seen');
  const copy = copyOf(program, basename(program.file).replace(' (1)', ' (2)'));
  for (const file of [program.file, copy]) {
    const second = run(program, file);
    await wine.acknowledge(/running already\. Look for its window/);
    assert.equal(await second.ended, 2);
    assert.ok(existsSync(file));
  }
  assert.equal(readdirSync(wine.temporary).filter((name) => name.startsWith('throwline-')).length, 1);
  writeFileSync(note(program, 'go-on'), '');
  assert.equal(await first.ended, 0);
  await until('the file to be removed', () => !existsSync(program.file));
});

test('[APPLET-9] [PACKAGE-2] too little space is said beforehand, with the place and the amount', async (t) => {
  const program = await smallProgram(t, NOTE, { neededMb: 2_000_000_000 });
  const { ended } = run(program);
  const said = await wine.acknowledge(/^The disk is full: C:\\.* has only \d+ MB free/);
  assert.match(said, /needs 2000000000 MB\. Free some space/);
  assert.equal(await ended, 2);
  assert.ok(existsSync(program.file));
  assert.deepEqual(readdirSync(wine.temporary), []);
});

test('[APPLET-9] [PACKAGE-2] a place that fills up or cannot be written is said, and nothing is left there', async (t) => {
  const program = await smallProgram(t, NOTE, { padding: 3_000_000 });
  const place = wine.temporary;
  // Without root no small disk can be had; a folder without rights then stands for it.
  if (!isRoot) chmodSync(place, 0o500);
  using _ = isRoot
    ? mounted(place, 'size=2m,mode=1777')
    : { [Symbol.dispose]: () => chmodSync(place, 0o700) };
  const { ended } = run(program);
  await wine.acknowledge(isRoot ? /^The disk is full: there is not enough space/ : /^There is no place/);
  assert.equal(await ended, 2);
  assert.deepEqual(readdirSync(place), []);
  assert.ok(existsSync(program.file));
  assert.ok(!existsSync(note(program, 'seen')));
});

test('[PACKAGE-5] from where it may not delete, it says that the download stays', async (t) => {
  const program = await smallProgram(t, NOTE);
  const place = join(dirname(program.file), 'read-only');
  mkdirSync(place);
  using _ = isRoot ? mounted(place, 'size=2m,mode=1777') : undefined;
  const file = copyOf(program, 'read-only/Support-Nordlicht.exe');
  if (isRoot) execFileSync('mount', ['-o', 'remount,ro', place]);
  else chmodSync(place, 0o500);
  const { ended } = run(program, file);
  await wine.acknowledge(/Everything has been removed but the downloaded file/);
  assert.equal(await ended, 0);
  assert.ok(existsSync(file));
  assert.deepEqual(readdirSync(wine.temporary), []);
});

test('[PACKAGE-2] an older Windows is told so', async (t) => {
  const own = await startDesktop(800, 600);
  try {
    const old = await startWine(own, { version: 'win7', helper: false });
    try {
      const program = await smallProgram(t, NOTE);
      const { ended } = old.start(program.file, [], program.env);
      // Node does not run there, so there is no helper to read the box: its window has the caption alone.
      own.xdo('search', '--sync', '--onlyvisible', '--name', '^Nordlicht support$');
      own.xdo('key', 'Return');
      assert.equal(await ended, 2);
      assert.ok(!existsSync(note(program, 'seen')));
      assert.ok(existsSync(program.file));
    } finally {
      await old.close();
    }
  } finally {
    await own.close();
  }
});

test('[PACKAGE-1] icon and version information carry the brand', async (t) => {
  const program = await smallProgram(t, NOTE);
  const bytes = readFileSync(program.file);
  for (const value of ['Nordlicht support', '1.2.3', 'Support-Nordlicht.exe', 'ProductName'])
    assert.ok(bytes.includes(Buffer.from(value, 'utf16le')), value);
  assert.ok(statSync(program.file).size < 400_000);
  truncateSync(program.file);
});

/** A file system in memory at `place`; needs root. */
function mounted(place: string, options: string): Disposable {
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'none', place]);
  return { [Symbol.dispose]: () => void execFileSync('umount', ['-l', place]) };
}
