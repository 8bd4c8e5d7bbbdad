import type { Consent, QuestionState, RequestId, WindowUpdate, YesRefusal } from '@throwline/protocol';
import type { Clock, Timer } from '../clock.ts';
import type { HandsWatch, ProtectedProcesses, WindowLook } from '../platform/platform.ts';

/** How long a question has to be in view, uncovered and still before a Yes counts. Milliseconds. */
export const ARMING_TIME = 1_500;
/** How often the window's place on the desktop is looked at while a question is open. Milliseconds. */
const LOOK_INTERVAL = 250;
/**
 * How long after a press of the customer's own mouse or keyboard a Yes may come from the window: the browser's way from the
 * press to the page's answer, on a slow and busy computer. Milliseconds.
 */
export const HANDS_TIME = 2_000;

export interface QuestionGuardOptions {
  readonly clock: Clock;
  /**
   * Begins to watch the desktop; asked for each question, so that nothing is watched between questions. `undefined`: this
   * system tells nothing. @throws PlatformError when it should, and does not
   */
  readonly openHands: (processes: ProtectedProcesses) => HandsWatch | undefined;
  readonly tell: (update: WindowUpdate) => void;
}

interface OpenQuestion {
  readonly requestId: RequestId;
  readonly hands: HandsWatch | undefined;
  /** All of it has been in view, as the page says. */
  seen: boolean;
  look: WindowLook;
  /** Since when nothing has changed; monotonic. */
  stillSince: number;
  told: QuestionState | undefined;
}

/**
 * Decides when a Yes to the open question counts: once all of the question has been seen, and it has been uncovered and still
 * for a while, and when the customer's own hands have pressed something just before. The window's page says what it shows;
 * whether it lies open on the desktop and who presses the buttons is asked of the system, which no other program speaks for.
 * A No always counts, whoever says it.
 */
export class QuestionGuard {
  readonly #options: QuestionGuardOptions;
  /** Until it is told, no window is the customer's. */
  #processes: ProtectedProcesses = { kind: 'processes', roots: [] };
  #open: OpenQuestion | undefined;
  #timer: Timer | undefined;

  constructor(options: QuestionGuardOptions) {
    this.#options = options;
  }

  /** Whose windows the customer answers in, from the next question on. */
  protect(processes: ProtectedProcesses): void {
    this.#processes = processes;
    this.#open?.hands?.protect(processes);
  }

  /** Follows which question is open. */
  changed({ prompts }: Consent): void {
    const requestId = prompts[0]?.requestId;
    if (requestId === this.#open?.requestId) return;
    this.end();
    if (requestId === undefined) return;
    const hands = this.#startHands();
    const stillSince = this.#options.clock.monotonic();
    const look = hands?.look() ?? { kind: 'unknown' };
    this.#open = { requestId, hands, seen: false, look, stillSince, told: undefined };
    this.#follow(this.#open);
  }

  /** What the page says it shows. Whenever it says something, something has moved. */
  view(requestId: RequestId, seen: boolean): void {
    const open = this.#open;
    if (open?.requestId !== requestId) return;
    open.seen = seen;
    open.stillSince = this.#options.clock.monotonic();
    this.#follow(open);
  }

  /** Why a Yes to this question does not count now; `undefined` when it does. Tells the window. */
  refusal(requestId: RequestId): YesRefusal | undefined {
    const open = this.#open;
    if (open?.requestId !== requestId) return undefined;
    this.#look(open);
    const reason = this.#reason(open);
    if (reason !== undefined) this.#options.tell({ type: 'yes-refused', requestId, reason });
    return reason;
  }

  /** Says everything once more, to a window that has come back. It has to show the question anew. */
  again(): void {
    const open = this.#open;
    if (open === undefined) return;
    open.seen = false;
    open.stillSince = this.#options.clock.monotonic();
    open.told = undefined;
    this.#follow(open);
  }

  end(): void {
    this.#timer?.cancel();
    this.#open?.hands?.close();
    this.#open = undefined;
  }

  /** A system that cannot tell is told of to the customer, in the question. */
  #startHands(): HandsWatch | undefined {
    // The window is on another screen than the one that is watched.
    if (this.#processes.kind === 'none') return undefined;
    try {
      return this.#options.openHands(this.#processes);
    } catch {
      return undefined;
    }
  }

  #follow(open: OpenQuestion): void {
    this.#timer?.cancel();
    this.#look(open);
    const state = this.#state(open);
    if (state !== open.told) {
      open.told = state;
      const { requestId, hands } = open;
      this.#options.tell({ type: 'question', requestId, state, watched: hands !== undefined });
    }
    const left = open.stillSince + ARMING_TIME - this.#options.clock.monotonic();
    const next = state === 'settling' ? Math.min(left, LOOK_INTERVAL) : LOOK_INTERVAL;
    this.#timer = this.#options.clock.after(next, () => this.#follow(open));
  }

  #look(open: OpenQuestion): void {
    if (open.hands === undefined) return;
    const look = open.hands.look();
    if (!sameLook(look, open.look)) open.stillSince = this.#options.clock.monotonic();
    open.look = look;
  }

  #state({ seen, look, stillSince }: OpenQuestion): QuestionState {
    if (look.kind === 'hidden') return 'hidden';
    if (!seen) return 'unseen';
    return this.#options.clock.monotonic() - stillSince >= ARMING_TIME ? 'ready' : 'settling';
  }

  #reason(open: OpenQuestion): YesRefusal | undefined {
    switch (this.#state(open)) {
      case 'hidden':
        return 'hidden';
      case 'unseen':
      case 'settling':
        return 'not-ready';
      case 'ready': {
        if (open.hands === undefined) return undefined;
        const age = open.hands.takePress();
        const armedFor = this.#options.clock.monotonic() - open.stillSince - ARMING_TIME;
        // What was pressed before the question was ready was meant for something else.
        return age <= Math.min(HANDS_TIME, armedFor) ? undefined : 'no-hands';
      }
    }
  }
}

function sameLook(a: WindowLook, b: WindowLook): boolean {
  if (a.kind !== 'open' || b.kind !== 'open') return a.kind === b.kind;
  const { x, y, width, height } = a.place;
  return x === b.place.x && y === b.place.y && width === b.place.width && height === b.place.height;
}
