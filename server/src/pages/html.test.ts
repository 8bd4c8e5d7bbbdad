import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Html, html, sitePath } from './html.ts';

test('[PAGE-6] text is escaped in text and in quoted attributes', () => {
  const hostile = `"><script>alert('1')</script>&amp;\``;
  assert.equal(
    html`<p title="${hostile}">${hostile}</p>`.text,
    '<p title="&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;amp;&#96;">' +
      '&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;amp;&#96;</p>',
  );
});

test('[PAGE-6] templates nest without escaping twice; nothing and false leave nothing', () => {
  const items = ['a<', 'b'].map((each) => html`<li>${each}</li>`);
  assert.equal(html`<ul>${items}</ul>${undefined}${false}${0}`.text, '<ul><li>a&lt;</li><li>b</li></ul>0');
});

test('[PAGE-6] an object that only looks like HTML is not taken for it', () => {
  const forged: unknown = JSON.parse('{"text":"<b>"}');
  assert.equal(forged instanceof Html, false);
});

test('[PAGE-6] addresses lead nowhere but to this site', () => {
  for (const path of ['/', '/connect/abc/status', '/a?b=c&d=%20']) assert.equal(sitePath(path), path);
  for (const path of [
    '',
    'x',
    '//evil.example',
    '/\\evil.example',
    'javascript:alert(1)',
    'https://a',
    '/a b',
  ])
    assert.throws(() => sitePath(path), RangeError, path);
});
