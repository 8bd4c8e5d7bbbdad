import { BlockList, isIP } from 'node:net';
import { type ProxyServer, parseProxy, portOf, withoutBrackets } from '../../connection/proxy.ts';

/**
 * The proxy that the usual variables name: `https_proxy`, `http_proxy`, `all_proxy` and `no_proxy`, in small letters
 * first, then in capitals, as curl reads them ("man curl", ENVIRONMENT).
 */
export function proxyFromEnvironment(
  environment: NodeJS.ProcessEnv,
): (server: URL) => ProxyServer | undefined {
  const read = (name: string): string | undefined => variable(environment, name);
  return (server) => {
    const proxy = read(server.protocol === 'http:' ? 'http_proxy' : 'https_proxy') ?? read('all_proxy');
    if (proxy === undefined || isExcepted(server, read('no_proxy') ?? '')) return undefined;
    return parseProxy(proxy);
  };
}

/** Whether the environment names any proxy; what it says then counts, and nothing else. */
export function namesProxy(environment: NodeJS.ProcessEnv): boolean {
  return ['https_proxy', 'http_proxy', 'all_proxy'].some((name) => variable(environment, name) !== undefined);
}

function variable(environment: NodeJS.ProcessEnv, name: string): string | undefined {
  return environment[name] || environment[name.toUpperCase()] || undefined;
}

/** Whether a server is in a list of names, addresses and networks that are reached directly. */
export function isExcepted(server: URL, list: string): boolean {
  const host = withoutBrackets(server.hostname).toLowerCase();
  return list
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => entry === '*' || matches(host, portOf(server), entry.toLowerCase()));
}

function matches(host: string, port: number, entry: string): boolean {
  const family = isIP(host);
  if (entry.includes('/')) return family !== 0 && isInNetwork(host, entry);
  const [, name = entry, wanted] = /^(.*[^:]):(\d+)$/.exec(entry) ?? [];
  // In an IPv6 address the last colon begins no port, unless the rest is in brackets.
  const isAddress = isIP(entry) === 6;
  if (!isAddress && wanted !== undefined && Number(wanted) !== port) return false;
  const plain = withoutBrackets(isAddress ? entry : name).replace(/^\*?\./, '');
  if (family !== 0) return host === plain;
  return host === plain || host.endsWith(`.${plain}`);
}

function isInNetwork(host: string, network: string): boolean {
  const [address = '', bits = ''] = network.split('/');
  const family = isIP(address);
  const prefix = Number(bits);
  if (family === 0 || family !== isIP(host) || !/^\d+$/.test(bits)) return false;
  if (prefix > (family === 6 ? 128 : 32)) return false;
  const list = new BlockList();
  const kind = family === 6 ? 'ipv6' : 'ipv4';
  list.addSubnet(address, prefix, kind);
  return list.check(host, kind);
}
