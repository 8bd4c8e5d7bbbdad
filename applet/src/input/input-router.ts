import type { Area, ConsoleFrame, InputState } from '@throwline/protocol';
import { namedKeyFromNumber } from '@throwline/protocol/peer/named-keys.ts';
import type { Verdict } from '../consent/gate.ts';
import type { InputEvent, InputOutcome, InputSink, ProtectedProcesses } from '../platform/platform.ts';
import { ButtonUnion } from './button-union.ts';

/** A console's frame that acts on the mouse or the keyboard. */
export type ActingFrame = Extract<
  ConsoleFrame,
  { type: 'pointer' | 'wheel' | 'key' | 'character' | 'chord' }
>;

export interface InputRouterOptions {
  /** Opens the mouse and keyboard. @throws PlatformError */
  readonly openSink: () => InputSink;
  /** The region that a console's pointer is relative to; `undefined` while it sees nothing. */
  readonly shownArea: (peer: number) => Area | undefined;
  readonly tell: (peer: number, state: InputState) => void;
}

/** Above this many acts that wait, pointer moves are left out: the next one says it all. */
const MANY_WAITING = 100;
/** Above this many, all acts are let go: nobody types that fast, and nobody wants it carried out a minute later. */
const MAX_WAITING = 1000;

/** Carries out what consoles do with mouse and keyboard, once the gate has passed it. */
export class InputRouter {
  readonly #options: InputRouterOptions;
  readonly #buttons = new ButtonUnion();
  /** Consoles that have acted since everything was last let go. */
  readonly #acting = new Set<number>();
  readonly #told = new Map<number, InputState>();
  #sink: InputSink | undefined;
  #protected: ProtectedProcesses | undefined;
  #isWindowInSight = true;
  #waiting = 0;
  #lastButtons = 0;

  constructor(options: InputRouterOptions) {
    this.#options = options;
  }

  /** Whose windows are out of reach. */
  protect(processes: ProtectedProcesses): void {
    this.#protected = processes;
    this.#sink?.protect(processes);
  }

  /** Opens mouse and keyboard beforehand, so that the first act waits for nothing. */
  prepare(): void {
    try {
      this.#opened();
    } catch {
      // Told to whoever acts, when they do.
    }
  }

  /**
   * @param verdict the gate's, on this very frame
   */
  act(peer: number, frame: ActingFrame, verdict: Verdict): void {
    const state = this.#stateBy(verdict);
    if (state !== 'allowed') {
      this.#tell(peer, state);
      return;
    }
    const event = this.#eventOf(peer, frame);
    if (event === undefined) return;
    if (this.#waiting > MAX_WAITING) {
      this.release();
      return;
    }
    const isMove = event.kind === 'pointer' && event.buttons === this.#lastButtons;
    if (isMove && this.#waiting > MANY_WAITING) return;
    if (event.kind === 'pointer') this.#lastButtons = event.buttons;
    this.#acting.add(peer);
    this.#inject(peer, event);
  }

  /** Tells a console how it stands, when that has changed. That nothing is granted is where everyone begins. */
  announce(peer: number, verdict: Verdict): void {
    const state = this.#stateBy(verdict);
    if (state !== 'not-granted' || this.#told.has(peer)) this.#tell(peer, state);
  }

  /**
   * Whether the customer can see their window, which says who controls and takes it back. While they cannot, nothing acts,
   * and nothing stays pressed.
   */
  sight(isInSight: boolean): void {
    this.#isWindowInSight = isInSight;
    if (!isInSight) this.release();
    for (const [peer, state] of [...this.#told]) {
      if (isInSight ? state === 'window-covered' : state === 'allowed' || state === 'over-own-window')
        this.#tell(peer, isInSight ? 'allowed' : 'window-covered');
    }
  }

  /** One console lets go of everything, or is gone. What others hold goes up too: nobody can tell whose key it was. */
  releaseOf(peer: number): void {
    if (this.#acting.has(peer)) this.release();
  }

  /** The console is gone. */
  forget(peer: number): void {
    this.releaseOf(peer);
    this.#told.delete(peer);
  }

  /** Everything that is held goes up, and what waits is dropped. */
  release(): void {
    this.#acting.clear();
    this.#buttons.clear();
    this.#lastButtons = 0;
    this.#sink?.releaseAll();
  }

  close(): void {
    this.release();
    this.#sink?.close();
    this.#sink = undefined;
  }

  #eventOf(peer: number, frame: ActingFrame): InputEvent | undefined {
    switch (frame.type) {
      case 'pointer': {
        const area = this.#options.shownArea(peer);
        // Before the first picture nobody can mean a place.
        if (area === undefined) return undefined;
        const buttons = this.#buttons.set(peer, frame.buttons);
        return { kind: 'pointer', x: area.x + frame.x, y: area.y + frame.y, buttons };
      }
      case 'wheel':
        return { kind: 'wheel', columns: frame.dx, rows: frame.dy };
      case 'key': {
        const key = namedKeyFromNumber(frame.key);
        return key === undefined ? undefined : { kind: 'key', key, down: frame.down };
      }
      case 'character':
        return { kind: 'character', codepoint: frame.codePoint };
      case 'chord':
        return { kind: 'chord', codepoint: frame.codePoint, down: frame.down };
    }
  }

  #inject(peer: number, event: InputEvent): void {
    this.#waiting += 1;
    const done = (state: InputState | undefined): void => {
      this.#waiting -= 1;
      if (state !== undefined) this.#tell(peer, state === 'allowed' ? this.#stateBy('pass') : state);
    };
    try {
      this.#opened()
        .inject(event)
        .then(
          (outcome) => done(isLettingGo(event) ? undefined : stateAfter(outcome)),
          () => {
            this.#sink = undefined;
            done('unavailable');
          },
        );
    } catch {
      done('unavailable');
    }
  }

  #opened(): InputSink {
    if (this.#sink !== undefined) return this.#sink;
    const sink = this.#options.openSink();
    if (this.#protected !== undefined) sink.protect(this.#protected);
    this.#sink = sink;
    return sink;
  }

  #stateBy(verdict: Verdict): InputState {
    if (verdict !== 'pass') return verdict;
    return this.#isWindowInSight ? 'allowed' : 'window-covered';
  }

  #tell(peer: number, state: InputState): void {
    if (this.#told.get(peer) === state) return;
    this.#told.set(peer, state);
    this.#options.tell(peer, state);
  }
}

/** Letting go of a key is done even where nothing else is, so it says nothing of how control stands. */
function isLettingGo(event: InputEvent): boolean {
  return (event.kind === 'key' || event.kind === 'chord') && !event.down;
}

function stateAfter(outcome: InputOutcome): InputState | undefined {
  switch (outcome) {
    case 'done':
      return 'allowed';
    case 'refused-protected':
      return 'over-own-window';
    case 'refused-unidentified':
      return 'unavailable';
    case 'refused-invalid':
    case 'dropped':
      return undefined;
  }
}
