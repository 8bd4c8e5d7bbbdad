import { Worker } from 'node:worker_threads';
import type { AppletFrame, Area } from '@throwline/protocol';
import type { ProtectedProcesses } from '../platform/platform.ts';
import type { FromScreen, ScreenThreadData, ToScreen } from './screen-messages.ts';

/** What the screen tells the rest of the applet. */
export interface ScreenHandlers {
  /** A frame for a console, of its newest view. */
  frame(peer: number, type: AppletFrame['type'], payload: Uint8Array): void;
  /** The screen cannot be shown; these consoles' views are over. */
  failed(peers: readonly number[], message: string): void;
}

/** The screen's thread as the main one sees it. */
export interface ScreenThread {
  post(message: ToScreen): void;
  listen(listener: (message: FromScreen) => void): void;
  /** Ends the thread; resolves when it is gone. */
  end(): Promise<void>;
}

/** What one console wishes to see. */
interface View {
  readonly view: number;
  readonly monitor: number;
  readonly version: number;
  readonly shapes: number;
  /** Known once the thread has told. */
  area?: Area;
}

/**
 * Who views what. Starts the thread with the first view or before; whoever stops viewing is sent nothing more, from that moment
 * on. Of what a console wishes while the thread is busy only the newest is kept.
 */
export class ScreenService {
  readonly #startThread: () => ScreenThread;
  readonly #handlers: ScreenHandlers;
  readonly #startsEarly: boolean;
  readonly #views = new Map<number, View>();
  /** The view that the thread has been asked for and has not looked at yet, by viewer: one each, however many come. */
  readonly #asked = new Map<number, number>();
  #thread: ScreenThread | undefined;
  #protected: ProtectedProcesses | undefined;
  #count = 0;

  /** @param startsEarly whether {@link prepare} starts the thread; not where it sees only what it may when it starts */
  constructor(startThread: () => ScreenThread, handlers: ScreenHandlers, startsEarly: boolean) {
    this.#startThread = startThread;
    this.#handlers = handlers;
    this.#startsEarly = startsEarly;
  }

  /** Consoles that view now. */
  get viewers(): number[] {
    return [...this.#views.keys()];
  }

  /** Whose windows are hidden. */
  protect(processes: ProtectedProcesses): void {
    this.#protected = processes;
    this.#thread?.post({ type: 'protect', processes });
  }

  /** Loads what shows the screen, so that the first view finds it there. Nothing is looked at before a view. */
  prepare(): void {
    if (this.#startsEarly) this.#running();
  }

  /** Where on the desktop a console's shown region lies; `undefined` while it views nothing. */
  shownArea(peer: number): Area | undefined {
    return this.#views.get(peer)?.area;
  }

  /**
   * @param version of the screen package's updates that the console reads
   * @param shapes how many of the pointer's shapes the console keeps by name
   */
  view(peer: number, monitor: number, version: number, shapes = 0): void {
    this.#count += 1;
    this.#views.set(peer, { view: this.#count, monitor, version, shapes });
    this.#ask(peer);
  }

  shown(peer: number, frame: number): void {
    if (this.#views.has(peer)) this.#thread?.post({ type: 'shown', viewer: peer, frame });
  }

  /** @returns whether the console did view */
  stop(peer: number): boolean {
    if (!this.#views.delete(peer)) return false;
    this.#ask(peer);
    return true;
  }

  async end(): Promise<void> {
    this.#views.clear();
    this.#asked.clear();
    const thread = this.#thread;
    this.#thread = undefined;
    await thread?.end();
  }

  /** Tells the thread what this console wishes now, or leaves it until the thread has looked at its last wish. */
  #ask(peer: number): void {
    if (this.#asked.has(peer)) return;
    const wish = this.#views.get(peer);
    if (wish === undefined) {
      this.#thread?.post({ type: 'stop', viewer: peer });
      return;
    }
    this.#asked.set(peer, wish.view);
    const { view, monitor, version, shapes } = wish;
    this.#running().post({ type: 'view', viewer: peer, view, monitor, version, shapes });
  }

  #running(): ScreenThread {
    if (this.#thread !== undefined) return this.#thread;
    const thread = this.#startThread();
    this.#thread = thread;
    thread.listen((message) => this.#follow(thread, message));
    if (this.#protected !== undefined) thread.post({ type: 'protect', processes: this.#protected });
    return thread;
  }

  #follow(thread: ScreenThread, message: FromScreen): void {
    if (thread !== this.#thread) return;
    switch (message.type) {
      case 'frame':
        if (this.#views.get(message.viewer)?.view !== message.view) return;
        this.#handlers.frame(message.viewer, message.frame, message.payload);
        return;
      case 'shown-area': {
        const view = this.#views.get(message.viewer);
        if (view?.view === message.view) view.area = message.area;
        return;
      }
      case 'view-taken': {
        const asked = this.#asked.get(message.viewer);
        this.#asked.delete(message.viewer);
        if (this.#views.get(message.viewer)?.view !== asked) this.#ask(message.viewer);
        return;
      }
      case 'failed': {
        const peers = this.viewers;
        this.#views.clear();
        // What fell over, or would be told for ever that it may not, is replaced with the next view.
        if (message.code === 'unknown' || message.code === 'permission-missing') {
          this.#thread = undefined;
          this.#asked.clear();
          void thread.end();
        }
        this.#handlers.failed(peers, message.message);
        return;
      }
    }
  }
}

/**
 * Starts the thread itself.
 * @param script the worker's file
 */
export function startScreenThread(script: URL, data: ScreenThreadData): ScreenThread {
  const worker = new Worker(script, { workerData: data });
  // The session, not the screen, decides how long the program runs.
  worker.unref();
  let listener: (message: FromScreen) => void = () => undefined;
  worker.on('message', (message: FromScreen) => listener(message));
  worker.on('error', (error) => listener({ type: 'failed', code: 'unknown', message: error.message }));
  return {
    post: (message) => worker.postMessage(message),
    listen(to) {
      listener = to;
    },
    async end() {
      worker.postMessage({ type: 'close' });
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 500);
        worker.once('exit', () => {
          clearTimeout(timer);
          resolve();
        });
      });
      await worker.terminate();
    },
  };
}
