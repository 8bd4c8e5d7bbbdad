import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Results, Run } from './results.ts';
import { tables } from './table.ts';

const results = (runs: readonly Run[]): Results => ({
  date: '2026-01-01T00:00:00.000Z',
  machine: { cpu: 'a processor', cores: 2, memoryGB: 8 },
  versions: {},
  link: 'loopback',
  runs: [...runs],
});
const run = (system: string, repetition: number, p50: number): Run => ({
  system,
  repetition,
  scene: 'echo',
  load: 0,
  figures: { p50 },
});

test('a table tells medians with their range, and ratios taken within each repetition', () => {
  const runs = [
    run('a', 1, 10),
    run('b', 1, 40),
    run('a', 2, 20),
    run('b', 2, 20),
    run('a', 3, 30),
    run('b', 3, 90),
  ];
  assert.equal(
    tables([results(runs)]),
    '### echo\n\n| figure | a | b | b / a |\n| --- | --- | --- | --- |\n| p50 | 20 (10–30) | 40 (20–90) | 3 |',
  );
});

test('repetitions of two files are not taken for each other', () => {
  const first = results([run('a', 1, 10), run('b', 1, 10)]);
  const second = results([run('a', 1, 100), run('b', 1, 300)]);
  assert.match(tables([first, second]), /\| 2 \|$/);
});

test('what failed is told under its table', () => {
  const failed: Run = {
    system: 'a',
    repetition: 2,
    scene: 'echo',
    load: 0,
    error: 'Error: no picture\n  at …',
  };
  assert.match(tables([results([run('a', 1, 10), failed])]), /\n- a #2: Error: no picture$/);
});
