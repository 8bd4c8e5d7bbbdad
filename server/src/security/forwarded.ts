import type { IncomingHttpHeaders } from 'node:http';
import ipaddr from 'ipaddr.js';

/** Longest chain that is looked at; more hops than this are no proxies of anybody. */
const MAX_HOPS = 32;

/** Headers that only somebody sends who passes on the request of another. */
const SIGNS = [
  'x-forwarded-for',
  'forwarded',
  'x-real-ip',
  'x-forwarded-proto',
  'x-forwarded-host',
  'x-forwarded-server',
  'x-client-ip',
  'cf-connecting-ip',
  'true-client-ip',
  'via',
] as const;

/** Whether a request says of itself that somebody passes it on. */
export function saysForwarded(headers: IncomingHttpHeaders): boolean {
  return SIGNS.some((name) => headers[name] !== undefined);
}

/** For whom a request was passed on, nearest hop last; an entry that is no address is `undefined`. */
export type Hops = readonly (string | undefined)[];

/** What a request says about who it came from, by header. Headers that are not there are `undefined`. */
export interface Forwarding {
  readonly xForwardedFor: Hops | undefined;
  /** RFC 7239. */
  readonly forwarded: Hops | undefined;
  readonly xRealIp: Hops | undefined;
}

/** Reads `X-Forwarded-For`, `Forwarded` and `X-Real-IP` in all forms that proxies write. */
export function forwardingOf(headers: IncomingHttpHeaders): Forwarding {
  const texts = (name: string): string | undefined => {
    const value = headers[name];
    return Array.isArray(value) ? value.join(',') : value;
  };
  const list = texts('x-forwarded-for');
  const rfc = texts('forwarded');
  const real = texts('x-real-ip');
  return {
    xForwardedFor: list === undefined ? undefined : lastOf(list.split(',')).map(node),
    forwarded: rfc === undefined ? undefined : lastOf(split(rfc, ',')).map(forwardedFor),
    xRealIp: real === undefined ? undefined : [node(real)],
  };
}

function lastOf(parts: readonly string[]): readonly string[] {
  return parts.slice(-MAX_HOPS);
}

/** The `for` of one hop of a Forwarded header. */
function forwardedFor(hop: string): string | undefined {
  for (const pair of split(hop, ';')) {
    const equals = pair.indexOf('=');
    if (pair.slice(0, equals).trim().toLowerCase() !== 'for') continue;
    return node(
      pair
        .slice(equals + 1)
        .trim()
        .replace(/^"(.*)"$/, '$1')
        .replace(/\\(.)/g, '$1'),
    );
  }
  return undefined;
}

/** Parts of a header, separated outside of quoted strings. */
function split(text: string, separator: ',' | ';'): string[] {
  const parts = text.match(
    separator === ',' ? /(?:"(?:\\.|[^"\\])*"|[^,"])+/g : /(?:"(?:\\.|[^"\\])*"|[^;"])+/g,
  );
  return parts ?? [];
}

/**
 * One address, with or without a port and brackets: `192.0.2.7`, `192.0.2.7:4711`, `2001:db8::7`, `[2001:db8::7]:4711`,
 * `::ffff:192.0.2.7`, `fe80::7%eth0`. IPv4 in IPv6 is unwrapped. Anything else, as `unknown` or `_hidden`, is none.
 */
function node(text: string): string | undefined {
  const trimmed = text.trim();
  const bare =
    /^\[([^\]]*)\](?::\d{1,5})?$/.exec(trimmed)?.[1] ?? /^([\d.]+):\d{1,5}$/.exec(trimmed)?.[1] ?? trimmed;
  return plainAddress(bare);
}

/** An address in its one plain form: IPv4 in IPv6 unwrapped, without a zone; `undefined` when it is none. */
export function plainAddress(text: string): string | undefined {
  const withoutZone = text.replace(/%.*$/, '');
  if (ipaddr.IPv4.isValidFourPartDecimal(withoutZone)) return ipaddr.IPv4.parse(withoutZone).toString();
  if (!ipaddr.IPv6.isValid(withoutZone)) return undefined;
  return ipaddr.process(withoutZone).toString();
}
