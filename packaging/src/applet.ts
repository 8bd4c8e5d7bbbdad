import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { keyOf, writeWhole } from './cache.ts';
import { inputsHash } from './inputs.ts';
import { packForLinux } from './linux/linux-applet.ts';
import { packForMacos } from './macos/macos-applet.ts';
import { type Manifest, manifestPath, readManifest } from './manifest.ts';
import { sign } from './sign.ts';
import { packForWindows } from './windows/windows-applet.ts';

/** A system that applets are made for. */
export type AppletSystem = keyof typeof PACKERS;

export interface AppletOptions {
  readonly system: AppletSystem;
  /** The installation's address, for example `https://support.example.org`; `http:` or `https:`, no path. */
  readonly serverUrl: string;
  /**
   * The installation's Ed25519 key (SubjectPublicKeyInfo, base64), by which the applet knows its server whatever
   * certificate that shows. Default: it knows the server by `pins` alone.
   */
  readonly installationKey?: string | undefined;
  /** SHA-256 of public keys (SubjectPublicKeyInfo) that are known beforehand, in base64: those of a reverse proxy. */
  readonly pins: readonly string[];
  /** The second part of the file's name, and the program's name where the system shows one. 1 to 40 letters and digits. */
  readonly brand: string;
  /** What signs the file, or the `.app` in it, as words; its path follows them as the last one. Default: it is not signed. */
  readonly signCommand?: readonly string[];
  /** The file to make. Its manifest is written beside it, as `<file>.json`. */
  readonly out: string;
  /** Progress, in words for people. Default: said to nobody. */
  readonly say?: (line: string) => void;
}

const PACKERS = { linux: packForLinux, windows: packForWindows, macos: packForMacos } as const;
const NAMES: Readonly<Record<AppletSystem, string>> = { linux: 'Linux', windows: 'Windows', macos: 'macOS' };

/** All systems, in the order in which their files are made best: the quickest first. */
export const APPLET_SYSTEMS: readonly AppletSystem[] = ['linux', 'windows', 'macos'];

/**
 * Makes the file that customers download. The same inputs give the same bytes, signatures aside.
 * @throws RangeError for an address, a key, a pin or a brand that is none; Error when a tool is missing, a part is not the
 *   pinned one or the file could not be signed
 */
export async function buildApplet(options: AppletOptions): Promise<Manifest> {
  const { system, out, signCommand = [], say = () => undefined } = options;
  const { brand, ...known } = checkOptions(options);
  const inputs = await inputsHash();
  const installation = JSON.stringify(known);
  const packed = await PACKERS[system]({ installation, brand, inputs, signCommand, say });
  const isOneProgram = system === 'windows' && signCommand.length > 0;
  const file = isOneProgram ? await sign(packed, signCommand, `Support-${brand}.exe`) : packed;
  const sha256 = createHash('sha256').update(file).digest('hex');
  const installationHash = hashOf(options);
  const manifest: Manifest = { system, installationHash, inputsHash: inputs, bytes: file.length, sha256 };
  await writeWhole(out, file, 0o755);
  await writeWhole(manifestPath(out), `${JSON.stringify(manifest, undefined, 2)}\n`);
  say(`The support program for ${NAMES[system]} is ready: ${(file.length / 1e6).toFixed(1)} MB.`);
  return manifest;
}

/** Whether `out` exists and is what {@link buildApplet} would make now. */
export async function isAppletFresh(options: AppletOptions): Promise<boolean> {
  const installationHash = hashOf(options);
  const manifest = await readManifest(options.out);
  if (manifest?.system !== options.system || manifest.installationHash !== installationHash) return false;
  const size = await stat(options.out).then(
    (found) => found.size,
    () => -1,
  );
  return size === manifest.bytes && manifest.inputsHash === (await inputsHash());
}

/** Stands for what an installation has chosen. */
function hashOf(options: AppletOptions): string {
  return keyOf(JSON.stringify({ ...checkOptions(options), signCommand: options.signCommand ?? [] }));
}

function checkOptions({
  system,
  serverUrl,
  installationKey,
  pins,
  brand,
  signCommand = [],
}: AppletOptions): Pick<AppletOptions, 'serverUrl' | 'installationKey' | 'pins' | 'brand'> {
  if (!URL.canParse(serverUrl)) throw new RangeError(`"${serverUrl}" is not the address of a server.`);
  const { protocol, origin } = new URL(serverUrl);
  if (protocol !== 'https:' && protocol !== 'http:')
    throw new RangeError('The server’s address begins with https:// or http://.');
  const bad = pins.find((pin) => !/^[A-Za-z0-9+/]{43}=$/.test(pin));
  if (bad !== undefined) throw new RangeError(`"${bad}" is not a SHA-256 in base64.`);
  if (installationKey !== undefined && !/^MCowBQYDK2VwAyEA[A-Za-z0-9+/]{43}=$/.test(installationKey))
    throw new RangeError(`"${installationKey}" is not an Ed25519 public key in base64.`);
  if (protocol === 'https:' && installationKey === undefined && pins.length === 0)
    throw new RangeError('With https the applet needs the installation’s key, or a pin of the server’s.');
  if (!/^[A-Za-z0-9]{1,40}$/.test(brand))
    throw new RangeError('A brand is 1 to 40 letters and digits, without spaces.');
  if (signCommand.length > 0 && system === 'linux')
    throw new RangeError(`There is no signing for ${NAMES[system]}.`);
  return {
    serverUrl: origin,
    pins: [...new Set(pins)].sort(),
    ...(installationKey === undefined ? {} : { installationKey }),
    brand,
  };
}
