import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A row of the table in docs/GUIDE-CONFORMANCE.md. */
interface Row {
  readonly name: string;
  readonly rules: readonly string[];
  readonly files: readonly string[];
  readonly state: string;
}

function rows(): Row[] {
  const lines = readFileSync(join(ROOT, 'docs/GUIDE-CONFORMANCE.md'), 'utf8').split('\n');
  return lines
    .filter((line) => /^\| G\d+ /.test(line))
    .map((line) => {
      const [, name = '', , rules = '', files = '', state = ''] = line.split('|').map((cell) => cell.trim());
      return {
        name,
        rules: rules.match(/[A-Z]+-\d+/g) ?? [],
        files: Array.from(files.matchAll(/`([^`]+)`/g), ([, file = '']) => file),
        state,
      };
    });
}

test('the table of the guide has every row, each with rules that a test in its files cites, or says that it is not yet', () => {
  const table = rows();
  assert.deepEqual(
    table.map(({ name }) => name),
    Array.from({ length: 17 }, (_, index) => `G${index + 1}`),
  );
  for (const { name, rules, files, state } of table) {
    assert.match(state, /^[^|]*(done|not yet)/, name);
    if (rules.length === 0) assert.match(state, /^not yet/, name);
    const cited = new Map(files.map((file) => [file, readFileSync(join(ROOT, file), 'utf8')]));
    for (const rule of rules) {
      const proof = [...cited.values()].some((text) => text.includes(`[${rule}]`));
      assert.ok(proof, `${name}: no file of its row cites ${rule}`);
    }
    for (const [file, text] of cited) {
      assert.ok(
        rules.some((rule) => text.includes(`[${rule}]`)),
        `${name}: ${file} cites no rule of the row`,
      );
    }
  }
});
