import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { printed, start } from './processes.ts';

const answer = z.union([
  z.object({ type: z.literal('success'), id: z.int(), result: z.unknown() }),
  z.object({ type: z.literal('error'), id: z.int().nullable(), error: z.string(), message: z.string() }),
  z.object({ type: z.literal('event') }),
]);
const tree = z.object({ contexts: z.array(z.object({ context: z.string() })).min(1) });
const evaluated = z.union([
  z.object({ type: z.literal('success'), result: z.object({ value: z.string() }) }),
  z.object({ type: z.literal('exception'), exceptionDetails: z.object({ text: z.string() }) }),
]);
const screenshot = z.object({ data: z.base64() });

/** Code points of keys without a character, of WebDriver's section "Keyboard actions". */
const KEYS = { Enter: '\ue007', Tab: '\ue004' } as const;

/** One tab of a headless Firefox, driven through WebDriver BiDi, which Playwright does not speak with Debian's Firefox. */
export interface FirefoxTab {
  /** Where it saves downloads. */
  readonly downloads: string;
  goto(url: string): Promise<void>;
  /**
   * Runs a script in the page.
   * @param body of an async function, which returns what JSON can hold
   */
  run(body: string): Promise<unknown>;
  /** Moves the mouse to a place of the page, in CSS pixels, and clicks. */
  click(x: number, y: number): Promise<void>;
  /** Types characters, key by key, into what has the focus. */
  type(text: string): Promise<void>;
  press(key: keyof typeof KEYS): Promise<void>;
  /** The page as PNG. */
  screenshot(): Promise<Buffer>;
  close(): Promise<void>;
}

/** Starts Firefox with a fresh profile in which self-signed certificates are accepted. */
export async function openFirefox(size: { width: number; height: number }): Promise<FirefoxTab> {
  const folder = mkdtempSync(join(tmpdir(), 'firefox-'));
  const firefox = start(
    'firefox-esr',
    ['--headless', '--no-remote', '--profile', folder, '--remote-debugging-port', '0'],
    {
      env: {
        ...process.env,
        HOME: folder,
        XDG_CONFIG_HOME: join(folder, '.config'),
        MOZ_CRASHREPORTER_DISABLE: '1',
      },
    },
  );
  const end = async (): Promise<void> => {
    await firefox.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const [, address = ''] = await printed(firefox, /WebDriver BiDi listening on (ws:\S+)/);
    const link = await BidiLink.open(`${address}/session`);
    await link.call('session.new', { capabilities: { alwaysMatch: { acceptInsecureCerts: true } } });
    const [tab] = tree.parse(await link.call('browsingContext.getTree', {})).contexts;
    if (tab === undefined) throw new Error('Firefox has no tab');
    const { context } = tab;
    await link.call('browsingContext.setViewport', { context, viewport: size });
    return tabOf(link, context, join(folder, 'Downloads'), end);
  } catch (error) {
    await end();
    throw error;
  }
}

function tabOf(link: BidiLink, context: string, downloads: string, end: () => Promise<void>): FirefoxTab {
  const keys = async (values: readonly string[]): Promise<void> => {
    const actions = values.flatMap((value) => [
      { type: 'keyDown', value },
      { type: 'keyUp', value },
    ]);
    await link.call('input.performActions', { context, actions: [{ type: 'key', id: 'keyboard', actions }] });
  };
  return {
    downloads,
    async goto(url) {
      await link.call('browsingContext.navigate', { context, url, wait: 'complete' });
    },
    async run(body) {
      const outcome = evaluated.parse(
        await link.call('script.evaluate', {
          expression: `(async () => { ${body} })().then((value) => JSON.stringify(value ?? null))`,
          target: { context },
          awaitPromise: true,
        }),
      );
      if (outcome.type === 'exception') throw new Error(outcome.exceptionDetails.text);
      const value: unknown = JSON.parse(outcome.result.value);
      return value;
    },
    async click(x, y) {
      const actions = [
        { type: 'pointerMove', x: Math.round(x), y: Math.round(y) },
        { type: 'pointerDown', button: 0 },
        { type: 'pointerUp', button: 0 },
      ];
      await link.call('input.performActions', {
        context,
        actions: [{ type: 'pointer', id: 'mouse', actions }],
      });
    },
    type: (text) => keys(Array.from(text)),
    press: (key) => keys([KEYS[key]]),
    async screenshot() {
      const { data } = screenshot.parse(await link.call('browsingContext.captureScreenshot', { context }));
      return Buffer.from(data, 'base64');
    },
    async close() {
      link.close();
      await end();
    },
  };
}

/** Commands of WebDriver BiDi (W3C working draft) over its WebSocket; events are not asked for. */
class BidiLink {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, { done: (result: unknown) => void; failed: (error: Error) => void }>();
  #last = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data) => {
      const message = answer.parse(JSON.parse(String(data)));
      if (message.type === 'event' || message.id === null) return;
      const waiting = this.#waiting.get(message.id);
      this.#waiting.delete(message.id);
      if (message.type === 'success') waiting?.done(message.result);
      else waiting?.failed(new Error(`${message.error}: ${message.message}`));
    });
    socket.on('close', () => {
      for (const { failed } of this.#waiting.values()) failed(new Error('Firefox has ended'));
      this.#waiting.clear();
    });
  }

  static async open(url: string): Promise<BidiLink> {
    const socket = new WebSocket(url);
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    return new BidiLink(socket);
  }

  call(method: string, params: object): Promise<unknown> {
    this.#last += 1;
    const id = this.#last;
    return new Promise((done, failed) => {
      this.#waiting.set(id, { done, failed });
      this.#socket.send(JSON.stringify({ id, method, params }));
    });
  }

  close(): void {
    this.#socket.terminate();
  }
}
