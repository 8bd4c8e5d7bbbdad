import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { windowPage } from './page.ts';

const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

test('[APPLET-2] the page may run what stands in it, by hash, and talk to its own origin only', () => {
  const html =
    '<title>x</title><style>a{}</style><script type="module">\nlet a = 1;</script><style>b{}</style>';
  const { headers } = windowPage(Buffer.from(html), 'http://127.0.0.1:5');
  const policy = headers['content-security-policy'] ?? '';
  assert.ok(policy.includes(`script-src ${hash('\nlet a = 1;')};`));
  assert.ok(policy.includes(`style-src ${hash('a{}')} ${hash('b{}')};`));
  assert.ok(policy.includes("connect-src 'self' ws://127.0.0.1:5;"));
  assert.ok(policy.startsWith("default-src 'none';"));
  assert.ok(!policy.includes('unsafe'));
  assert.equal(headers['cache-control'], 'no-store');
});

test('a page without scripts may run none', () => {
  const { headers } = windowPage(Buffer.from('<p>'), 'http://127.0.0.1:5');
  assert.ok(headers['content-security-policy']?.includes("script-src 'none'; style-src 'none';"));
});
