import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { appMember } from './app.ts';
import { writeWhole } from './cache.ts';
import { inputsHash } from './inputs.ts';
import { type Manifest, manifestPath, readManifest } from './manifest.ts';
import { runtimeMember } from './runtime.ts';
import { renderStub } from './stub/render-stub.ts';

export interface LinuxAppletOptions {
  /** The installation's address, for example `https://support.example.org`; `http:` or `https:`, no path. */
  readonly serverUrl: string;
  /** SHA-256 of the public keys (SubjectPublicKeyInfo) that the server may show, in base64. None only with plain HTTP. */
  readonly pins: readonly string[];
  /** The file to make. Its manifest is written beside it, as `<file>.json`. */
  readonly out: string;
  /** Progress, in words for people. Default: said to nobody. */
  readonly say?: (line: string) => void;
}

/** The runtime unpacked (107 MB), the program (3 MB), the browser's profile, and air. KiB. */
const NEEDED_KIB = 300 * 1024;

/**
 * Makes the file that customers with Linux on x86-64 download: a shell script with the program and its runtime behind
 * it. The same inputs give the same bytes. The first build takes half a minute, a later one of another installation
 * less than a second.
 * @throws RangeError for an address or a pin that is none; Error when a tool is missing or the runtime is not the pinned one
 */
export async function buildLinuxApplet(options: LinuxAppletOptions): Promise<Manifest> {
  const say = options.say ?? (() => undefined);
  const { serverUrl, pins } = checkInstallation(options);
  const inputs = await inputsHash();
  const members = [await appMember(inputs, say), await runtimeMember(say)];
  const payload = Buffer.concat(members);
  const config = JSON.stringify({ serverUrl, pins });
  const stub = renderStub({ config, payloadBytes: payload.length, neededKib: NEEDED_KIB });
  const file = Buffer.concat([stub, payload]);
  const sha256 = createHash('sha256').update(file).digest('hex');
  const manifest: Manifest = { serverUrl, pins, inputsHash: inputs, bytes: file.length, sha256 };
  await writeWhole(options.out, file, 0o755);
  await writeWhole(manifestPath(options.out), `${JSON.stringify(manifest, undefined, 2)}\n`);
  say(`The support program for Linux is ready: ${(file.length / 1e6).toFixed(1)} MB.`);
  return manifest;
}

/** Whether `out` exists and is what {@link buildLinuxApplet} would make now. */
export async function isLinuxAppletFresh(options: LinuxAppletOptions): Promise<boolean> {
  const { serverUrl, pins } = checkInstallation(options);
  const manifest = await readManifest(options.out);
  if (manifest === undefined || manifest.serverUrl !== serverUrl) return false;
  if (manifest.pins.join() !== pins.join()) return false;
  const size = await stat(options.out).then(
    (found) => found.size,
    () => -1,
  );
  return size === manifest.bytes && manifest.inputsHash === (await inputsHash());
}

function checkInstallation({ serverUrl, pins }: LinuxAppletOptions): { serverUrl: string; pins: string[] } {
  if (!URL.canParse(serverUrl)) throw new RangeError(`"${serverUrl}" is not the address of a server.`);
  const { protocol, origin } = new URL(serverUrl);
  if (protocol !== 'https:' && protocol !== 'http:')
    throw new RangeError('The server’s address begins with https:// or http://.');
  const bad = pins.find((pin) => !/^[A-Za-z0-9+/]{43}=$/.test(pin));
  if (bad !== undefined) throw new RangeError(`"${bad}" is not a SHA-256 in base64.`);
  if (protocol === 'https:' && pins.length === 0)
    throw new RangeError('With https the applet needs a pin of the server’s key.');
  return { serverUrl: origin, pins: [...new Set(pins)].sort() };
}
