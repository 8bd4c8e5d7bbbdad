/** Runs in a terminal: shows a page of text of a kind (`source`, `log` or `list`), always the same, and waits. */
import { random } from '../measure/random.ts';

const WORDS =
  'account agent backup customer desktop driver folder invoice licence monitor network policy printer profile queue report service session settings ticket update viewer window'.split(
    ' ',
  );
const HIDE_CURSOR = '\x1b[?25l';

const [kind = 'source'] = process.argv.slice(2);
const { columns, rows } = process.stdout;
const next = random(kind.length);
const below = (limit: number): number => Math.floor(next() * limit);
const word = (): string => WORDS[below(WORDS.length)] ?? '';
const words = (count: number): string => Array.from({ length: count }, word).join(' ');
const coloured = (text: string, colour: number): string => `\x1b[3${colour}m${text}\x1b[0m`;

function line(number: number): { readonly plain: string; readonly shown: string } {
  switch (kind) {
    case 'log': {
      const time = new Date(1_700_000_000_000 + number * 7_770).toISOString();
      const level = below(5) === 0 ? 'WARN' : 'INFO';
      const text = words(3 + below(5));
      return {
        plain: `${time} ${level} ${text}`,
        shown: `${coloured(time, 4)} ${coloured(level, level === 'WARN' ? 3 : 2)} ${text}`,
      };
    }
    case 'list': {
      const plain = `${word()}-${word()}.pdf`.padEnd(40) + `${below(9000)} kB`.padStart(10);
      return { plain, shown: plain };
    }
    default: {
      const indent = '  '.repeat(below(4));
      const keyword = ['const', 'if', 'return', 'for'][below(4)] ?? '';
      const text = words(2 + below(6));
      return {
        plain: `${indent}${keyword} ${text}`,
        shown: `${indent}${coloured(keyword, 4)} ${text}`,
      };
    }
  }
}

process.stdout.write(HIDE_CURSOR);
for (let number = 0; number < rows; number++) {
  const { plain, shown } = line(number);
  process.stdout.write(
    `${number === 0 ? '' : '\r\n'}${plain.length < columns ? shown : plain.slice(0, columns - 1)}`,
  );
}
process.stdin.resume();
