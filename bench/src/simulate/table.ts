import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { LINK_SHAPES, type LinkShape } from '../link/shape.ts';
import { simulate } from './simulate.ts';

/** What loopback is here: so fast that nothing waits for it. */
const NO_LIMIT: LinkShape = { rate: 1e12, roundTrip: 0, loss: 0 };

/** A Markdown table of what a viewer sees of each recording over each link. @param links names; `loopback` is no limit */
export function simulationTable(files: readonly string[], links: readonly string[]): string {
  const rows = files.flatMap((file) =>
    links.map((link) => {
      const view = simulate(readFileSync(file), LINK_SHAPES[link] ?? NO_LIMIT);
      const perSecond = (count: number): string => (count / view.seconds).toFixed(1);
      const ms = ({ near, exact }: { near: number; exact: number }): string =>
        `${Math.round(near)} / ${Math.round(exact)}`;
      return [
        basename(file, '.tlr'),
        link,
        `${perSecond(view.exactFrames)} of ${perSecond(view.frames)}`,
        perSecond(view.bytes / 1000),
        ms(view.first),
        ms(view.last),
      ];
    }),
  );
  const head = [
    'recording',
    'link',
    'frames/s seen exactly',
    'kB/s',
    'first picture near / exact, ms',
    'last change near / exact, ms',
  ];
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
