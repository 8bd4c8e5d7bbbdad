import { request } from 'node:http';
import {
  type ClaimRequest,
  claimResponse,
  customerMessage,
  ERROR_CODES,
  type ErrorCode,
  errorResponse,
  type Secret,
} from '@throwline/protocol';
import type { Installation } from '../config.ts';
import type { FindProxy } from './proxy.ts';
import { createConnection, ServerConnections } from './server-connection.ts';
import { CertificateMismatch } from './server-proof.ts';
import { ProxyRefused } from './tunnel.ts';

/** Largest answer that is read, in bytes. */
const MAX_ANSWER = 16 * 1024;
/** Time for everything, from the proxy's script to the answer's last byte, milliseconds. */
export const CLAIM_TIMEOUT = 30_000;

/** What became of a code that the customer typed into the window. `unreachable`: the server did not answer. */
export type ClaimResult =
  | { readonly kind: 'ticket'; readonly ticket: Secret }
  | { readonly kind: 'refused'; readonly code: ErrorCode; readonly message: string }
  | { readonly kind: 'barred'; readonly code: 'certificate-mismatch' | 'proxy-refused' }
  | { readonly kind: 'unreachable' };

/**
 * Turns a code into a ticket: `POST /api/claims`.
 * @param timeout after this many milliseconds without an answer the server counts as unreachable
 * @param visit what this applet is known by: asked again with the same one, because an answer was lost, the server answers the same
 */
export async function claimCode(
  installation: Installation,
  code: string,
  findProxy: FindProxy,
  timeout = CLAIM_TIMEOUT,
  visit?: Secret,
): Promise<ClaimResult> {
  const asked: ClaimRequest = { code, ...(visit === undefined ? {} : { visit }) };
  const body = JSON.stringify(asked);
  return new Promise((resolve) => {
    const sent = request(`${installation.serverUrl.replace(/^https/, 'http')}/api/claims`, {
      method: 'POST',
      createConnection: createConnection(new ServerConnections(installation, findProxy)),
      headers: {
        host: new URL(installation.serverUrl).host,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
      },
    });
    // Node's own time-out is set on no socket that it has not opened itself.
    const late = setTimeout(() => sent.destroy(new Error('The server does not answer.')), timeout);
    sent.on('close', () => clearTimeout(late));
    sent.on('error', (error) => {
      if (error instanceof CertificateMismatch) resolve({ kind: 'barred', code: 'certificate-mismatch' });
      else if (error instanceof ProxyRefused) resolve({ kind: 'barred', code: 'proxy-refused' });
      else resolve({ kind: 'unreachable' });
    });
    sent.on('response', (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (part: string) => {
        text += part;
        if (text.length > MAX_ANSWER) answer.destroy(new Error('too long'));
      });
      answer.on('error', () => resolve({ kind: 'unreachable' }));
      answer.on('end', () => resolve(read(text)));
    });
    sent.end(body);
  });
}

function read(text: string): ClaimResult {
  const answer = parseJson(text);
  const claimed = claimResponse.safeParse(answer);
  if (claimed.success) return { kind: 'ticket', ticket: claimed.data.ticket };
  const refusal = errorResponse.safeParse(answer);
  const code = ERROR_CODES.find((each) => each === refusal.data?.code) ?? 'internal';
  return { kind: 'refused', code, message: customerMessage(code) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
