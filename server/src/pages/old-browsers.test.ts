import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadPageAssets } from './assets.ts';
import { withFallbacks } from './stylesheet.ts';
import { scriptFindings, styleFindings } from './testing/old-browser-lint.ts';

function served(name: string): string {
  const asset = loadPageAssets().get(name);
  assert.ok(asset !== undefined);
  return asset.body.toString();
}

test('[PAGE-8] Internet Explorer 11 understands the stylesheet', async () => {
  assert.deepEqual(await styleFindings(served('pages.css')), []);
});

test('[PAGE-8] Internet Explorer 11 understands the script', async () => {
  assert.deepEqual(await scriptFindings(served('journey.js')), []);
});

test('[PAGE-8] the linters see what that browser lacks', async () => {
  for (const css of ['a { display: grid; }', 'a { color: var(--b); }', 'a { margin: 1px; color: var(--b); }'])
    assert.equal((await styleFindings(css)).length, 1, css);
  for (const script of [
    'var a = () => 1;',
    'f(1,);',
    '[1].includes(1);',
    'fetch("/");',
    'new Promise(f);',
    'var a = `b`;',
  ])
    assert.notEqual((await scriptFindings(script)).length, 0, script);
});

test('[PAGE-8] a colour of the theme has a fixed one before it, for browsers without custom properties', () => {
  const tokens = ':root {\n  --a: #fff;\n  --s: 1px;\n}\n.dark {\n  --a: #000;\n}';
  assert.equal(
    withFallbacks('p {\n  border: var(--s) solid var(--a);\n  margin: 0;\n}', tokens),
    'p {\n  border: 1px solid #fff;\n  border: var(--s) solid var(--a);\n  margin: 0;\n}',
  );
  assert.throws(() => withFallbacks('p {\n  color: var(--missing);\n}', tokens), /--missing/);
});
