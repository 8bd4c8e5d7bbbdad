import { median } from '../measure/statistics.ts';
import type { SeenChange } from '../viewer/probe.ts';
import type { Mark } from './trace.ts';

interface Stage {
  readonly name: string;
  readonly part: string;
  readonly what: RegExp;
}

const INPUT = /peer (pointer|character|key)$/;
const UPDATE = /peer screen-update$/;

/** What happens from a press to the picture, in this order. A stage that is not found is left out. */
const STAGES: readonly Stage[] = [
  { name: 'console: input sent', part: 'console', what: new RegExp(`^sent ${INPUT.source}`) },
  { name: 'server: input received', part: 'server', what: new RegExp(`^received ${INPUT.source}`) },
  { name: 'server: input relayed', part: 'server', what: new RegExp(`^sent ${INPUT.source}`) },
  { name: 'applet: input received', part: 'applet', what: new RegExp(`^received ${INPUT.source}`) },
  { name: 'applet: injection begins', part: 'applet', what: /^inject begins$/ },
  { name: 'applet: injected', part: 'applet', what: /^inject ends$/ },
  { name: 'screen thread: change announced', part: 'screen', what: /^event changed$/ },
  { name: 'screen thread: capture begins', part: 'screen', what: /^capture begins$/ },
  { name: 'screen thread: captured', part: 'screen', what: /^capture ends$/ },
  { name: 'screen thread: encoded', part: 'screen', what: /^made screen-update$/ },
  { name: 'applet: update sent', part: 'applet', what: new RegExp(`^sent ${UPDATE.source}`) },
  { name: 'server: update received', part: 'server', what: new RegExp(`^received ${UPDATE.source}`) },
  { name: 'server: update relayed', part: 'server', what: new RegExp(`^sent ${UPDATE.source}`) },
  { name: 'console: update received', part: 'console', what: new RegExp(`^received ${UPDATE.source}`) },
  { name: 'page: drawn', part: 'page', what: /^drawn$/ },
  { name: 'console: drawn, and said so', part: 'console', what: /^sent peer screen-shown$/ },
];

/** A row of the table: medians over all presses, in milliseconds. */
export interface StageTime {
  readonly name: string;
  /** Since the press. */
  readonly at: number;
  /** Since the stage before. */
  readonly took: number;
}

/** Follows each press through its stages. */
export function stageTimes(changes: readonly SeenChange[], marks: readonly Mark[]): StageTime[] {
  const rows = STAGES.map(({ name }) => ({ name, ats: [] as number[], tooks: [] as number[] }));
  const last = { name: 'page: on the canvas', ats: [] as number[], tooks: [] as number[] };
  for (const { pressedAt, seenAt } of changes) {
    const within = marks.filter(({ at }) => at >= pressedAt - 1 && at <= seenAt + 1);
    let before = pressedAt;
    let from = 0;
    STAGES.forEach(({ part, what }, stage) => {
      const found = within.findIndex((mark, at) => at >= from && mark.part === part && what.test(mark.what));
      const mark = within[found];
      if (mark === undefined) return;
      rows[stage]?.ats.push(mark.at - pressedAt);
      rows[stage]?.tooks.push(mark.at - before);
      before = mark.at;
      // Clocks of two processes may differ by a fraction of a millisecond.
      from = Math.max(0, found - 2);
    });
    last.ats.push(seenAt - pressedAt);
    last.tooks.push(seenAt - before);
  }
  return [...rows, last].flatMap(({ name, ats, tooks }) => {
    const [at, took] = [median(ats), median(tooks)];
    return at === undefined || took === undefined ? [] : [{ name, at, took }];
  });
}
