import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { z } from 'zod';

const run = z.object({
  system: z.string(),
  /** Figures of one repetition belong together: its systems were measured one right after the other. */
  repetition: z.number(),
  scene: z.string(),
  /** Processes that wanted to run when the scene began, mean of a minute: how busy the machine was with other things. */
  load: z.number(),
  figures: z.record(z.string(), z.number()).optional(),
  error: z.string().optional(),
});
export type Run = z.infer<typeof run>;

const results = z.object({
  date: z.string(),
  machine: z.object({ cpu: z.string(), cores: z.number(), memoryGB: z.number() }),
  versions: z.record(z.string(), z.string()),
  link: z.string(),
  runs: z.array(run),
});
/** What one call of the benchmark has measured; the files in `bench/results`. */
export type Results = z.infer<typeof results>;

/** Nothing yet, on this machine. */
export function newResults(link: string, versions: Readonly<Record<string, string>>): Results {
  const [cpu] = cpus();
  return {
    date: new Date().toISOString(),
    machine: {
      cpu: cpu?.model ?? 'unknown',
      cores: cpus().length,
      memoryGB: Math.round(totalmem() / 2 ** 30),
    },
    versions: { node: process.versions.node, chromium: chromiumVersion(), ...versions },
    link,
    runs: [],
  };
}

/** @throws Error when the file holds no results */
export function readResults(file: string): Results {
  return results.parse(JSON.parse(readFileSync(file, 'utf8')));
}

export function writeResults(file: string, value: Results): void {
  writeFileSync(file, `${JSON.stringify(value, null, 1)}\n`);
}

function chromiumVersion(): string {
  const said = execFileSync('chromium', ['--version'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return /[\d.]+/.exec(said)?.[0] ?? said;
}
