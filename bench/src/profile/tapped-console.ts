import { FRAME_NUMBERS } from '@throwline/protocol';
import type { BrowserPage } from '../viewer/page.ts';
import { tapConsole } from './console-tap.ts';

/**
 * Replaces the page's workers by ones that run a script of ours first. A worker that the DevTools protocol holds at its
 * start answers nothing until it has gone on, which would be too late.
 * @param tap what runs first, as text
 */
function tapWorkers(tap: string): void {
  const Plain = window.Worker;
  window.Worker = class extends Plain {
    constructor(url: string | URL, options?: WorkerOptions) {
      const absolute = new URL(url, location.href).href;
      const script = (text: string): string =>
        URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
      const [first, then] = [JSON.stringify(script(tap)), JSON.stringify(absolute)];
      super(script(`import ${first}; import ${then};`), { ...options, type: 'module' });
    }
  };
}

/** Taps the console's worker before its own script runs, and lets the page collect what it notes. */
export async function tapTheConsole(page: BrowserPage): Promise<void> {
  const names = Object.fromEntries(Object.entries(FRAME_NUMBERS).map(([name, number]) => [number, name]));
  const tap = `(${tapConsole})(${JSON.stringify(names)})`;
  // The console lets no other scripts in.
  await page.send('Page.setBypassCSP', { enabled: true });
  await page.send('Page.addScriptToEvaluateOnNewDocument', {
    source: `globalThis.throwlineMarks = [];
      new BroadcastChannel('throwline-trace').onmessage = ({ data }) => throwlineMarks.push(data);
      const { putImageData } = CanvasRenderingContext2D.prototype;
      CanvasRenderingContext2D.prototype.putImageData = function (...given) {
        Reflect.apply(putImageData, this, given);
        const at = performance.timeOrigin + performance.now();
        throwlineMarks.push({ at, part: 'page', what: 'drawn', bytes: 0 });
      };
      (${tapWorkers})(${JSON.stringify(tap)});`,
  });
}
