import type { Running } from '@throwline/testbed/processes.ts';
import type { BenchDesktop } from '../desktop/bench-desktop.ts';
import type { Box } from '../measure/picture.ts';

/** Of a terminal that nearly fills the screen. */
export const COLUMNS = 190;
export const ROWS = 54;

/** A terminal in the upper left corner of the screen. */
export interface Terminal {
  /** Width and height of one character cell in pixels. */
  readonly cell: { readonly width: number; readonly height: number };
  /** All of its cells. */
  readonly box: Box;
  readonly program: Running;
}

/**
 * Opens an xterm without frame or cursor, in which a command runs.
 * @param size in character cells; default: nearly the screen
 */
export async function openTerminal(
  desktop: BenchDesktop,
  command: readonly string[],
  { columns, rows }: { readonly columns: number; readonly rows: number } = { columns: COLUMNS, rows: ROWS },
): Promise<Terminal> {
  const look = ['-b', '0', '-bw', '0', '+sb', '-bg', 'black', '-fg', 'white'];
  const font = ['-fa', 'DejaVu Sans Mono:pixelsize=16'];
  const geometry = ['-class', 'Terminal', '-geometry', `${columns}x${rows}+0+0`];
  const program = desktop.play('xterm', ...look, ...font, ...geometry, '-e', ...command);
  const size = await desktop.sizeOf('Terminal');
  const cell = { width: size.width / columns, height: size.height / rows };
  return {
    cell,
    box: {
      x: 0,
      y: 0,
      width: Math.floor(cell.width * columns),
      height: Math.floor(cell.height * rows),
    },
    program,
  };
}
