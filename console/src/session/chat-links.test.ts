import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chatPieces } from './chat-links.ts';

const links = (text: string): string[] =>
  chatPieces(text).flatMap(({ text: shown, link }) => (link ? [`${shown} → ${link.href}`] : []));

test('[CASE-2] addresses in a message are found whole, without what ends the sentence', () => {
  assert.deepEqual(links('See https://example.org/a?b=c#d, please.'), [
    'https://example.org/a?b=c#d → https://example.org/a?b=c#d',
  ]);
  assert.deepEqual(links('(http://example.org/wiki/Rope_(tool))'), [
    'http://example.org/wiki/Rope_(tool) → http://example.org/wiki/Rope_(tool)',
  ]);
  assert.deepEqual(links('HTTPS://EXAMPLE.ORG and “http://b.example/x”'), [
    'HTTPS://EXAMPLE.ORG → https://example.org/',
    'http://b.example/x → http://b.example/x',
  ]);
  const text = 'one http://a.example two https://b.example three';
  assert.equal(
    chatPieces(text)
      .map(({ text: piece }) => piece)
      .join(''),
    text,
  );
});

test('[CASE-2] only http and https make links, and nothing that misleads about its host', () => {
  for (const text of [
    'javascript:alert(1)',
    'file:///etc/passwd',
    'ftp://example.org',
    'data:text/html,hello',
    'example.org',
    'xhttps://example.org',
    'https://',
    'https://bank.example@evil.example/',
    'https://bank.example:secret@evil.example/',
    'http://[::1',
  ]) {
    assert.deepEqual(links(text), [], text);
  }
});

test('[CASE-2] a look-alike host is shown as punycode, and marked', () => {
  const [piece] = chatPieces('https://аpple.example/konto');
  assert.equal(piece?.link?.host, 'xn--pple-43d.example');
  assert.equal(piece.link.href, 'https://xn--pple-43d.example/konto');
  assert.equal(piece.link.isForeign, true);
  const [plain] = chatPieces('https://apple.example:8443/ü');
  assert.equal(plain?.link?.host, 'apple.example:8443');
  assert.equal(plain.link.href, 'https://apple.example:8443/%C3%BC');
  assert.equal(plain.link.isForeign, false);
});
