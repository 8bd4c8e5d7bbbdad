import type { Secret } from '@throwline/protocol';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Rect } from '../platform/platform.ts';
import type { Engine } from './engine.ts';
import type { EngineHost } from './engine-host.ts';
import { launchEngine, type RunningEngine } from './engine-launch.ts';
import { WindowServer, type WindowServerHandlers } from './window-server.ts';
import { type WindowLoss, WindowWatch } from './window-watch.ts';

/** An engine that shows no window for this long will not do so any more; the next one is tried. Milliseconds. */
const APPEAR_TIMEOUT = 45_000;

export interface CustomerWindowOptions {
  readonly html: Buffer;
  readonly secret: Secret;
  readonly newToken: () => Secret;
  readonly engines: readonly Engine[];
  readonly host: EngineHost;
  readonly folder: string;
  readonly place: Rect | undefined;
  readonly environment: NodeJS.ProcessEnv;
  readonly clock: Clock;
  readonly log: Log;
  /** The engine, and its process when it is this program's, each time that changes. */
  readonly owners: (engine: Engine, processId: number | undefined) => void;
  /** The window is closed, or its engine gone. {@link CustomerWindow.reopen} brings another one. */
  readonly gone: (loss: WindowLoss) => void;
}

/** The customer's window: the loopback server and the engine that shows it. */
export class CustomerWindow {
  readonly #options: CustomerWindowOptions;
  readonly #watch: WindowWatch;
  readonly #server: WindowServer;
  #engine: RunningEngine | undefined;
  #hasClosed = false;
  #appeared: () => void = () => undefined;
  #disappeared: () => void = () => undefined;

  private constructor(options: CustomerWindowOptions, server: WindowServer, watch: WindowWatch) {
    this.#options = options;
    this.#server = server;
    this.#watch = watch;
  }

  /** Opens the loopback port; {@link show} then shows the window. */
  static async open(
    options: CustomerWindowOptions,
    handlers: Omit<WindowServerHandlers, 'disconnected'> & { disconnected(): void },
  ): Promise<CustomerWindow> {
    const watch = new WindowWatch(options.clock, options.gone);
    const server = await WindowServer.open(
      { html: options.html, secret: options.secret },
      {
        ...handlers,
        connected() {
          options.log('window connected');
          watch.connected();
          window.#appeared();
          return handlers.connected();
        },
        disconnected(hasLeft) {
          watch.disconnected(hasLeft);
          handlers.disconnected();
          window.#disappeared();
        },
      },
    );
    const window: CustomerWindow = new CustomerWindow(options, server, watch);
    return window;
  }

  /** Hands a message to the page, when it is there. */
  readonly send = (update: Parameters<WindowServer['send']>[0]): void => this.#server.send(update);

  /** Resolves when the page is gone. */
  async disconnected(): Promise<void> {
    if (!this.#server.isConnected) return;
    await new Promise<void>((resolve) => {
      this.#disappeared = resolve;
    });
  }

  /**
   * Shows the window in the first engine that can.
   * @returns whether one did; resolves once its page is connected
   */
  async show(): Promise<boolean> {
    for (const engine of this.#options.engines) {
      if (this.#hasClosed) return false;
      if (await this.#showIn(engine)) return true;
      await this.#engine?.end();
      this.#engine = undefined;
    }
    return false;
  }

  /**
   * Shows another window in the place of one that is gone.
   * @returns whether one came; resolves once its page is connected
   */
  async reopen(): Promise<boolean> {
    await this.#engine?.end();
    this.#engine = undefined;
    if (this.#hasClosed) return false;
    this.#watch.renew();
    return this.show();
  }

  /** Whether the page is there now. */
  get isConnected(): boolean {
    return this.#server.isConnected;
  }

  /** The engine's first process; `undefined` for the customer's own browser, and before there is one. */
  get processId(): number | undefined {
    return this.#engine?.processId;
  }

  /** Whether the engine is this program's, and not the customer's own browser. */
  get isOwn(): boolean {
    return this.processId !== undefined;
  }

  /** Lets go of the window, which stays: its page reaches nobody any more. */
  async leave(): Promise<void> {
    this.#hasClosed = true;
    this.#watch.stop();
    await this.#server.close();
  }

  /** Closes the window and ends its engine. */
  async close(): Promise<void> {
    this.#hasClosed = true;
    this.#watch.stop();
    this.#appeared();
    await Promise.all([this.#server.close(), this.#engine?.end()]);
  }

  async #showIn(engine: Engine): Promise<boolean> {
    const { newToken, folder, place, environment, log, owners, clock, host } = this.#options;
    const token = newToken();
    this.#server.admit(token);
    const appeared = new Promise<void>((resolve) => {
      this.#appeared = resolve;
    });
    let ended: () => void = () => undefined;
    const engineEnded = new Promise<void>((resolve) => {
      ended = resolve;
    });
    try {
      log(`window by ${engine.path}`);
      this.#engine = await launchEngine({
        host,
        engine,
        address: `${this.#server.origin}/#${token}`,
        folder,
        place,
        environment,
        ended: (exit) => {
          log(`window engine ended: ${exit}`);
          ended();
          this.#watch.engineEnded(exit);
        },
      });
    } catch (error) {
      log(`window engine failed: ${error instanceof Error ? error.message : error}`);
      return false;
    }
    const { processId } = this.#engine;
    if (processId !== undefined) log(`window engine process ${processId}`);
    owners(engine, processId);
    const late = new Promise<void>((resolve) => {
      void appeared.then(() => timer.cancel());
      const timer = clock.after(APPEAR_TIMEOUT, resolve);
    });
    await Promise.race([appeared, engineEnded, late]);
    return this.#watch.wasConnected;
  }
}
