import { FRAME_NUMBERS } from '@throwline/protocol';
import { z } from 'zod';
import type { BrowserPage } from '../viewer/page.ts';
import { tapConsole } from './console-tap.ts';

const paused = z.object({ requestId: z.string() });
const body = z.object({ body: z.string(), base64Encoded: z.boolean() });

/** Puts the tap before the console worker's own script as it is loaded, and lets the page collect what it notes. */
export async function tapTheConsole(page: BrowserPage): Promise<void> {
  const names = Object.fromEntries(Object.entries(FRAME_NUMBERS).map(([name, number]) => [number, name]));
  const tap = `(${tapConsole})(${JSON.stringify(names)});\n`;
  await page.send('Page.addScriptToEvaluateOnNewDocument', {
    source: `globalThis.throwlineMarks = [];
      new BroadcastChannel('throwline-trace').onmessage = ({ data }) => throwlineMarks.push(data);`,
  });
  const answer = async (requestId: string): Promise<void> => {
    const { body: text, base64Encoded } = body.parse(await page.send('Fetch.getResponseBody', { requestId }));
    const script = base64Encoded ? Buffer.from(text, 'base64').toString('utf8') : text;
    await page.send('Fetch.fulfillRequest', {
      requestId,
      responseCode: 200,
      responseHeaders: [{ name: 'content-type', value: 'text/javascript' }],
      body: Buffer.from(tap + script).toString('base64'),
    });
  };
  page.devTools.listen((sessionId, method, params) => {
    if (sessionId !== page.sessionId || method !== 'Fetch.requestPaused') return;
    answer(paused.parse(params).requestId).catch((error: unknown) => console.error(error));
  });
  await page.send('Fetch.enable', {
    patterns: [{ urlPattern: '*peer-worker*', requestStage: 'Response' }],
  });
}
