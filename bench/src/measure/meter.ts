import type { Figures, Stage } from '../scenes/scene.ts';
import { cpuSeconds } from './processes.ts';

/** What has been spent while something was going on. */
export interface Spent {
  readonly seconds: number;
  /** Bytes from the browser, and to it. */
  readonly up: number;
  readonly down: number;
  /** Cores in use, 1 for one core all the time, of each part; and kB/s on the wire, both ways. */
  readonly rates: Figures;
}

/** Tells what an act costs, of the wire and of the processors. */
export async function measured(stage: Stage, act: () => Promise<void>): Promise<Spent> {
  const before = snapshot(stage);
  await act();
  const after = snapshot(stage);
  const seconds = (after.at - before.at) / 1000;
  const up = after.bytes.up - before.bytes.up;
  const down = after.bytes.down - before.bytes.down;
  const cores = (part: keyof typeof after.cpu): number => (after.cpu[part] - before.cpu[part]) / seconds;
  return {
    seconds,
    up,
    down,
    rates: {
      wireKBps: (up + down) / 1000 / seconds,
      agentCpu: cores('agent'),
      serverCpu: cores('server'),
      xCpu: cores('x'),
      browserCpu: cores('browser'),
    },
  };
}

function snapshot({ link, system, desktop, viewer }: Stage) {
  return {
    at: performance.now(),
    bytes: link.bytes(),
    cpu: {
      agent: cpuSeconds(system.agentPids),
      server: cpuSeconds(system.serverPids),
      x: cpuSeconds([desktop.xPid]),
      browser: cpuSeconds([viewer.pid]),
    },
  };
}
