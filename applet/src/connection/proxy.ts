/** A proxy that tunnels (RFC 9110, section 9.3.6: CONNECT). */
export interface ProxyServer {
  readonly host: string;
  readonly port: number;
  /** Whether the way to the proxy itself is TLS. */
  readonly isSecure: boolean;
  /** For `Proxy-Authorization`: name and password, already decoded. */
  readonly credentials: { readonly user: string; readonly password: string } | undefined;
}

/** The proxy between this computer and a server, as it is set now; `undefined`: none. Answers within seconds, and never rejects. */
export type FindProxy = (server: URL) => ProxyServer | undefined | Promise<ProxyServer | undefined>;

/** Where nothing is known of proxies. */
export const NO_PROXY: FindProxy = () => undefined;

/**
 * A proxy as settings name it: an address, or only host and port.
 * @returns `undefined` for what is none, or of a kind that is not spoken (SOCKS)
 */
export function parseProxy(text: string): ProxyServer | undefined {
  const trimmed = text.trim();
  const address = trimmed.includes('://') ? trimmed : `http://${trimmed}`;
  if (!URL.canParse(address)) return undefined;
  const { protocol, hostname, port, username, password } = new URL(address);
  if ((protocol !== 'http:' && protocol !== 'https:') || hostname === '') return undefined;
  const isSecure = protocol === 'https:';
  return {
    host: withoutBrackets(hostname),
    port: Number(port || (isSecure ? 443 : 80)),
    isSecure,
    credentials: username === '' ? undefined : { user: decode(username), password: decode(password) },
  };
}

/** An address's host without the brackets that IPv6 bears in URLs. */
export function withoutBrackets(host: string): string {
  return host.replace(/^\[|\]$/g, '');
}

/** The port of a server's address. */
export function portOf(server: URL): number {
  return Number(server.port || (server.protocol === 'http:' ? 80 : 443));
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A percent sign that stands for itself.
    return text;
  }
}
