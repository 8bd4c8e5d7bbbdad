import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { EngineHost, EngineStart } from '../../window/engine-host.ts';
import { commandLine } from './command-line.ts';
import type { ProcessStart } from './kernel32.ts';
import { startAlone, startInJob } from './process-job.ts';

/** How often it is looked whether the engine still runs, in milliseconds. */
const END_INTERVAL = 250;

/** Engines in jobs of their own. */
export const WINDOWS_ENGINE_HOST: EngineHost = {
  async environment(home, environment) {
    const temporary = join(home, 'home', 'tmp');
    await mkdir(temporary, { recursive: true });
    return { ...environment, TEMP: temporary, TMP: temporary, MOZ_CRASHREPORTER_DISABLE: '1' };
  },
  async start(options) {
    const job = startInJob(startOf(options));
    const timer = setInterval(() => {
      if (!job.hasEnded()) return;
      clearInterval(timer);
      options.ended('unknown');
    }, END_INTERVAL);
    timer.unref();
    return {
      processId: job.processId,
      async end() {
        clearInterval(timer);
        job.end();
      },
    };
  },
  async handOver(options) {
    startAlone(startOf(options));
  },
};

function startOf({ path, args, environment, folder }: Omit<EngineStart, 'ended'>): ProcessStart {
  return {
    program: path,
    commandLine: commandLine(path, args),
    environment: Object.entries(environment).flatMap(([name, value]) =>
      value === undefined ? [] : [`${name}=${value}`],
    ),
    folder,
  };
}
