import { createHash } from 'node:crypto';

/** The window's page with the headers it is served with. */
export interface WindowPage {
  readonly html: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * The page may run the scripts and styles that stand in it, each by its hash, and may talk to this origin; nothing else.
 * @param origin `http://127.0.0.1:<port>`
 */
export function windowPage(html: Buffer, origin: string): WindowPage {
  const text = html.toString('utf8');
  const hashes = (tag: string): string =>
    [...text.matchAll(new RegExp(`<${tag}(?:\\s[^>]*)?>([\\s\\S]*?)</${tag}>`, 'g'))]
      .map(([, content = '']) => ` 'sha256-${createHash('sha256').update(content).digest('base64')}'`)
      .join('');
  const policy = [
    "default-src 'none'",
    `script-src${hashes('script') || " 'none'"}`,
    `style-src${hashes('style') || " 'none'"}`,
    'img-src data:',
    'font-src data:',
    // 'self' does not take in WebSockets in every engine (CSP 3, section 6.7.2.8).
    `connect-src 'self' ${origin.replace(/^http/, 'ws')}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  return {
    html,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy,
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    },
  };
}
