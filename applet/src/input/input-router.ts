import {
  type Area,
  type ConsoleFrame,
  type HandsNews,
  type InputState,
  unreachable,
} from '@throwline/protocol';
import { namedKeyFromNumber } from '@throwline/protocol/peer/named-keys.ts';
import type { Verdict } from '../consent/gate.ts';
import type { InputEvent, InputOutcome, InputSink, ProtectedProcesses } from '../platform/platform.ts';
import { InputTurn } from './input-turn.ts';
import { PressedButtons } from './pressed-buttons.ts';

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
  /** Tells a console what has become of its hands. */
  readonly tellHands: (peer: number, news: HandsNews) => void;
  /** Another window of the technician acts from now on. */
  readonly handedOver: () => void;
  /** Milliseconds that only ever grow. */
  readonly monotonic: () => number;
}

/** Above this many acts that wait, pointer moves are left out: the next one says it all. */
const MANY_WAITING = 100;
/** Above this many, all acts are let go: nobody types that fast, and nobody wants it carried out a minute later. */
const MAX_WAITING = 1000;

/** Carries out what consoles do with mouse and keyboard, once the gate has passed it. */
export class InputRouter {
  readonly #options: InputRouterOptions;
  readonly #buttons = new PressedButtons();
  readonly #turn = new InputTurn();
  /** Consoles that know that another one acts. */
  readonly #elsewhere = new Set<number>();
  /** Whether anything has been done since everything was last let go. */
  #isActing = false;
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
      if (frame.type === 'pointer') this.#buttons.refuse(peer, frame.buttons);
      this.#tell(peer, state);
      return;
    }
    if (!this.#hasTurn(peer, frame)) return;
    const event = this.#eventOf(peer, frame);
    if (event === undefined) return;
    if (this.#waiting > MAX_WAITING) {
      this.release();
      return;
    }
    const isMove = event.kind === 'pointer' && event.buttons === this.#lastButtons;
    if (isMove && this.#waiting > MANY_WAITING) return;
    if (event.kind === 'pointer') this.#lastButtons = event.buttons;
    this.#isActing = true;
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

  /** Whether this console may hold something: it has acted since everything was last let go. */
  mayHold(peer: number): boolean {
    return this.#isActing && this.#turn.holder === peer;
  }

  /** A console lets go of everything that it holds. Of what another one holds nothing goes up. */
  releaseOf(peer: number): void {
    if (this.mayHold(peer)) this.release();
    this.#buttons.forget(peer);
  }

  /** Nothing is heard of the console: what it holds goes up, and it is told so, should it hear it. */
  letGoOf(peer: number): void {
    if (!this.mayHold(peer)) return;
    this.release();
    this.#options.tellHands(peer, 'let-go');
  }

  /** The console is gone. */
  forget(peer: number): void {
    const hadTurn = this.#turn.holder === peer;
    this.releaseOf(peer);
    this.#turn.forget(peer);
    this.#told.delete(peer);
    this.#elsewhere.delete(peer);
    if (!hadTurn) return;
    for (const other of this.#elsewhere) this.#options.tellHands(other, 'here');
    this.#elsewhere.clear();
  }

  /** Everything that is held goes up, and what waits is dropped. */
  release(): void {
    this.#isActing = false;
    this.#buttons.letGo();
    this.#lastButtons = 0;
    this.#sink?.releaseAll();
  }

  close(): void {
    this.release();
    this.#sink?.close();
    this.#sink = undefined;
  }

  #hasTurn(peer: number, frame: ActingFrame): boolean {
    const before = this.#turn.holder;
    switch (this.#turn.claim(peer, isDeed(frame), this.#options.monotonic())) {
      case 'acts':
        return true;
      case 'waits':
        if (frame.type === 'pointer') this.#buttons.refuse(peer, frame.buttons);
        this.#sayElsewhere(peer);
        return false;
      case 'takes-over':
        if (this.#isActing) this.release();
        if (before !== undefined) this.#sayElsewhere(before);
        if (this.#elsewhere.delete(peer)) this.#options.tellHands(peer, 'here');
        this.#options.handedOver();
        return true;
    }
  }

  #sayElsewhere(peer: number): void {
    if (this.#elsewhere.has(peer)) return;
    this.#elsewhere.add(peer);
    this.#options.tellHands(peer, 'elsewhere');
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
      default:
        return unreachable(frame);
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

/** What somebody does on purpose, in contrast to a pointer that passes by and to letting go. */
function isDeed(frame: ActingFrame): boolean {
  switch (frame.type) {
    case 'pointer':
      return frame.buttons !== 0;
    case 'key':
    case 'chord':
      return frame.down;
    case 'wheel':
    case 'character':
      return true;
    default:
      return unreachable(frame);
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
