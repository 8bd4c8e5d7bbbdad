import type { IncomingHttpHeaders } from 'node:http';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';

/** What a server answered. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The body as JSON. */
  json(): unknown;
}

/** What to send besides method and path. */
export interface CallOptions {
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as it is, as JSON. */
  readonly raw?: string;
  /** Sent as a form. */
  readonly form?: Record<string, string>;
  readonly headers?: Readonly<Record<string, string>>;
  /** The whole Cookie header. */
  readonly cookie?: string | undefined;
  /** Default: the server's own; `null` sends none. */
  readonly origin?: string | null;
}

/** Makes one call; the certificate is checked. */
export function call(
  server: { readonly url: string; readonly port: number; readonly certificate: string | undefined },
  method: string,
  path: string,
  options: CallOptions = {},
): Promise<Answer> {
  const { json, raw, form, cookie, origin = server.url } = options;
  const payload =
    form !== undefined
      ? new URLSearchParams(form).toString()
      : json === undefined
        ? raw
        : JSON.stringify(json);
  const type = form === undefined ? 'application/json' : 'application/x-www-form-urlencoded';
  const secure = server.certificate !== undefined;
  const request = secure ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: '127.0.0.1',
        port: server.port,
        path,
        method,
        agent: false,
        ...(secure ? { ca: server.certificate, servername: 'localhost' } : {}),
        headers: {
          host: new URL(server.url).host,
          ...(origin === null ? {} : { origin }),
          ...(cookie === undefined ? {} : { cookie }),
          ...(payload === undefined
            ? {}
            : { 'content-type': type, 'content-length': String(Buffer.byteLength(payload)) }),
          ...options.headers,
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const body = Buffer.concat(chunks).toString('utf8');
          const { statusCode = 0, headers } = response;
          resolve({ status: statusCode, headers, body, json: () => JSON.parse(body) });
        });
      },
    );
    sent.on('error', reject);
    sent.end(payload);
  });
}
