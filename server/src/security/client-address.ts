import type { IncomingMessage } from 'node:http';
import { isIP, isIPv4 } from 'node:net';
import proxyAddr from '@fastify/proxy-addr';
import { forwardingOf, type Hops, plainAddress, saysForwarded } from './forwarded.ts';

/** What is known of the way on which a request came. */
export type Way =
  /** Nobody says that it was passed on. */
  | { readonly kind: 'direct' }
  /** Somebody says so who is no trusted proxy. */
  | { readonly kind: 'unnamed-proxy' }
  /** A trusted proxy passed it on and says for whom. */
  | { readonly kind: 'proxy' }
  /** A trusted proxy passed it on without a word about for whom. */
  | { readonly kind: 'silent-proxy' }
  /** A trusted proxy passed it on with headers that contradict one another. One of them may be the client's own. */
  | { readonly kind: 'contradicting-proxy' };

/** Tells where a request came from. Forwarded addresses are believed only from trusted proxies. */
export class ClientAddresses {
  readonly #isTrustedAddress: (address: string, hop: number) => boolean;

  /** @param trusted addresses and networks of reverse proxies, as `10.0.0.1` or `10.0.0.0/8` */
  constructor(trusted: readonly string[]) {
    this.#isTrustedAddress = proxyAddr.compile([...trusted]);
  }

  /** Whether the other end of this request's connection is a trusted proxy. */
  fromProxy(request: IncomingMessage): boolean {
    return this.#isTrusted(peerOf(request));
  }

  /** The way on which it came. */
  way(request: IncomingMessage): Way {
    if (!this.fromProxy(request)) {
      return { kind: saysForwarded(request.headers) ? 'unnamed-proxy' : 'direct' };
    }
    const told = this.#told(request);
    if (told.length === 0) return { kind: 'silent-proxy' };
    return { kind: new Set(told).size > 1 ? 'contradicting-proxy' : 'proxy' };
  }

  /**
   * The client's address, in its plain form: the last one in the chain that no trusted proxy stands for. Where a proxy's
   * headers contradict one another it is the proxy's own: one of them is what the client has made up.
   */
  of(request: IncomingMessage): string {
    const peer = peerOf(request);
    if (!this.#isTrusted(peer)) return peer;
    const [first = peer, ...others] = this.#told(request);
    return others.every((other) => other === first) ? first : peer;
  }

  /**
   * The client by each header of a request that a trusted proxy has passed on. X-Real-IP has no chain, so it counts only
   * by itself; and a header that ends in no address, as `unknown`, says nothing.
   */
  #told(request: IncomingMessage): string[] {
    const { xForwardedFor, forwarded, xRealIp } = forwardingOf(request.headers);
    const says = (hops: Hops | undefined): hops is Hops => hops?.at(-1) !== undefined;
    const chains = [xForwardedFor, forwarded].filter(says);
    if (chains.length === 0 && says(xRealIp)) chains.push(xRealIp);
    const peer = peerOf(request);
    return chains.map((hops) => this.#client(peer, hops));
  }

  #client(peer: string, hops: Hops): string {
    let address = peer;
    for (const before of hops.toReversed()) {
      if (before === undefined || !this.#isTrusted(address)) break;
      address = before;
    }
    return address;
  }

  #isTrusted(address: string): boolean {
    return isIP(address) !== 0 && this.#isTrustedAddress(address, 0);
  }
}

function peerOf(request: IncomingMessage): string {
  const address = request.socket.remoteAddress ?? '';
  return plainAddress(address) ?? address;
}

/** Whether an address is this machine's loopback. */
export function isLoopback(address: string): boolean {
  return address === '::1' || (isIPv4(address) && address.startsWith('127.'));
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
