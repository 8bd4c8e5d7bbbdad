import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type FindProxy, type ProxyServer, parseProxy } from '../../connection/proxy.ts';
import { isExcepted, namesProxy, proxyFromEnvironment } from './proxy-environment.ts';

/** Time that the desktop's settings have to be told, milliseconds. */
const PATIENCE = 3_000;

/** A proxy that is set by hand, and what is reached without it. */
export interface ManualProxy {
  readonly https: ProxyServer | undefined;
  readonly http: ProxyServer | undefined;
  /** As `no_proxy` lists it. */
  readonly except: string;
}

/**
 * The proxy that this computer is set to use: by the environment, where that names one; else in the settings of KDE Plasma,
 * or of GNOME and the desktops that share its settings (Cinnamon, MATE, Budgie, Unity, Xfce). A script (PAC) is not followed.
 */
export function findLinuxProxy(environment: NodeJS.ProcessEnv): FindProxy {
  if (namesProxy(environment)) return proxyFromEnvironment(environment);
  return async (server) => {
    const isKde = (environment.XDG_CURRENT_DESKTOP ?? '').split(':').includes('KDE');
    const manual = isKde ? await readKde(environment) : await readGnome(environment);
    if (manual === undefined || isExcepted(server, manual.except)) return undefined;
    return server.protocol === 'http:' ? manual.http : manual.https;
  };
}

/** dconf notes that it was read, in the customer's runtime folder or cache: it is given the applet's folder for that. */
function leavingNothing({ THROWLINE_RUN: folder }: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return folder === undefined ? {} : { XDG_RUNTIME_DIR: folder, XDG_CACHE_HOME: folder };
}

async function readGnome(environment: NodeJS.ProcessEnv): Promise<ManualProxy | undefined> {
  try {
    const { stdout } = await promisify(execFile)(
      'gsettings',
      ['list-recursively', 'org.gnome.system.proxy'],
      { env: { ...environment, ...leavingNothing(environment), LC_ALL: 'C.UTF-8' }, timeout: PATIENCE },
    );
    return parseGnomeProxy(stdout);
  } catch {
    // No such program, or none of its settings: no desktop of this kind.
    return undefined;
  }
}

/**
 * What `gsettings list-recursively org.gnome.system.proxy` prints: a schema, a key and a value in GVariant's text format a line
 * (gsettings-desktop-schemas, org.gnome.system.proxy.gschema.xml).
 * @returns `undefined` unless a proxy is set by hand
 */
export function parseGnomeProxy(text: string): ManualProxy | undefined {
  const values = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, schema = '', key, value] =
      /^org\.gnome\.system\.proxy(?:\.(\w+))? ([\w-]+) (.*)$/.exec(line) ?? [];
    if (key !== undefined && value !== undefined) values.set(`${schema} ${key}`, value);
  }
  const string = (key: string): string => /^(['"])(.*)\1$/.exec(values.get(key) ?? '')?.[2] ?? '';
  if (string(' mode') !== 'manual') return undefined;
  const user = string('http authentication-user');
  const server = (schema: string): ProxyServer | undefined => {
    const [host, port] = [string(`${schema} host`), Number(values.get(`${schema} port`))];
    if (host === '' || !(port > 0)) return undefined;
    const found = parseProxy(
      host.includes(':') && !host.includes('[') ? `[${host}]:${port}` : `${host}:${port}`,
    );
    if (found === undefined || values.get('http use-authentication') !== 'true' || user === '') return found;
    return { ...found, credentials: { user, password: string('http authentication-password') } };
  };
  const listed = [...(values.get(' ignore-hosts') ?? '').matchAll(/'([^']*)'/g)];
  const http = server('http');
  const isForAll = values.get(' use-same-proxy') === 'true' && values.has(' use-same-proxy');
  return {
    http,
    // "use-same-proxy" is of the old days and true by default: an HTTPS proxy that is set goes first.
    https: server('https') ?? (isForAll ? http : undefined),
    except: listed.map(([, entry]) => entry).join(','),
  };
}

async function readKde({ XDG_CONFIG_HOME, HOME }: NodeJS.ProcessEnv): Promise<ManualProxy | undefined> {
  const folder = XDG_CONFIG_HOME || join(HOME ?? '/nonexistent', '.config');
  try {
    return parseKdeProxy(await readFile(join(folder, 'kioslaverc'), 'utf8'));
  } catch {
    // Nothing has ever been set.
    return undefined;
  }
}

/**
 * KDE's `kioslaverc` (kio, kprotocolmanager.cpp): in `[Proxy Settings]` `ProxyType` 1 is by hand; address and port are apart by
 * a blank.
 * @returns `undefined` unless a proxy is set by hand
 */
export function parseKdeProxy(text: string): ManualProxy | undefined {
  const [, section = ''] = /^\[Proxy Settings\]\s*$([\s\S]*?)(?=^\[|$(?![\s\S]))/m.exec(text) ?? [];
  const value = (key: string): string =>
    new RegExp(`^${key}(?:\\[\\$e\\])?[ \\t]*=[ \\t]*(.*)$`, 'm').exec(section)?.[1]?.trim() ?? '';
  if (value('ProxyType') !== '1' || value('ReversedException') === 'true') return undefined;
  const server = (key: string): ProxyServer | undefined => {
    const address = value(key).replace(/\s+(\d+)$/, ':$1');
    return address === '' ? undefined : parseProxy(address);
  };
  return { http: server('httpProxy'), https: server('httpsProxy'), except: value('NoProxyFor') };
}
