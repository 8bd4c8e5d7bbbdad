import { type Consent, NO_CONSENT, type WindowShape, type WindowUpdate } from '@throwline/protocol';
import type { CallReason, OwnWindow, WindowScale } from '../platform/own-window.ts';
import type { WindowRequest } from './window-server.ts';
import { windowShape, windowStance } from './window-shape.ts';

/** What the customer can ask of the window itself. */
export type ShapeRequest = Extract<
  WindowRequest,
  { type: 'open-whole' | 'make-small' | 'dock' | 'scale' | 'preferences' }
>;

export function isShapeRequest(request: WindowRequest): request is ShapeRequest {
  switch (request.type) {
    case 'open-whole':
    case 'make-small':
    case 'dock':
    case 'scale':
    case 'preferences':
      return true;
    default:
      return false;
  }
}

export interface WindowMinderOptions {
  /** Hands the page a shape that lasts. */
  readonly shape: (shape: WindowShape) => void;
  /** Says something to the page that is there now. */
  readonly tell: (update: WindowUpdate) => void;
  /** Whether the customer can see the window, each time that changes. Input is to rest while they cannot. */
  readonly sight: (isInSight: boolean) => void;
}

/** Keeps the customer's window in the shape that fits, in sight, and has it call the customer. */
export class WindowMinder {
  readonly #options: WindowMinderOptions;
  #window: OwnWindow | undefined;
  #consent: Consent = NO_CONSENT;
  #isOpened = false;
  #scale: WindowScale = { ratio: 1, text: 1 };

  constructor(options: WindowMinderOptions) {
    this.#options = options;
  }

  /**
   * @param window the window as one of the desktop's; `undefined` where it cannot be told from the customer's own, or the
   *   desktop knows no such thing: until it is said otherwise that is so, and it stays whole
   */
  manage(window: OwnWindow | undefined): void {
    this.#window = window;
    window?.listen(this.#options.sight);
    this.#apply();
  }

  /** What the customer has said, and is asked, after every change. */
  consentChanged(consent: Consent): void {
    const before = this.#consent;
    this.#consent = consent;
    // Whoever had it open while things were granted begins anew with the next Yes.
    if (consent.grants.length === 0) this.#isOpened = false;
    this.#apply();
    const isNew = consent.prompts.some(
      ({ requestId }) => !before.prompts.some((prompt) => prompt.requestId === requestId),
    );
    if (isNew) this.#call('question');
    else if (before.prompts.length > 0 && consent.prompts.length === 0) this.#window?.endCall();
  }

  /** A technician has written. */
  messageCame(): void {
    this.#call('message');
  }

  request(request: ShapeRequest): void {
    const window = this.#window;
    switch (request.type) {
      case 'open-whole':
        this.#isOpened = this.#consent.grants.length > 0;
        window?.endCall();
        this.#apply();
        return;
      case 'make-small':
        this.#isOpened = false;
        this.#apply();
        return;
      case 'dock':
        window?.dock(request.edge);
        return;
      case 'scale':
        this.#scale = { ...this.#scale, ratio: request.ratio };
        window?.scale(this.#scale);
        return;
      case 'preferences':
        this.#scale = { ...this.#scale, text: request.preferences.fontSize / 100 };
        window?.scale(this.#scale);
        return;
    }
  }

  /** The program ends: the window is a whole one, to be read. */
  end(): void {
    this.#consent = NO_CONSENT;
    this.#isOpened = false;
    this.#apply();
    // Whoever looks elsewhere is to read how it ended.
    this.#window?.call('message');
  }

  #apply(): void {
    const window = this.#window;
    if (window === undefined) {
      this.#options.shape('whole');
      return;
    }
    const needs = { consent: this.#consent, isOpened: this.#isOpened };
    const stance = windowStance(needs);
    window.stand(stance);
    this.#options.shape(windowShape(needs, stance));
  }

  #call(reason: CallReason): void {
    this.#window?.call(reason);
    this.#options.tell({ type: 'call', reason });
  }
}
