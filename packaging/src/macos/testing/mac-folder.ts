import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const LAUNCH = fileURLToPath(new URL('../launch.sh', import.meta.url));
const SEAL = 'Contents/_CodeSignature/CodeResources';

/** What the program in the bundle does: it notes what it was given, and ends with the wanted code. */
const PROGRAM = `
import { readdirSync, writeFileSync } from 'node:fs';
const { THROWLINE_RUN: run, THROWLINE_FILE: file, ARCHITECTURE: architecture, REPORT: report, CODE: code = '0', MESSAGE: message } = process.env;
const released = process.argv[2] === '--release-input';
writeFileSync(report, JSON.stringify({ run, file, architecture, released, files: readdirSync(run ?? '.').sort(), set: Object.keys(process.env) }));
if (message !== undefined) writeFileSync(run + '/message', message);
if (!released && code === 'killed') process.kill(process.pid, 'SIGKILL');
process.exit(Number(code) || 0);
`;

/** What macOS's own programs would say. */
export interface MacSays {
  /** Where the bundle was downloaded to, when it is run from a translocated copy. */
  readonly translocated?: boolean;
  /** The mount does not tell where the copy was made of. */
  readonly isOriginHidden?: boolean;
  /** The bundle's quarantine attribute. */
  readonly quarantine?: string;
  /** Rows of the quarantine events: identifier and address. */
  readonly events?: readonly (readonly [string, string])[];
  readonly isAppleSilicon?: boolean;
}

/** A folder as a Mac would have it: a download, a bundle, and stand-ins for the programs that only macOS has. */
export class MacFolder {
  readonly root = mkdtempSync(join(tmpdir(), 'mac-'));
  readonly downloads = join(this.root, 'Downloads');
  readonly bundle = join(this.downloads, 'Support-Throwline.app');
  readonly temporary = join(this.root, 'T');
  readonly #bin = join(this.root, 'bin');
  readonly #home = join(this.root, 'home');
  #started = this.bundle;

  constructor(says: MacSays = {}) {
    for (const folder of [this.downloads, this.temporary, this.#bin, join(this.#home, 'Library/Preferences')])
      mkdirSync(folder, { recursive: true });
    makeBundle(this.bundle);
    this.#pretend(says);
    const { translocated = false, isOriginHidden = false } = says;
    if (translocated) {
      const point = join(this.root, 'AppTranslocation/0A1B2C3D');
      this.#started = join(point, 'd/Support-Throwline.app');
      mkdirSync(join(point, 'd'), { recursive: true });
      execFileSync('cp', ['-R', this.bundle, this.#started]);
      if (isOriginHidden) return;
      this.#program(
        'mount',
        `echo '/dev/disk1s1 on / (apfs, local)'; echo '${this.bundle} on ${point} (nullfs, local)'`,
      );
    }
  }

  /** Puts a file into the Downloads folder. */
  download(name: string): string {
    const path = join(this.downloads, name);
    writeFileSync(path, 'zip');
    return path;
  }

  /** What lies in the Downloads folder still. */
  left(): string[] {
    return execFileSync('ls', [this.downloads]).toString().split('\n').filter(Boolean);
  }

  /** Runs the bundle's script to its end. @returns its exit code, what the program was given, and what the customer was told */
  async run(environment: Readonly<Record<string, string>> = {}) {
    const report = join(this.root, 'report');
    const child = spawn('sh', [join(this.#started, 'Contents/Resources/launch.sh')], {
      env: {
        HOME: this.#home,
        TMPDIR: this.temporary,
        PATH: `${this.#bin}:${process.env.PATH}`,
        REPORT: report,
        ...environment,
      },
      stdio: 'ignore',
    });
    const [code] = await once(child, 'close');
    const told = join(this.root, 'told');
    return {
      code: Number(code),
      given: existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : undefined,
      told: existsSync(told) ? readFileSync(told, 'utf8') : '',
    };
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  #pretend({ quarantine, events = [], isAppleSilicon = true }: MacSays): void {
    this.#program('sysctl', `echo ${isAppleSilicon ? 1 : 0}`);
    this.#program('xattr', quarantine === undefined ? 'exit 1' : `echo '${quarantine}'`);
    this.#program('mount', 'exit 0');
    this.#program('osascript', `for word; do :; done; printf '%s' "$word" >'${join(this.root, 'told')}'`);
    // macOS's tar is libarchive's.
    symlinkSync('/usr/bin/bsdtar', join(this.#bin, 'tar'));
    const database = join(this.#home, 'Library/Preferences/com.apple.LaunchServices.QuarantineEventsV2');
    const rows = events.map(
      ([id, address]) => `insert into LSQuarantineEvent values ('${id}', '${address}');`,
    );
    execFileSync('sqlite3', [
      database,
      `create table LSQuarantineEvent (LSQuarantineEventIdentifier text primary key, LSQuarantineDataURLString text);${rows.join('')}`,
    ]);
  }

  #program(name: string, script: string): void {
    const path = join(this.#bin, name);
    writeFileSync(path, `#!/bin/sh\n${script}\n`);
    chmodSync(path, 0o755);
  }
}

function makeBundle(bundle: string): void {
  const resources = join(bundle, 'Contents/Resources');
  mkdirSync(resources, { recursive: true });
  mkdirSync(join(bundle, 'Contents/_CodeSignature'));
  writeFileSync(join(bundle, SEAL), 'this bundle');
  writeFileSync(join(resources, 'launch.sh'), readFileSync(LAUNCH));
  writeFileSync(join(resources, 'installation.json'), '{}');
  const tree = mkdtempSync(join(tmpdir(), 'mac-tree-'));
  try {
    mkdirSync(join(tree, 'app/lib/js'), { recursive: true });
    writeFileSync(join(tree, 'app/lib/js/main.mjs'), PROGRAM);
    for (const name of ['arm64', 'x64']) {
      mkdirSync(join(tree, 'runtime', name), { recursive: true });
      const node = join(tree, 'runtime', name, 'node');
      writeFileSync(node, `#!/bin/sh\nARCHITECTURE=${name} exec '${process.execPath}' "$@"\n`, {
        mode: 0o755,
      });
    }
    execFileSync('bsdtar', ['-cJf', join(resources, 'app.tar.xz'), '-C', tree, 'app']);
    execFileSync('bsdtar', ['-cJf', join(resources, 'runtime.tar.xz'), '-C', tree, 'runtime']);
  } finally {
    rmSync(tree, { recursive: true, force: true });
  }
}
