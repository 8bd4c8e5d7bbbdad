/**
 * Where the time of a file goes: `node bench/src/product/file-time.ts [MEBIBYTES]`, 256 by default.
 *
 * A whole session on this machine: the packaged applet with its window in Chromium, a server of its own over TLS, the console in
 * another Chromium. The customer offers a file, the technician accepts. Told are the time from accepting to the whole, checked
 * file, and the CPU time that each process took for it, by what it is. What is below a hundredth of all is left out.
 */
import { ftruncateSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AppletWindow } from '@throwline/testbed/applet-window.ts';
import { openStage } from '@throwline/testbed/stage.ts';
import { acceptFile } from '@throwline/testbed/technician-steps.ts';
import { cpuSeconds } from '../measure/processes.ts';

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly words: readonly string[];
}

function processes(): Map<number, Process> {
  const found = new Map<number, Process>();
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, 'latin1');
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
      // Chromium writes the arguments of its processes with spaces between them.
      const words = readFileSync(`/proc/${entry}/cmdline`, 'utf8').split(/[\0 ]/);
      found.set(Number(entry), { pid: Number(entry), parent, words });
    } catch {
      // It ended while it was being read.
    }
  }
  return found;
}

/** CPU seconds of each process alone. */
function times(all: ReadonlyMap<number, Process>): Map<number, number> {
  const children = (pid: number): number[] =>
    [...all.values()].filter(({ parent }) => parent === pid).map((each) => each.pid);
  return new Map([...all.keys()].map((pid) => [pid, cpuSeconds([pid]) - cpuSeconds(children(pid))]));
}

/** As a customer chooses a file; Playwright itself hands over only small ones to a browser that it has not started. */
async function offerLargeFile({ page, click }: AppletWindow, path: string): Promise<void> {
  await click(page.getByTestId('tab-files'));
  const devtools = await page.context().newCDPSession(page);
  const { root } = await devtools.send('DOM.getDocument');
  const { nodeId } = await devtools.send('DOM.querySelector', {
    nodeId: root.nodeId,
    selector: '[data-testid="file-input"]',
  });
  await devtools.send('DOM.setFileInputFiles', { nodeId, files: [path] });
  await devtools.detach();
}

const isServer = ({ words }: Process): boolean => words.some((word) => /server\/src\/main\.ts$/.test(word));

const bytes = Number(process.argv[2] ?? 256) * 1024 * 1024;
const stage = await openStage({ page: { width: 1300, height: 800 } });
try {
  const { page, window, desktop, appletPid } = stage;
  const path = join(desktop.home, 'large.bin');
  ftruncateSync(openSync(path, 'w'), bytes);
  await offerLargeFile(window, path);
  await page.getByRole('tab', { name: /Files/ }).click();
  await page.getByRole('button', { name: 'Accept large.bin' }).waitFor();
  const all = processes();
  const isOfWindow = (each: Process | undefined): boolean =>
    each !== undefined && (each.pid === appletPid || isOfWindow(all.get(each.parent)));
  const nameOf = (each: Process): string => {
    if (each.pid === appletPid) return 'applet';
    if (isServer(each)) return 'server';
    const kind = each.words.find((word) => word.startsWith('--type='))?.slice('--type='.length) ?? 'browser';
    const service = each.words.find((word) => word.startsWith('--utility-sub-type='))?.split('.')[0];
    return `${isOfWindow(each) ? 'window' : 'console'}: ${service?.split('=')[1] ?? kind}`;
  };
  const before = times(all);
  const begun = performance.now();
  await acceptFile(page, 'large.bin');
  await page.getByLabel('Save large.bin').waitFor({ timeout: 600_000 });
  const seconds = (performance.now() - begun) / 1000;
  const after = times(processes());
  const used = [...all.values()]
    .filter((each) => each.pid === appletPid || isServer(each) || /chrom/.test(each.words[0] ?? ''))
    .map((each) => ({
      name: nameOf(each),
      seconds: (after.get(each.pid) ?? 0) - (before.get(each.pid) ?? 0),
    }));
  const total = used.reduce((sum, each) => sum + each.seconds, 0);
  console.log(
    `${bytes / 1024 / 1024} MiB in ${seconds.toFixed(1)} s, ${(bytes / 1e6 / seconds).toFixed(1)} MB/s; CPU ${total.toFixed(1)} s:`,
  );
  for (const each of used.sort((a, b) => b.seconds - a.seconds)) {
    if (each.seconds > total / 100) console.log(`  ${each.name.padEnd(28)} ${each.seconds.toFixed(1)} s`);
  }
} finally {
  await stage.close();
}
