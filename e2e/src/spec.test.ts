import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Names of all rules in docs/SPEC.md, such as `CODE-3`. */
function rules(): Set<string> {
  const found = new Set<string>();
  let section = '';
  for (const line of readFileSync(join(ROOT, 'docs/SPEC.md'), 'utf8').split('\n')) {
    section = /^## ([A-Z]+) /.exec(line)?.[1] ?? section;
    const number = /^(\d+)\. /.exec(line)?.[1];
    if (number === undefined) continue;
    const name = `${section}-${number}`;
    assert.ok(!found.has(name), `${name} stands twice in the specification`);
    found.add(name);
  }
  return found;
}

/** Rules that the tests cite, each with a file that does. */
function citations(): Map<string, string> {
  const found = new Map<string, string>();
  const tests = globSync('{packages/*,server,console,customer,applet,packaging,e2e}/**/*.test.ts', {
    cwd: ROOT,
    exclude: (name) => name.includes('node_modules'),
  });
  for (const file of tests) {
    const text = readFileSync(join(ROOT, file), 'utf8');
    for (const [, rule = ''] of text.matchAll(/\[([A-Z]+-\d+)\]/g)) found.set(rule, file);
  }
  return found;
}

test('every rule of the specification is cited by a test, and every citation is a rule', () => {
  const stated = rules();
  const cited = citations();
  assert.ok(stated.size > 100);
  assert.deepEqual(
    [...stated].filter((rule) => !cited.has(rule)),
    [],
    'rules without a test',
  );
  assert.deepEqual(
    [...cited].filter(([rule]) => !stated.has(rule)),
    [],
    'citations without a rule',
  );
});
