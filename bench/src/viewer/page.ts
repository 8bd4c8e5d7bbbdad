import { setTimeout as pause } from 'node:timers/promises';
import { until } from '@throwline/testbed/wait.ts';
import { z } from 'zod';
import { DevTools } from './devtools.ts';

/** How long a mouse button stays down, in milliseconds. */
const PRESS_TIME = 20;

const target = z.object({ targetInfos: z.array(z.object({ targetId: z.string(), type: z.string() })) });
const attached = z.object({ sessionId: z.string() });
const evaluated = z.object({
  result: z.object({ value: z.unknown().optional() }),
  exceptionDetails: z
    .object({ text: z.string(), exception: z.object({ description: z.string().optional() }).optional() })
    .optional(),
});
const box = z.object({ x: z.number(), y: z.number() }).nullable();

export interface PageOptions {
  /** Chromium, or what leads to it. */
  readonly executable: string;
  /** In CSS pixels. */
  readonly viewport: { readonly width: number; readonly height: number };
  /** Runs in every document before its own scripts. */
  readonly script: string;
}

/** One page of a browser of its own, with a mouse and a keyboard. */
export class BrowserPage {
  readonly devTools: DevTools;
  readonly sessionId: string;
  #pointer: string | undefined;

  private constructor(devTools: DevTools, sessionId: string) {
    this.devTools = devTools;
    this.sessionId = sessionId;
  }

  static async open({ executable, viewport, script }: PageOptions): Promise<BrowserPage> {
    const devTools = DevTools.start(executable);
    const targetId = await until('the browser’s page', async () => {
      const { targetInfos } = target.parse(await devTools.send('Target.getTargets'));
      return targetInfos.find(({ type }) => type === 'page')?.targetId;
    });
    const { sessionId } = attached.parse(
      await devTools.send('Target.attachToTarget', { targetId, flatten: true }),
    );
    const page = new BrowserPage(devTools, sessionId);
    await page.send('Page.enable');
    await page.send('Emulation.setDeviceMetricsOverride', {
      ...viewport,
      deviceScaleFactor: 1,
      mobile: false,
    });
    await page.send('Emulation.setFocusEmulationEnabled', { enabled: true });
    await page.send('Page.addScriptToEvaluateOnNewDocument', { source: script });
    return page;
  }

  send(method: string, params: object = {}): Promise<unknown> {
    return this.devTools.send(method, params, this.sessionId);
  }

  /** Opens an address and waits until its document is there. */
  async open(url: string): Promise<void> {
    await this.send('Page.navigate', { url });
    await this.until(
      `the page ${url}`,
      `location.href !== 'about:blank' && document.readyState === 'complete'`,
    );
  }

  /**
   * What an expression of the page comes to, promises awaited.
   * @throws Error with what the page threw, or when it was left meanwhile
   */
  async evaluate(expression: string): Promise<unknown> {
    const answer = await this.send('Runtime.evaluate', {
      expression,
      awaitPromise: true,
      returnByValue: true,
    });
    const { result, exceptionDetails } = evaluated.parse(answer);
    if (exceptionDetails !== undefined)
      throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  /** Waits until an expression of the page holds. While the page changes nothing does. */
  async until(what: string, expression: string): Promise<void> {
    await until(what, () =>
      this.evaluate(`Boolean(${expression})`).then(
        (holds) => holds === true,
        () => false,
      ),
    );
  }

  /** Types into the field that a CSS selector names. */
  async fill(selector: string, text: string): Promise<void> {
    const element = `document.querySelector(${JSON.stringify(selector)})`;
    await this.until(`the field ${selector}`, element);
    await this.evaluate(`${element}.focus()`);
    await this.send('Input.insertText', { text });
  }

  /** Clicks on the middle of the element that a CSS selector names, once it is there. */
  async clickOn(selector: string): Promise<void> {
    const place = `(() => {
      const element = document.querySelector(${JSON.stringify(selector)});
      if (element === null || element.disabled === true) return null;
      const { left, top, width, height } = element.getBoundingClientRect();
      return width === 0 ? null : { x: left + width / 2, y: top + height / 2 };
    })()`;
    const at = await until(
      `the element ${selector}`,
      async () => box.parse(await this.evaluate(place)) ?? undefined,
    );
    await this.click(at.x, at.y);
  }

  /** Moves the pointer, unless it is there. Clicks right after a move would all come at the same phase of the page's frames. */
  async move(x: number, y: number): Promise<void> {
    const place = `${x},${y}`;
    if (this.#pointer === place) return;
    this.#pointer = place;
    await this.send('Input.dispatchMouseEvent', { type: 'mouseMoved', x, y });
  }

  async click(x: number, y: number): Promise<void> {
    await this.move(x, y);
    const press = { x, y, button: 'left', clickCount: 1 };
    await this.send('Input.dispatchMouseEvent', { type: 'mousePressed', buttons: 1, ...press });
    await pause(PRESS_TIME);
    await this.send('Input.dispatchMouseEvent', { type: 'mouseReleased', buttons: 0, ...press });
  }

  /** Presses the key of a small letter or a digit. */
  async press(key: string): Promise<void> {
    const isDigit = key >= '0' && key <= '9';
    const windowsVirtualKeyCode = key.toUpperCase().charCodeAt(0);
    const code = isDigit ? `Digit${key}` : `Key${key.toUpperCase()}`;
    const event = { key, code, windowsVirtualKeyCode };
    await this.send('Input.dispatchKeyEvent', { type: 'keyDown', text: key, ...event });
    await this.send('Input.dispatchKeyEvent', { type: 'keyUp', ...event });
  }

  async screenshot(): Promise<Buffer> {
    const { data } = z.object({ data: z.string() }).parse(await this.send('Page.captureScreenshot'));
    return Buffer.from(data, 'base64');
  }

  close(): Promise<void> {
    return this.devTools.close();
  }
}
