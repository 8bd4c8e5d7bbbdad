const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]'];

/** The server's own address as browsers write it, and how it is recognised. */
export class OwnAddress {
  /** Origin under which the server is reached, without a slash at the end. */
  readonly publicUrl: string;
  /** Whether a setting says it; else it is a guess that holds on this machine only. */
  readonly isGiven: boolean;
  readonly #origins: ReadonlySet<string>;
  readonly #hosts: ReadonlySet<string>;

  /** @param publicUrl an origin; one on loopback stands for all names of loopback */
  constructor(publicUrl: string, isGiven = true) {
    this.isGiven = isGiven;
    const url = new URL(publicUrl);
    this.publicUrl = url.origin;
    const names = LOOPBACK_NAMES.includes(url.hostname) ? LOOPBACK_NAMES : [url.hostname];
    const port = url.port === '' ? '' : `:${url.port}`;
    const hosts = names.map((name) => `${name}${port}`);
    this.#hosts = new Set(hosts);
    this.#origins = new Set(hosts.map((host) => `${url.protocol}//${host}`));
  }

  get isHttps(): boolean {
    return this.publicUrl.startsWith('https:');
  }

  isOwnOrigin(origin: string): boolean {
    return this.#origins.has(origin);
  }

  /** Whether a Host header names this server. */
  isOwnHost(host: string | undefined): boolean {
    return host !== undefined && this.#hosts.has(host.toLowerCase().replace(/:(80|443)$/, ''));
  }

  /** Another address of this server, as somebody has typed it: `https://` and the Host header, if that is a host. */
  asTyped(host: string | undefined): string | undefined {
    if (host === undefined || !/^(?:[a-z0-9.-]{1,253}|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/i.test(host))
      return undefined;
    return `${this.isHttps ? 'https' : 'http'}://${host.toLowerCase()}`;
  }

  /**
   * Whether a state-changing call comes from the server's own pages, or from a program that says so: by Origin, or,
   * from browsers that send none, by Fetch Metadata.
   */
  isOwnCall(headers: { readonly origin?: string | undefined; readonly 'sec-fetch-site'?: unknown }): boolean {
    return headers.origin === undefined
      ? headers['sec-fetch-site'] === 'same-origin'
      : this.isOwnOrigin(headers.origin);
  }
}
