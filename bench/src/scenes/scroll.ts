/** Runs in an xterm: scrolls varied, partly coloured lines, each with its number as a barcode. Arguments: lines, lines a second. */
import { barcode } from './barcode.ts';

const WORDS =
  'connection refused by peer retrying request accepted user session opened closed cache warning'.split(' ');

const [lines = 600, perSecond = 30] = process.argv.slice(2).map(Number);
const HIDE_CURSOR = '\x1b[?25l';
process.stdout.write(HIDE_CURSOR);
let line = 0;
const began = performance.now();
const timer = setInterval(() => {
  const due = Math.min(lines, Math.floor(((performance.now() - began) / 1000) * perSecond));
  while (line < due) process.stdout.write(`\r\n${text(++line)}`);
  if (line >= lines) clearInterval(timer);
}, 4);
// The window stays open until the benchmark closes it.
process.stdin.resume();

function text(number: number): string {
  // A small linear congruential generator (Numerical Recipes), so that every run shows the same text.
  let state = number;
  const next = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  let body = ` ${new Date(1_700_000_000_000 + number * 777).toISOString()} `;
  const length = 4 + next(14);
  for (let word = 0; word < length; word++) {
    const plain = WORDS[next(WORDS.length)] ?? '';
    body += next(5) === 0 ? `\x1b[3${1 + next(6)}m${plain}\x1b[0m ` : `${plain} `;
  }
  return barcode(number) + body;
}
