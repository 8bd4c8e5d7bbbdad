/**
 * Runs in a terminal: fills it with varied, partly coloured lines, each with its number as a barcode, and once it is told
 * to `go`, scrolls on. Arguments: folder of the signals, lines to scroll, lines a second.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { Signals } from '../desktop/signals.ts';
import { random } from '../measure/random.ts';
import { BARCODE_BITS, barcode } from './barcode.ts';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/.-_=:()[]{}$#%';
/** Of the terminal's own palette: most text is plain. */
const COLOURS = [7, 7, 7, 2, 3, 6];
const HIDE_CURSOR = '\x1b[?25l';

const [folder = '', ...numbers] = process.argv.slice(2);
const [lines = 0, perSecond = 30] = numbers.map(Number);
const signals = new Signals(folder);
const { columns, rows } = process.stdout;
const next = random(7);
const below = (limit: number): number => Math.floor(next() * limit);

function line(number: number): string {
  const length = 40 + below(columns - 2 * BARCODE_BITS - 4 - 40);
  let text = '';
  while (text.length < length) {
    for (let letters = 2 + below(10); letters > 0; letters--) text += ALPHABET.charAt(below(ALPHABET.length));
    text += ' ';
  }
  const colour = COLOURS[below(COLOURS.length)] ?? 7;
  return `\r\n${barcode(number)} \x1b[3${colour}m${text.slice(0, length)}\x1b[0m`;
}

process.stdout.write(HIDE_CURSOR);
for (let number = 0; number < rows; number++) process.stdout.write(line(number));
signals.say('ready');
await signals.heard('go');
const begun = performance.now();
for (let scrolled = 0; scrolled < lines; scrolled++) {
  process.stdout.write(line(rows + scrolled));
  await pause(Math.max(0, begun + ((scrolled + 1) / perSecond) * 1000 - performance.now()));
}
signals.say('end', String((performance.now() - begun) / 1000));
// The window stays until it is closed.
process.stdin.resume();
