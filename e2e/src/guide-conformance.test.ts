import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { docPictures } from '../../scripts/lib/doc-pictures.ts';

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

test('every picture of the docs is there and shown, all together small; the journeys show each one of their parts', () => {
  const folder = join(ROOT, 'docs/pictures');
  const shown = docPictures(ROOT);
  const files = readdirSync(folder);
  assert.deepEqual(files.toSorted(), [...shown].sort());
  const bytes = files.reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
  assert.ok(bytes < 3_000_000, `${bytes} bytes`);
  const journeys = readFileSync(join(ROOT, 'docs/JOURNEYS.md'), 'utf8');
  for (const part of ['guide-ie', 'guide-firefox', 'guide-email']) {
    const begins =
      part === 'guide-email' ? ['technician-email', 'message'] : ['address', 'technician-code', 'code'];
    const session = ['steps', 'waiting', 'question', 'chat', 'file', 'log', 'font', 'revoked', 'end'];
    const order = [...begins, ...session, 'technician-session', 'removed', 'thanks'];
    const places = order.map((name) => journeys.indexOf(`pictures/${part}-${name}.png`));
    assert.ok(!places.includes(-1), part);
    assert.deepEqual(
      places,
      places.toSorted((a, b) => a - b),
      part,
    );
  }
});
