import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { renderStub } from './render-stub.ts';
import { processesWith, run, type SmallApplet, smallApplet, until, written } from './testing/small-applet.ts';

const WAIT = 'echo $$ >"$THROWLINE_RUN/pid"\nexec sleep 1000';

test('the script is plain POSIX shell, and knows its own length', () => {
  const stub = renderStub({ config: '{"a":1}', payloadBytes: 12_345, neededKib: 7 });
  execFileSync('dash', ['-n'], { input: stub });
  const text = stub.toString();
  assert.match(text, new RegExp(`stub_bytes=${stub.length} *\n`));
  assert.match(text, new RegExp(`total_bytes=${stub.length + 12_345} *\n`));
  assert.doesNotMatch(text, /@[A-Z_]+@/);
  assert.throws(() => renderStub({ config: "it's", payloadBytes: 1, neededKib: 1 }), RangeError);
});

test('[APPLET-1] unpacks for its user only, hands the program its folder and file, and leaves nothing', async (t) => {
  const program = [
    'umask >"$THROWLINE_RUN/umask"',
    '{ ls -ld "$THROWLINE_RUN"; cat "$THROWLINE_RUN/installation.json"; echo "$THROWLINE_FILE"; umask; } >"$NOTES/seen"',
  ];
  const applet = await smallApplet(t, program.join('\n'));
  assert.equal(await run(t, applet).ended, 0);
  const [listed = '', installation, file, umask] = readFileSync(join(applet.folder, 'seen'), 'utf8').split(
    '\n',
  );
  assert.match(listed, /^drwx------/);
  assert.equal(installation, '{"serverUrl":"https://x"}');
  assert.equal(file, applet.file);
  assert.equal(umask, '0077');
  assert.ok(!existsSync(join(applet.folder, 'released')));
  assert.ok(!existsSync(applet.file));
  assert.deepEqual(readdirSync(applet.place), []);
});

test('[APPLET-3] a program that is killed outright takes its children and everything else along', async (t) => {
  const applet = await smallApplet(t, `(setsid sleep 1000) &\n${WAIT}`);
  const running = run(t, applet);
  const pid = Number(await written(applet, 'pid'));
  process.kill(pid, 'SIGKILL');
  assert.equal(await running.ended, 137);
  assert.ok(existsSync(join(applet.folder, 'released')), 'held keys were let go');
  assert.ok(!existsSync(applet.file));
  assert.deepEqual(readdirSync(applet.place), []);
  assert.deepEqual(processesWith(applet.place), []);
});

test('[ENGINE-2] what only mentions the folder is left alone: the customer’s browser that was handed the page, started from there, or a shell', async (t) => {
  const bystander = (name: string, command: string): string =>
    `env -u THROWLINE_RUN ${command} setsid sh -c 'echo $$ >"$NOTES/${name}"; sleep 1000' "file://$THROWLINE_RUN/open.html" &`;
  const applet = await smallApplet(
    t,
    [
      bystander('handed', ''),
      `(cd "$THROWLINE_RUN" && export PWD && exec ${bystander('inside', 'OLDPWD="$THROWLINE_RUN"').replace(/ &$/, '')}) &`,
      // The browser of the applet's own window, which has cleared its environment.
      'env -i setsid sh -c \'echo $$ >"$1"; sleep 1000\' engine "$NOTES/engine" "--user-data-dir=$THROWLINE_RUN/profile" &',
      WAIT,
    ].join('\n'),
  );
  const running = run(t, applet);
  const pid = Number(await written(applet, 'pid'));
  const noted = async (name: string): Promise<number> => {
    const note = join(applet.folder, name);
    await until(name, () => existsSync(note) && readFileSync(note, 'utf8').endsWith('\n'));
    return Number(readFileSync(note, 'utf8'));
  };
  const bystanders = [await noted('handed'), await noted('inside')];
  const engine = await noted('engine');
  t.after(() => {
    for (const each of bystanders) process.kill(-each, 'SIGKILL');
  });
  process.kill(pid, 'SIGKILL');
  await running.ended;
  for (const each of bystanders) assert.ok(existsSync(`/proc/${each}/exe`));
  assert.ok(!existsSync(`/proc/${engine}/exe`));
});

test('[ENGINE-1] the program and its browser have the customer’s own locale', async (t) => {
  const applet = await smallApplet(t, 'env | grep -E "^(LC_|LANG)" | sort >"$NOTES/locale"');
  assert.equal(await run(t, applet, { LANG: 'de_DE.UTF-8', LC_ALL: 'de_DE.UTF-8', LC_TIME: 'C' }).ended, 0);
  assert.equal(
    readFileSync(join(applet.folder, 'locale'), 'utf8'),
    'LANG=de_DE.UTF-8\nLC_ALL=de_DE.UTF-8\nLC_TIME=C\n',
  );
});

test('[APPLET-3] so does the script behind it, when that is killed', async (t) => {
  const applet = await smallApplet(t, WAIT);
  const running = run(t, applet);
  await written(applet, 'pid');
  const supervisor = processesWith('--supervise').find((pid) =>
    readFileSync(`/proc/${pid}/environ`, 'utf8').includes(applet.file),
  );
  assert.ok(supervisor);
  process.kill(supervisor, 'SIGKILL');
  await running.ended;
  assert.ok(existsSync(join(applet.folder, 'released')), 'held keys were let go');
  assert.ok(!existsSync(applet.file));
  assert.deepEqual(readdirSync(applet.place), []);
  assert.deepEqual(processesWith(applet.place), []);
});

test('[APPLET-8] Ctrl+C in the terminal ends it; the program may finish what it is doing', async (t) => {
  const applet = await smallApplet(
    t,
    'trap \'echo done >"$NOTES/finished"; kill $!; exit 0\' TERM\nsleep 1000 &\necho $$ >"$THROWLINE_RUN/pid"\nwait',
  );
  const running = run(t, applet);
  await written(applet, 'pid');
  running.child.kill('SIGINT');
  await running.ended;
  assert.equal(readFileSync(join(applet.folder, 'finished'), 'utf8'), 'done\n');
  assert.ok(!existsSync(applet.file));
  assert.deepEqual(readdirSync(applet.place), []);
});

test('[APPLET-8] closing the terminal does not end it', async (t) => {
  const applet = await smallApplet(t, WAIT);
  const running = run(t, applet);
  const pid = Number(await written(applet, 'pid'));
  assert.ok(running.child.pid);
  process.kill(-running.child.pid, 'SIGHUP');
  await running.ended;
  assert.ok(existsSync(`/proc/${pid}/cmdline`));
  process.kill(pid, 'SIGTERM');
  await until('nothing to be left', () => readdirSync(applet.place).length === 0 && !existsSync(applet.file));
});

test('[APPLET-3] the download is removed where it was moved to, and a file that took its place is not', async (t) => {
  const applet = await smallApplet(t, WAIT);
  const running = run(t, applet);
  const pid = Number(await written(applet, 'pid'));
  const moved = join(applet.folder, 'moved.run');
  renameSync(applet.file, moved);
  copyFileSync(moved, applet.file);
  process.kill(pid, 'SIGTERM');
  await running.ended;
  assert.ok(!existsSync(moved));
  assert.ok(existsSync(applet.file));
});

test('[APPLET-3] a file that has become something else is not removed', async (t) => {
  const applet = await smallApplet(t, WAIT);
  const running = run(t, applet);
  const pid = Number(await written(applet, 'pid'));
  writeFileSync(applet.file, 'my own notes');
  process.kill(pid, 'SIGTERM');
  await running.ended;
  assert.equal(readFileSync(applet.file, 'utf8'), 'my own notes');
});

/** A program that leaves its window, which stands for the browser's first process. */
const LEAVES_WINDOW = [
  'mkdir "$THROWLINE_RUN/home" "$THROWLINE_RUN/profile" "$THROWLINE_RUN/app"',
  'setsid sh -c \'echo $$ >"$NOTES/window"; exec sleep 1000\' &',
  'while [ ! -s "$NOTES/window" ]; do sleep 0.01; done',
  'cat "$NOTES/window" >"$THROWLINE_RUN/leaving"',
  '[ "$THROWLINE_SUPERVISED" = 1 ] || exit 1',
  'kill -USR1 $PPID',
  'while [ ! -e "$THROWLINE_RUN/left" ]; do sleep 0.01; done',
  'cp "$THROWLINE_RUN/left" "$NOTES/left"',
  '{ ls -A "$THROWLINE_RUN"; echo .; } >"$NOTES/listed.new"',
  'mv "$NOTES/listed.new" "$NOTES/listed"',
].join('\n');

test('[APPLET-18] while the window stands, all but its profile is gone; with the window goes that', async (t) => {
  const applet = await smallApplet(t, LEAVES_WINDOW);
  const running = run(t, applet);
  const listed = join(applet.folder, 'listed');
  await until('the program to have been told', () => existsSync(listed));
  assert.equal(readFileSync(listed, 'utf8'), 'home\nleaving\nleft\nprofile\n.\n');
  assert.equal(readFileSync(join(applet.folder, 'left'), 'utf8'), '');
  assert.ok(!existsSync(applet.file));
  const window = Number(readFileSync(join(applet.folder, 'window'), 'utf8'));
  await until('the program to have ended', () =>
    processesWith(`THROWLINE_RUN=${applet.place}`).every((pid) => pid === window),
  );
  assert.equal(running.child.exitCode, null);
  process.kill(window, 'SIGKILL');
  assert.equal(await running.ended, 0);
  assert.deepEqual(readdirSync(applet.place), []);
  assert.ok(!existsSync(join(applet.folder, 'released')));
});

test('[APPLET-18] a window that stands goes with the script that waits for it, and with the desktop', async (t) => {
  const applet = await smallApplet(t, LEAVES_WINDOW);
  const running = run(t, applet);
  await until('the program to have been told', () => existsSync(join(applet.folder, 'listed')));
  running.child.kill('SIGTERM');
  await running.ended;
  assert.deepEqual(processesWith(applet.place), []);
  assert.deepEqual(readdirSync(applet.place), []);
});

test('[APPLET-18] [APPLET-9] the window is told of a download that cannot be removed, and nothing else says it again', async (t) => {
  const applet = await smallApplet(t, LEAVES_WINDOW);
  using shelf = readOnlyShelf(applet);
  const running = run(t, { ...applet, file: shelf.file });
  await until('the program to have been told', () => existsSync(join(applet.folder, 'listed')));
  assert.equal(readFileSync(join(applet.folder, 'left'), 'utf8'), shelf.file);
  process.kill(Number(readFileSync(join(applet.folder, 'window'), 'utf8')), 'SIGKILL');
  assert.equal(await running.ended, 0);
  assert.doesNotMatch(running.output(), /delete it yourself/);
  assert.deepEqual(readdirSync(applet.place), []);
});

test('[APPLET-18] a signal that the program has not meant removes nothing', async (t) => {
  const applet = await smallApplet(t, `kill -USR1 $PPID\n${WAIT}`);
  const running = run(t, applet);
  const pid = Number(await written(applet, 'pid'));
  assert.ok(existsSync(applet.file));
  process.kill(pid, 'SIGTERM');
  await running.ended;
  assert.ok(!existsSync(applet.file));
});

test('[APPLET-5] a program that could not begin says why, and its file stays for another try', async (t) => {
  const applet = await smallApplet(
    t,
    'printf "There is no desktop here." >"$THROWLINE_RUN/message"\nexit 75',
  );
  const running = run(t, applet);
  assert.equal(await running.ended, 75);
  assert.match(running.output(), /There is no desktop here\./);
  assert.ok(existsSync(applet.file));
  assert.deepEqual(readdirSync(applet.place), []);
});

test('[APPLET-9] a download that was cut off says so and starts nothing', async (t) => {
  const applet = await smallApplet(t, 'touch "$NOTES/started"', { padding: randomBytes(100_000) });
  truncateSync(applet.file, statSync(applet.file).size - 50_000);
  const running = run(t, applet);
  assert.equal(await running.ended, 1);
  assert.match(running.output(), /The download is incomplete: \d+ of \d+ bytes/);
  assert.ok(!existsSync(join(applet.folder, 'started')));
  assert.deepEqual(readdirSync(applet.place), []);
});

test('[APPLET-9] a download that was damaged says so and starts nothing', async (t) => {
  const applet = await smallApplet(t, 'touch "$NOTES/started"', { padding: randomBytes(100_000) });
  const bytes = readFileSync(applet.file);
  bytes.fill(0x55, bytes.length - 60_000, bytes.length - 59_000);
  writeFileSync(applet.file, bytes);
  const running = run(t, applet);
  assert.equal(await running.ended, 1);
  assert.match(running.output(), /The downloaded file is damaged\. Download/);
  assert.ok(!existsSync(join(applet.folder, 'started')));
  assert.ok(existsSync(applet.file));
  assert.deepEqual(readdirSync(applet.place), []);
});

test('[APPLET-9] a script that was cut off in the middle does nothing', async (t) => {
  const applet = await smallApplet(t, 'true');
  const lines = readFileSync(applet.file, 'latin1').split('\n');
  for (const count of [10, 60, 150]) {
    writeFileSync(applet.file, lines.slice(0, count).join('\n'), 'latin1');
    await run(t, applet).ended;
    assert.deepEqual(readdirSync(applet.place), []);
    assert.ok(existsSync(applet.file));
  }
});

test('[APPLET-14] no command line holds the file’s name, which holds the ticket', async (t) => {
  const applet = await smallApplet(t, `cp "$NOTES/commands" "$NOTES/commands-before"\n${WAIT}`);
  const bin = join(applet.folder, 'bin');
  mkdirSync(bin);
  for (const tool of ['stat', 'tail', 'head', 'dirname', 'basename', 'df', 'id', 'sh']) {
    const real = execFileSync('sh', ['-c', `command -v ${tool}`], { encoding: 'utf8' }).trim();
    const script = `#!/bin/sh\necho "$0 $*" >>"$NOTES/commands"\nexec ${real} "$@"\n`;
    writeFileSync(join(bin, tool), script, { mode: 0o755 });
  }
  const running = run(t, applet, { PATH: `${bin}:${process.env.PATH}` });
  const pid = Number(await written(applet, 'pid'));
  // The first is what the customer has typed.
  const [typed, ...commands] = readFileSync(join(applet.folder, 'commands-before'), 'utf8').split('\n');
  const lines = processesWith(applet.folder).map((each) => readFileSync(`/proc/${each}/cmdline`, 'utf8'));
  process.kill(pid, 'SIGTERM');
  await running.ended;
  const name = basename(applet.file);
  assert.ok(typed?.includes(name));
  assert.ok(commands.some((command) => command.includes('tail ')));
  assert.deepEqual(
    [...commands, ...lines].filter((line) => line.includes(name)),
    [],
  );
  assert.ok(lines.length >= 2);
  assert.ok(!existsSync(applet.file));
});

test('[APPLET-15] what is set for other programs does not bend this one; root is warned', async (t) => {
  const applet = await smallApplet(t, 'env >"$NOTES/seen"');
  const running = run(t, applet, {
    NODE_OPTIONS: '--require=/nowhere.js',
    NODE_EXTRA_CA_CERTS: '/nowhere.pem',
    NODE_TLS_REJECT_UNAUTHORIZED: '0',
    LD_LIBRARY_PATH: '/nowhere',
    OPENSSL_CONF: '/nowhere.cnf',
    SSL_CERT_FILE: '/nowhere.pem',
    SSLKEYLOGFILE: '/nowhere.keys',
    MY_OWN: 'kept',
  });
  assert.equal(await running.ended, 0);
  const seen = readFileSync(join(applet.folder, 'seen'), 'utf8');
  assert.ok(!seen.includes('/nowhere') && !seen.includes('NODE_TLS'), seen);
  assert.match(seen, /^MY_OWN=kept$/m);
  assert.equal(running.output().includes('running this as root'), process.getuid?.() === 0);
});

test('[APPLET-9] too little space is said beforehand, with the place and the amount', async (t) => {
  const applet = await smallApplet(t, 'true', { neededKib: 1024 ** 3 });
  const running = run(t, applet);
  assert.equal(await running.ended, 1);
  assert.match(running.output(), /1048576 MB are needed/);
  assert.ok(running.output().includes(`${applet.place} has only`));
});

test('[APPLET-9] a disk that fills up while unpacking is said, and nothing is left on it', async (t) => {
  const applet = await smallApplet(t, 'true', { padding: randomBytes(3_000_000) });
  const isRoot = process.getuid?.() === 0;
  if (isRoot) {
    using _ = mounted(applet.place, 'size=1m,mode=1777');
    const running = run(t, applet);
    assert.equal(await running.ended, 1);
    assert.match(running.output(), /The disk is full/);
    assert.deepEqual(readdirSync(applet.place), []);
  } else {
    // Without root no small disk can be had; a limit on the size of files stops the writing as well.
    const limited = join(applet.folder, 'limited.sh');
    writeFileSync(limited, `ulimit -f 1000\nexec sh '${applet.file}'\n`);
    const running = run(t, { ...applet, file: limited });
    assert.equal(await running.ended, 1);
    assert.match(running.output(), /limit on the size of files|The disk is full/);
  }
  assert.deepEqual(readdirSync(applet.place), []);
  assert.ok(existsSync(applet.file));
});

test('[APPLET-9] a place that does not let programs run is passed over', async (t) => {
  const applet = await smallApplet(t, 'echo "$THROWLINE_RUN" >"$NOTES/seen"');
  const isRoot = process.getuid?.() === 0;
  // Without root nothing can be mounted; a place that cannot be written to is passed over in the same way.
  if (!isRoot) chmodSync(applet.place, 0o500);
  using _ = isRoot ? mounted(applet.place, 'size=20m,noexec,mode=1777') : undefined;
  assert.equal(await run(t, applet).ended, 0);
  const used = readFileSync(join(applet.folder, 'seen'), 'utf8');
  assert.ok(!used.startsWith(applet.place));
  assert.deepEqual(readdirSync(applet.place), []);
});

test('[APPLET-9] where no place lets programs run, that is said, and not that space is missing', async (t) => {
  const applet = await smallApplet(t, 'true');
  // Every place: programs that are to run are looked for here, and nothing here may.
  const bin = join(applet.folder, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'chmod'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
  const running = run(t, applet, { PATH: `${bin}:${process.env.PATH}` });
  assert.equal(await running.ended, 1);
  assert.ok(running.output().includes(`${applet.place} does not let programs run (noexec)`));
  assert.match(running.output(), /Ask whoever looks after this computer/);
  assert.doesNotMatch(running.output(), /Free some space/);
  assert.deepEqual(readdirSync(applet.place), []);
});

test('[ENGINE-4] a place whose name is too long for a browser’s socket is taken only where there is no other', async (t) => {
  const applet = await smallApplet(t, 'echo "$THROWLINE_RUN" >"$NOTES/seen"');
  const long = join(applet.folder, 'a-place-with-quite-a-long-name');
  mkdirSync(long);
  assert.equal(await run(t, applet, { XDG_RUNTIME_DIR: long }).ended, 0);
  assert.ok(readFileSync(join(applet.folder, 'seen'), 'utf8').startsWith(`${applet.place}/`));
});

test('[APPLET-9] a download that cannot be removed is named at the end', async (t) => {
  const applet = await smallApplet(t, 'true');
  using shelf = readOnlyShelf(applet);
  const running = run(t, { ...applet, file: shelf.file });
  assert.equal(await running.ended, 0);
  assert.ok(running.output().includes(`You can delete it yourself: ${shelf.file}`));
  assert.deepEqual(readdirSync(applet.place), []);
});

test('[APPLET-9] a missing tool is named, with how to get it', async (t) => {
  const applet = await smallApplet(t, 'true');
  const bin = join(applet.folder, 'bin');
  mkdirSync(bin);
  for (const tool of ['sh', 'dirname', 'basename', 'uname', 'tail', 'tar', 'stat', 'df', 'grep', 'mktemp']) {
    const path = execFileSync('sh', ['-c', `command -v ${tool}`])
      .toString()
      .trim();
    execFileSync('ln', ['-s', path, join(bin, tool)]);
  }
  const running = run(t, applet, { PATH: bin });
  assert.equal(await running.ended, 1);
  assert.match(running.output(), /"xz" is missing .* sudo apt install xz-utils/);
});

test('[APPLET-9] another kind of computer is told so', async (t) => {
  const applet = await smallApplet(t, 'true');
  const bin = join(applet.folder, 'bin');
  mkdirSync(bin);
  const fake = '#!/bin/sh\ncase $1 in -s) echo Linux ;; *) echo riscv64 ;; esac\n';
  writeFileSync(join(bin, 'uname'), fake, { mode: 0o755 });
  const running = run(t, applet, { PATH: `${bin}:${process.env.PATH}` });
  assert.equal(await running.ended, 1);
  assert.match(running.output(), /for 64-bit PCs .* \(riscv64\)/);
});

/** A copy of the file in a folder that nothing can be removed from. */
function readOnlyShelf(applet: SmallApplet): Disposable & { readonly file: string } {
  const shelf = join(applet.folder, 'shelf');
  mkdirSync(shelf);
  const isRoot = process.getuid?.() === 0;
  const mount = isRoot ? mounted(shelf, 'size=20m') : undefined;
  const file = join(shelf, 'Support.run');
  copyFileSync(applet.file, file);
  if (isRoot) execFileSync('mount', ['-o', 'remount,ro', shelf]);
  else chmodSync(shelf, 0o500);
  return { file, [Symbol.dispose]: () => mount?.[Symbol.dispose]() };
}

/** A file system in memory at `place`; needs root. */
function mounted(place: string, options: string): Disposable {
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'none', place]);
  return { [Symbol.dispose]: () => void execFileSync('umount', [place]) };
}
