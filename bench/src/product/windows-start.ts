/**
 * The size of the applet for Windows, and the time from its double click until both sides say Waiting, in 64-bit Wine:
 * `node bench/src/product/windows-start.ts`. Each run is another computer, whose browser has not been started before.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { attachWindow } from '@throwline/testbed/applet-window.ts';
import { ApiTechnician, downloadApplet } from '@throwline/testbed/installation.ts';
import { startServerProcess } from '@throwline/testbed/server.ts';
import { ANNA } from '@throwline/testbed/technician-steps.ts';
import { until } from '@throwline/testbed/wait.ts';
import { startWineCustomer } from '@throwline/testbed/wine-customer.ts';

/** Odd, so that the middle one is one of them. */
const RUNS = 5;

/** Milliseconds from the double click until the server, and then the customer's window, says Waiting. */
interface Start {
  readonly server: number;
  readonly window: number;
}

const server = await startServerProcess({ THROWLINE_LOG_LEVEL: 'warn', THROWLINE_SYSTEMS: 'windows' });
const starts: Start[] = [];
let size = 0;
try {
  const technician = await ApiTechnician.setUp(server, ANNA);
  for (let run = 0; run < RUNS; run++) {
    const { session, code } = await technician.createSession();
    const { name, bytes } = await downloadApplet(server, code, 'windows');
    size = bytes.length;
    const isWaiting = async (): Promise<boolean> =>
      (await technician.sessions()).some(
        ({ sessionId, phase }) => sessionId === session.sessionId && phase.phase === 'waiting',
      );
    starts.push(await measure(name, bytes, isWaiting));
  }
} finally {
  await server.close();
}
console.log(`applet’s file for Windows: ${(size / 1e6).toFixed(1)} MB (bar: ≤ 25)`);
console.log(`double click → Waiting, server: ${spread(starts.map((each) => each.server))}`);
console.log(
  `double click → Waiting, customer’s window: ${spread(starts.map((each) => each.window))} (bar: ≤ 6)`,
);
process.exit();

async function measure(name: string, bytes: Buffer, isWaiting: () => Promise<boolean>): Promise<Start> {
  const customer = await startWineCustomer();
  try {
    const folder = join(customer.desktop.home, 'Downloads');
    mkdirSync(folder, { recursive: true });
    const file = join(folder, name);
    writeFileSync(file, bytes);
    // Wine itself is running by then.
    await until('Notepad', async () =>
      (await customer.wine.windows()).some((each) => each.class === 'Notepad'),
    );
    const begun = performance.now();
    const applet = customer.run(file);
    await until('Waiting', isWaiting);
    const server = performance.now() - begun;
    const window = await attachWindow(customer.browserDesktop, applet);
    await window.page.getByTestId('view-waiting').waitFor();
    return { server, window: performance.now() - begun };
  } finally {
    await customer.close();
  }
}

/** Median, lowest and highest, in seconds. */
function spread(times: readonly number[]): string {
  const sorted = times.map((time) => (time / 1000).toFixed(2)).sort((a, b) => Number(a) - Number(b));
  return `${sorted[(sorted.length - 1) / 2]} s (${sorted[0]}–${sorted.at(-1)}, ${sorted.length} runs)`;
}
