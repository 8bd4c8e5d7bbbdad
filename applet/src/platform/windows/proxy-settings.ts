import { type FindProxy, type ProxyServer, parseProxy, withoutBrackets } from '../../connection/proxy.ts';
import { proxyByScript } from './proxy-script.ts';
import { ROOT_KEY, registryNumber, registryText } from './registry.ts';

/** The customer's own settings, as the Settings program writes them. */
const SETTINGS = 'Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings';

/** Windows' proxy settings. */
export interface WindowsProxy {
  /** Where the script lies that chooses a proxy for each address (PAC); empty: there is none. */
  readonly script: string;
  readonly isEnabled: boolean;
  /** `host:port` for everything, or `http=host:port;https=host:port`. */
  readonly server: string;
  /** Names that are reached directly, with `*` for any characters, separated by semicolons; `<local>` is every name without a dot. */
  readonly exceptions: string;
}

/** A script has decided of exceptions already. */
const BY_SCRIPT = { isEnabled: true, exceptions: '<-loopback>' } as const;

/**
 * The proxy that is set in Windows, by a script or by hand. Where a script is set it is asked alone, as browsers do: without an answer
 * the way is direct. A script that only the network announces (WPAD) is not looked for.
 */
export const proxyFromWindows: FindProxy = async (server) => {
  const settings = readSettings();
  if (settings.script === '') return chooseProxy(settings, server);
  return chooseProxy(
    { ...settings, ...BY_SCRIPT, server: await proxyByScript(settings.script, server) },
    server,
  );
};

function readSettings(): WindowsProxy {
  const text = (name: string): string => registryText(ROOT_KEY.currentUser, SETTINGS, name) ?? '';
  return {
    script: text('AutoConfigURL'),
    isEnabled: registryNumber(ROOT_KEY.currentUser, SETTINGS, 'ProxyEnable') === 1,
    server: text('ProxyServer'),
    exceptions: text('ProxyOverride'),
  };
}

/** What the settings mean for a server, as Windows' own programs take them. */
export function chooseProxy(
  { isEnabled, server, exceptions }: Omit<WindowsProxy, 'script'>,
  to: URL,
): ProxyServer | undefined {
  if (!isEnabled || isExcepted(to, exceptions)) return undefined;
  const entries = server.split(/[\s;]+/).filter((entry) => entry !== '');
  const kind = to.protocol.slice(0, -1);
  const named = entries.find((entry) => entry.toLowerCase().startsWith(`${kind}=`));
  if (named !== undefined) return parseProxy(named.slice(kind.length + 1));
  const general = entries.find((entry) => !entry.includes('='));
  return general === undefined ? undefined : parseProxy(general);
}

function isExcepted(to: URL, exceptions: string): boolean {
  const host = withoutBrackets(to.hostname).toLowerCase();
  const entries = exceptions
    .toLowerCase()
    .split(/[\s;]+/)
    .filter((entry) => entry !== '');
  // This computer itself is excepted unless that is taken back.
  const isThisComputer = host === 'localhost' || host.startsWith('127.') || host === '::1';
  if (isThisComputer && !entries.includes('<-loopback>')) return true;
  return entries.some((entry) => {
    if (entry === '<local>') return !host.includes('.') && !host.includes(':');
    return matches(host, to.port, entry);
  });
}

/** An entry may name a protocol before and a port after. */
function matches(host: string, port: string, entry: string): boolean {
  const bare = entry.replace(/^[a-z]+:\/\//, '');
  const [, name = bare, wanted] = /^([^:]*):(\d+)$/.exec(bare) ?? [];
  if (wanted !== undefined && wanted !== port) return false;
  const pattern = withoutBrackets(name)
    .split('*')
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  return new RegExp(`^${pattern}$`).test(host);
}
