import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { type WindowCommand, type WindowUpdate, windowUpdate } from '@throwline/protocol';
import { WebSocket } from 'ws';

/** Nothing that a test waits for takes this long, on a slow and noisy machine either. Milliseconds. */
const PATIENCE = 60_000;

/** The customer's page as a program: what a test does in place of the customer. */
export class WindowPage {
  readonly socket: WebSocket;
  readonly origin: string;
  /** Everything that the applet has told, in order. */
  readonly updates: WindowUpdate[] = [];
  /** Resolves with the close code. */
  readonly closed: Promise<number>;
  #waiting: (() => void)[] = [];

  private constructor(socket: WebSocket, origin: string) {
    this.socket = socket;
    this.origin = origin;
    this.closed = new Promise((resolve) => {
      socket.once('close', (code) => {
        resolve(code);
        this.#wake();
      });
    });
    socket.on('message', (data) => {
      this.updates.push(windowUpdate.parse(JSON.parse(String(data))));
      this.#wake();
    });
  }

  /**
   * Connects and says the first message.
   * @param headers besides the page's own origin
   */
  static async open(
    origin: string,
    first: WindowCommand | string,
    headers: Record<string, string> = {},
  ): Promise<WindowPage> {
    const socket = new WebSocket(`${origin.replace('http', 'ws')}/window`, {
      headers: { origin, ...headers },
    });
    const page = new WindowPage(socket, origin);
    await once(socket, 'open');
    socket.send(typeof first === 'string' ? first : JSON.stringify(first));
    return page;
  }

  send(command: WindowCommand): void {
    this.socket.send(JSON.stringify(command));
  }

  /** What `find` finds in all that was told, as soon as there is something. @throws Error when it does not come */
  async see<Found>(find: (updates: readonly WindowUpdate[]) => Found | undefined): Promise<Found> {
    const late = AbortSignal.timeout(PATIENCE);
    for (;;) {
      const found = find(this.updates);
      if (found !== undefined) return found;
      if (this.socket.readyState === WebSocket.CLOSED) throw new Error('The window’s socket closed first.');
      if (late.aborted) throw new Error('The window was not told what the test waits for.');
      const news = new Promise<void>((resolve) => this.#waiting.push(resolve));
      await Promise.race([news, pause(PATIENCE, undefined, { ref: false })]);
    }
  }

  /** The newest update of a type, as soon as it fits. */
  seeLast<T extends WindowUpdate['type']>(
    type: T,
    fits: (update: Extract<WindowUpdate, { type: T }>) => boolean = () => true,
  ): Promise<Extract<WindowUpdate, { type: T }>> {
    return this.see((updates) => {
      const last = updates.findLast(
        (update): update is Extract<WindowUpdate, { type: T }> => update.type === type,
      );
      return last !== undefined && fits(last) ? last : undefined;
    });
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
