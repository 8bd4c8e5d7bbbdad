import { execFileSync } from 'node:child_process';
import type { Desktop } from './desktop.ts';
import type { Running } from './processes.ts';

/** An xterm on the customer's desktop, with its place in desktop pixels. */
export interface Terminal {
  /** Its window. */
  readonly id: string;
  /** Width and height of one character cell. */
  readonly cellWidth: number;
  readonly cellHeight: number;
  /** Upper left corner of the first cell. */
  readonly left: number;
  readonly top: number;
  /** The middle of a cell; column and row count from 0. */
  cell(column: number, row: number): { readonly x: number; readonly y: number };
  close(): Promise<void>;
}

export interface TerminalOptions {
  /** Upper left corner of its frame in desktop pixels; 0, 0 by default. */
  readonly x?: number;
  readonly y?: number;
  /** The mouse pointer over it, by its name in the X cursor font; a text cursor by default. */
  readonly pointer?: string;
}

const LOOK = [
  ...['-fa', 'DejaVu Sans Mono', '-fs', '12'],
  ...['-b', '0', '-bw', '0', '+sb', '-u8'],
  ...['-bg', '#101418', '-fg', '#e0e0e0'],
  // Hands are slower than tests: two clicks at different places are no double click.
  ...['-xrm', '*multiClickTime: 0'],
];

/** Opens an xterm, runs a program in it, and waits until it has the focus. */
export function openTerminal(
  desktop: Desktop,
  columns: number,
  rows: number,
  command: readonly string[],
  { x = 0, y = 0, pointer = 'xterm' }: TerminalOptions = {},
): Terminal {
  const geometry = `${columns}x${rows}+${x}+${y}`;
  const shape = `*pointerShape: ${pointer}`;
  const xterm: Running = desktop.run(
    'xterm',
    ...LOOK,
    '-geometry',
    geometry,
    '-xrm',
    shape,
    '-e',
    ...command,
  );
  const id = windowOf(desktop, xterm);
  desktop.xdo('windowactivate', '--sync', id);
  const facts = execFileSync('xwininfo', ['-id', id], { env: desktop.env, encoding: 'utf8' });
  const read = (name: string): number => Number(new RegExp(`${name}: +(\\d+)`).exec(facts)?.[1]);
  const cellWidth = Math.floor(read('Width') / columns);
  const cellHeight = Math.floor(read('Height') / rows);
  const left = read('Absolute upper-left X');
  const top = read('Absolute upper-left Y');
  return {
    id,
    cellWidth,
    cellHeight,
    left,
    top,
    cell: (column, row) => ({
      x: left + Math.floor((column + 0.5) * cellWidth),
      y: top + Math.floor((row + 0.5) * cellHeight),
    }),
    close: () => xterm.stop(),
  };
}

/** Waits until a program shows its window. @throws Error when the program has ended */
function windowOf(desktop: Desktop, program: Running): string {
  for (;;) {
    try {
      return desktop.xdo('search', '--sync', '--onlyvisible', '--pid', String(program.child.pid));
    } catch (error) {
      // xdotool fails when another window closes under its eyes; it waits by itself for this one.
      if (!String(error).includes('BadWindow')) throw error;
    }
  }
}
