import type { IncomingMessage } from 'node:http';
import { BlockList, isIP, isIPv4 } from 'node:net';

/** Tells where a request came from. Forwarded addresses are believed only from trusted proxies. */
export class ClientAddresses {
  readonly #trusted = new BlockList();

  /** @param trusted addresses and networks of reverse proxies, as `10.0.0.1` or `10.0.0.0/8` */
  constructor(trusted: readonly string[]) {
    for (const entry of trusted) {
      const [address = '', bits] = entry.split('/');
      const family = isIPv4(address) ? 'ipv4' : 'ipv6';
      if (bits === undefined) this.#trusted.addAddress(address, family);
      else this.#trusted.addSubnet(address, Number(bits), family);
    }
  }

  /** Whether the other end of this request's connection is a trusted proxy. */
  fromProxy(request: IncomingMessage): boolean {
    return this.#isTrusted(plainAddress(request.socket.remoteAddress ?? ''));
  }

  /** The client's address: the last one in the chain that no trusted proxy stands for. IPv4 in IPv6 is unwrapped. */
  of(request: IncomingMessage): string {
    let address = plainAddress(request.socket.remoteAddress ?? '');
    const header = request.headers['x-forwarded-for'];
    const forwarded = (Array.isArray(header) ? header.join(',') : (header ?? '')).split(',');
    while (this.#isTrusted(address)) {
      const before = plainAddress(forwarded.pop()?.trim() ?? '');
      if (isIP(before) === 0) break;
      address = before;
    }
    return address;
  }

  #isTrusted(address: string): boolean {
    const family = isIP(address);
    return family !== 0 && this.#trusted.check(address, family === 4 ? 'ipv4' : 'ipv6');
  }
}

/** Whether an address is this machine's loopback. */
export function isLoopback(address: string): boolean {
  return address === '::1' || (isIPv4(address) && address.startsWith('127.'));
}

function plainAddress(address: string): string {
  const withoutZone = address.replace(/%.*$/, '').replace(/^::ffff:(?=\d+\.)/i, '');
  return withoutZone;
}

/**
 * The networks that an address is counted in, from narrow to wide: IPv4 itself and its /24; IPv6 its /64 and its /48.
 * A single IPv6 customer commands a whole /64, so the address itself says nothing there.
 */
export function addressPrefixes(address: string): { readonly narrow: string; readonly wide: string } {
  if (isIP(address) === 6) {
    const groups = expandIpv6(address);
    return { narrow: `${groups.slice(0, 4).join(':')}/64`, wide: `${groups.slice(0, 3).join(':')}/48` };
  }
  return { narrow: address, wide: `${address.split('.').slice(0, 3).join('.')}/24` };
}

/**
 * The network that an address belongs to, in words for a technician: enough to tell a customer's network from another,
 * and no more of the address than that. Private ranges: RFC 1918, 3927, 4193 and 4291.
 */
export function networkInWords(address: string): string {
  if (isLoopback(address)) return 'the server itself';
  if (isIP(address) === 6) {
    const prefix = `${expandIpv6(address).slice(0, 3).join(':')}:…`;
    return /^f[cd]|^fe[89ab]/.test(prefix) ? `the server’s own network (${prefix})` : prefix;
  }
  if (isIP(address) !== 4) return 'an unknown network';
  const prefix = `${address.split('.').slice(0, 3).join('.')}.x`;
  return /^(10|192\.168|169\.254|172\.(1[6-9]|2\d|3[01]))\./.test(prefix)
    ? `the server’s own network (${prefix})`
    : prefix;
}

function expandIpv6(address: string): string[] {
  const [head = '', tail] = address.toLowerCase().split('::');
  const front = head === '' ? [] : head.split(':');
  const back = tail === undefined || tail === '' ? [] : tail.split(':');
  const gap = tail === undefined ? 0 : 8 - front.length - back.length;
  return [...front, ...Array.from({ length: Math.max(gap, 0) }, () => '0'), ...back].map((group) =>
    group.replace(/^0+(?=.)/, ''),
  );
}
