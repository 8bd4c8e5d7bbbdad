import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';
import type { ServerNotice } from '@throwline/protocol';
import ipaddr from 'ipaddr.js';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { ClientAddresses } from './client-address.ts';
import { plainAddress } from './forwarded.ts';
import type { OwnAddress } from './own-address.ts';

type ProxyNotice = Extract<ServerNotice, { kind: `proxy-${string}` }>;

/** Most notices at once: anybody can write headers. */
const MAX_NOTICES = 8;
/** How long something is told of after it was last seen, milliseconds. */
const REMEMBERED = 86_400_000;
/** Most lines in the log within that time. */
const MAX_LINES = 50;
/** How long after a WebSocket that came without its headers consoles are told of it, milliseconds. */
const TELL_CONSOLES = 60_000;
/** Longest Host header that is told. */
const MAX_HOST = 100;

/** What the log says of each; docs/OPERATIONS.md says what to do. */
const LINES: Readonly<Record<ProxyNotice['kind'], string>> = {
  'proxy-unnamed':
    'requests say that they are passed on for others; if this is your reverse proxy, name it in THROWLINE_TRUST_PROXY',
  'proxy-without-addresses':
    'a reverse proxy does not say for whom it asks; let it send X-Forwarded-For, and name it in THROWLINE_TRUST_PROXY',
  'proxy-contradicts':
    'a reverse proxy sends X-Forwarded-For and Forwarded that contradict one another; leave out one',
  'proxy-other-host': 'a reverse proxy does not pass on the Host header',
  'proxy-without-upgrade':
    'a reverse proxy does not pass on the headers Upgrade and Connection, so no WebSocket comes through',
};

interface Seen {
  readonly notice: ProxyNotice;
  readonly isNear: boolean;
  at: number;
}

/**
 * Notices reverse proxies that are not set up as they should be, so that who runs the server learns of it before the
 * limits for one address hit everybody. What is seen may be forged by anybody: it changes nothing but what is told.
 */
export class ProxyWatch {
  readonly #addresses: ClientAddresses;
  readonly #own: OwnAddress;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #seen = new Map<string, Seen>();
  /** What was logged, with when. */
  readonly #logged = new Map<string, number>();
  #withoutUpgradeAt = Number.NEGATIVE_INFINITY;

  constructor(parts: {
    readonly addresses: ClientAddresses;
    readonly own: OwnAddress;
    readonly clock: Clock;
    readonly log: Logger;
  }) {
    this.#addresses = parts.addresses;
    this.#own = parts.own;
    this.#clock = parts.clock;
    this.#log = parts.log;
  }

  /**
   * Whether a request has come through a proxy of this installation, for all that can be seen: from a trusted one, with
   * headers that say so, or without TLS where the server's address has it.
   */
  isProxied(request: IncomingMessage): boolean {
    const { kind } = this.#addresses.way(request);
    return kind !== 'direct' || this.#mustBeProxied(request);
  }

  /** Looks at a request that a browser or an applet has made. */
  look(request: IncomingMessage): void {
    const { kind } = this.#addresses.way(request);
    const address = peerOf(request);
    switch (kind) {
      case 'proxy':
        break;
      case 'direct':
        if (this.#mustBeProxied(request)) this.#see({ kind: 'proxy-without-addresses', address });
        break;
      case 'unnamed-proxy':
        this.#see({ kind: 'proxy-unnamed', address });
        break;
      case 'silent-proxy':
        this.#see({ kind: 'proxy-without-addresses', address });
        break;
      case 'contradicting-proxy':
        this.#see({ kind: 'proxy-contradicts', address });
        break;
    }
  }

  /** A proxy has asked for another host than the server's own. */
  sawOtherHost(request: IncomingMessage): void {
    const host = (request.headers.host ?? '').slice(0, MAX_HOST);
    this.#see({ kind: 'proxy-other-host', address: peerOf(request), host });
  }

  /** A WebSocket was asked for, without the headers that make one of it. */
  sawNoUpgrade(request: IncomingMessage): void {
    this.#withoutUpgradeAt = this.#clock.monotonic();
    this.#see({ kind: 'proxy-without-upgrade', address: peerOf(request) });
  }

  /** A WebSocket has come through from there. */
  sawUpgrade(): void {
    this.#withoutUpgradeAt = Number.NEGATIVE_INFINITY;
  }

  /** Whether consoles that cannot connect may be told that a proxy is in the way. */
  get stopsSockets(): boolean {
    return this.#clock.monotonic() - this.#withoutUpgradeAt < TELL_CONSOLES;
  }

  /** What has been seen within the last day. */
  get notices(): ProxyNotice[] {
    this.#forget();
    return [...this.#seen.values()].map(({ notice }) => notice);
  }

  #mustBeProxied({ socket }: IncomingMessage): boolean {
    return this.#own.isHttps && !(socket instanceof TLSSocket);
  }

  #see(notice: ProxyNotice): void {
    const key = `${notice.kind} ${notice.address}`;
    const at = this.#clock.monotonic();
    const known = this.#seen.get(key);
    if (known !== undefined) {
      known.at = at;
      return;
    }
    this.#forget();
    const isNear = isNearby(notice.address);
    if (this.#seen.size >= MAX_NOTICES && !this.#makeRoom(isNear)) return;
    this.#seen.set(key, { notice, isNear, at });
    if (this.#logged.has(key) || this.#logged.size >= MAX_LINES) return;
    this.#logged.set(key, at);
    const { kind, ...rest } = notice;
    this.#log.warn({ ...rest }, LINES[kind]);
  }

  /** Strangers from afar must not keep a proxy nearby from being told of. */
  #makeRoom(isNear: boolean): boolean {
    const [oldest] = [...this.#seen].filter(([, seen]) => !seen.isNear).sort(([, a], [, b]) => a.at - b.at);
    if (!isNear || oldest === undefined) return false;
    return this.#seen.delete(oldest[0]);
  }

  #forget(): void {
    const until = this.#clock.monotonic() - REMEMBERED;
    for (const [key, { at }] of this.#seen) if (at < until) this.#seen.delete(key);
    for (const [key, at] of this.#logged) if (at < until) this.#logged.delete(key);
  }
}

function peerOf(request: IncomingMessage): string {
  const address = request.socket.remoteAddress ?? '';
  return plainAddress(address) ?? address;
}

/** Whether an address is of this machine or of a private network. */
function isNearby(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.parse(address).range() !== 'unicast';
}
