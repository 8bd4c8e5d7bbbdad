import { FRAME_NUMBERS } from '@throwline/protocol';
import { z } from 'zod';
import type { BrowserPage } from '../viewer/page.ts';
import { tapConsole } from './console-tap.ts';

const attached = z.object({ sessionId: z.string(), targetInfo: z.object({ type: z.string() }) });

/** Taps the console's worker before its own script runs, and lets the page collect what it notes. */
export async function tapTheConsole(page: BrowserPage): Promise<void> {
  const names = Object.fromEntries(Object.entries(FRAME_NUMBERS).map(([name, number]) => [number, name]));
  const expression = `(${tapConsole})(${JSON.stringify(names)})`;
  await page.send('Page.addScriptToEvaluateOnNewDocument', {
    source: `globalThis.throwlineMarks = [];
      new BroadcastChannel('throwline-trace').onmessage = ({ data }) => throwlineMarks.push(data);`,
  });
  const begin = async (sessionId: string, type: string): Promise<void> => {
    if (type === 'worker') await page.devTools.send('Runtime.evaluate', { expression }, sessionId);
    await page.devTools.send('Runtime.runIfWaitingForDebugger', {}, sessionId);
  };
  page.devTools.listen((sessionId, method, params) => {
    if (sessionId !== page.sessionId || method !== 'Target.attachedToTarget') return;
    const worker = attached.parse(params);
    begin(worker.sessionId, worker.targetInfo.type).catch((error: unknown) => console.error(error));
  });
  await page.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: true, flatten: true });
}
