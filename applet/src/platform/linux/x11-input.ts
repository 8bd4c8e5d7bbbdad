import type { InputEvent, InputOutcome, InputSink, ProtectedProcesses } from '../platform.ts';
import { PlatformError } from '../platform-error.ts';
import { FakeInput } from './fake-input.ts';
import { type GuardVerdict, InputGuard } from './input-guard.ts';
import { WindowTree } from './window-tree.ts';
import { XConnection } from './x-connection.ts';
import { type KeyOutcome, XKeyboard } from './x-keyboard.ts';
import { XPointer } from './x-pointer.ts';

/** Most events that may wait for their turn. */
const MAX_WAITING = 4096;
/** How many of the waiting characters get their keys ahead of time. */
const PREPARED_AHEAD = 16;
/** How long the layout keeps borrowed keys after control ended, so that slow programs still find what was typed. */
const RESTORE_AFTER_MS = 1000;

type Attempt = InputOutcome | { readonly retryAfter: number };

interface Waiting {
  readonly event: InputEvent;
  readonly resolve: (outcome: InputOutcome) => void;
  readonly reject: (cause: unknown) => void;
}

/**
 * Input through XTEST, each event checked and injected within one server grab, so that nothing can slip in between.
 * Lets go of everything when the process exits in any way that runs `exit` handlers. After SIGKILL keys and buttons
 * stay pressed on the server (seen on X.Org 21.1): then {@link releaseStuckInput} helps.
 */
export class X11Input implements InputSink {
  readonly #connection: XConnection;
  readonly #guard: InputGuard;
  readonly #keyboard: XKeyboard;
  readonly #pointer: XPointer;
  readonly #waiting: Waiting[] = [];
  readonly #onExit = (): void => this.close();
  #retry: NodeJS.Timeout | undefined;
  #restore: NodeJS.Timeout | undefined;

  /**
   * @param display for example `:0`
   * @param onGone called once when the display breaks away
   * @throws PlatformError `library-missing`, `display-refused`, `extension-missing`
   */
  constructor(display: string, onGone: () => void = () => undefined) {
    const connection = new XConnection(display);
    this.#connection = connection;
    try {
      const fake = new FakeInput(connection);
      const tree = new WindowTree(connection);
      this.#guard = new InputGuard(connection, tree);
      this.#keyboard = new XKeyboard(connection, fake, () => performance.now());
      this.#pointer = new XPointer(connection, fake, this.#guard);
      connection.listen(
        (event) => {
          tree.handle(event);
          this.#keyboard.handle(event);
        },
        () => {
          this.#abandon();
          onGone();
        },
      );
    } catch (cause) {
      connection.close();
      throw cause;
    }
    process.once('exit', this.#onExit);
  }

  protect(processes: ProtectedProcesses): void {
    this.#guard.clients.protect(processes);
  }

  inject(event: InputEvent): Promise<InputOutcome> {
    if (this.#connection.closed)
      return Promise.reject(new PlatformError('display-gone', 'The display is gone.'));
    if (this.#waiting.length >= MAX_WAITING) return Promise.resolve('dropped');
    return new Promise((resolve, reject) => {
      this.#waiting.push({ event, resolve, reject });
      if (this.#retry === undefined) this.#work();
    });
  }

  releaseAll(): void {
    this.#dropWaiting();
    if (this.#connection.closed) return;
    this.#connection.withServerGrabbed(() => {
      this.#pointer.releaseAll();
      this.#keyboard.releaseAll();
    });
    clearTimeout(this.#restore);
    this.#restore = setTimeout(() => {
      if (this.#connection.closed) return;
      this.#keyboard.restoreMapping();
      this.#connection.flush();
    }, RESTORE_AFTER_MS);
    this.#restore.unref();
  }

  close(): void {
    process.off('exit', this.#onExit);
    if (!this.#connection.closed) {
      try {
        this.releaseAll();
        this.#keyboard.restoreMapping();
        this.#connection.sync();
      } catch (cause) {
        if (!(cause instanceof PlatformError)) throw cause;
      }
    }
    this.#abandon();
    this.#connection.close();
  }

  #abandon(): void {
    clearTimeout(this.#restore);
    this.#dropWaiting();
  }

  #dropWaiting(): void {
    clearTimeout(this.#retry);
    this.#retry = undefined;
    for (const { resolve } of this.#waiting.splice(0)) resolve('dropped');
  }

  #work(): void {
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      try {
        const { event } = next;
        const attempt = this.#connection.withServerGrabbed(() => {
          const result = this.#attempt(event);
          if (typeof result === 'object') this.#prepareWaiting();
          return result;
        });
        if (typeof attempt === 'object') {
          this.#retry = setTimeout(() => {
            this.#retry = undefined;
            this.#work();
          }, attempt.retryAfter);
          return;
        }
        this.#waiting.shift();
        next.resolve(attempt);
      } catch (cause) {
        this.#waiting.shift();
        next.reject(cause);
      }
    }
  }

  #prepareWaiting(): void {
    for (const { event } of this.#waiting.slice(1, 1 + PREPARED_AHEAD)) {
      if (event.kind === 'character') this.#keyboard.prepare(event.codepoint);
    }
  }

  #attempt(event: InputEvent): Attempt {
    switch (event.kind) {
      case 'pointer':
        return outcome(this.#pointer.point(event.x, event.y, event.buttons));
      case 'wheel':
        return outcome(this.#pointer.wheel(event.columns, event.rows));
      case 'key':
        return event.down
          ? this.#guardedKey(() => this.#keyboard.named(event.key, true))
          : attempt(this.#keyboard.named(event.key, false));
      case 'chord':
        return event.down
          ? this.#guardedKey(() => this.#keyboard.chord(event.codepoint, true))
          : attempt(this.#keyboard.chord(event.codepoint, false));
      case 'character':
        return this.#guardedKey(() => this.#keyboard.character(event.codepoint));
    }
  }

  #guardedKey(press: () => KeyOutcome): Attempt {
    const verdict = this.#guard.keyboard();
    return verdict === 'allowed' ? attempt(press()) : outcome(verdict);
  }
}

function outcome(verdict: GuardVerdict): InputOutcome {
  switch (verdict) {
    case 'allowed':
      return 'done';
    case 'protected':
      return 'refused-protected';
    case 'unidentified':
      return 'refused-unidentified';
  }
}

function attempt(result: KeyOutcome): Attempt {
  switch (result.kind) {
    case 'done':
      return 'done';
    case 'invalid':
      return 'refused-invalid';
    case 'wait':
      return { retryAfter: result.milliseconds };
  }
}
