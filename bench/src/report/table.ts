import { median } from '../measure/statistics.ts';
import type { Results, Run } from './results.ts';

/** Figures that are no better for being lower or higher: no ratio is told. */
const WITHOUT_RATIO = ['seen', 'lost', 'psnr', 'exact', 'rafHz', 'sourceFps', 'sourceDropped', 'tornShare'];

/**
 * One Markdown table for each scene: for each figure the systems' medians over the repetitions, with their range, and the
 * median of the ratios to the first system, each taken within one repetition.
 */
export function tables(all: readonly Results[]): string {
  const runs = all.flatMap((results, at) =>
    results.runs.map((run) => ({ ...run, repetition: run.repetition + at * 1000 })),
  );
  const systems = [...new Set(runs.map(({ system }) => system))];
  const scenes = [...new Set(runs.map(({ scene }) => scene))];
  return scenes
    .map((scene) =>
      sceneTable(
        scene,
        systems,
        runs.filter((each) => each.scene === scene),
      ),
    )
    .join('\n\n');
}

function sceneTable(scene: string, systems: readonly string[], runs: readonly Run[]): string {
  const [first = '', ...others] = systems;
  const names = [...new Set(runs.flatMap(({ figures = {} }) => Object.keys(figures)))];
  const of = (system: string): readonly Run[] => runs.filter((run) => run.system === system);
  const rows = names.map((name) => [
    name,
    ...systems.map((system) => valueCell(of(system), name)),
    ...others.map((system) => (WITHOUT_RATIO.includes(name) ? '' : ratioCell(of(system), of(first), name))),
  ]);
  const head = ['figure', ...systems, ...others.map((system) => `${system} / ${first}`)];
  const failures = runs.flatMap(({ system, repetition, error }) =>
    error === undefined ? [] : [`- ${system} #${repetition}: ${error.split('\n')[0]}`],
  );
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [`### ${scene}`, '', line(head), line(head.map(() => '---')), ...rows.map(line), ...failures].join(
    '\n',
  );
}

function valueCell(runs: readonly Run[], name: string): string {
  const values = runs.flatMap(({ figures }) => figures?.[name] ?? []);
  const middle = median(values);
  if (middle === undefined) return '–';
  const digits = Math.abs(middle) < 10 ? 3 : Math.abs(middle) < 1000 ? 1 : 0;
  const [low, high] = [Math.min(...values), Math.max(...values)].map((value) => rounded(value, digits));
  return `${rounded(middle, digits)}${low === high ? '' : ` (${low}–${high})`}`;
}

function ratioCell(runs: readonly Run[], first: readonly Run[], name: string): string {
  const ratios = runs.flatMap(({ repetition, figures }) => {
    const to = first.find((run) => run.repetition === repetition)?.figures?.[name];
    const value = figures?.[name];
    return value === undefined || to === undefined || to === 0 ? [] : [value / to];
  });
  const middle = median(ratios);
  return middle === undefined ? '–' : rounded(middle, 2);
}

function rounded(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)));
}
