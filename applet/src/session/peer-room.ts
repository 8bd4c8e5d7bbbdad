import {
  type AppletFrame,
  allows,
  type Consent,
  type ConsoleFrame,
  KEPT_SHAPES,
  writeAppletFrame,
} from '@throwline/protocol';
import { OLDEST_UPDATE_VERSION, UPDATE_VERSION } from '@throwline/screen';
import type { Clock } from '../clock.ts';
import { judgeIncoming, judgeInput, judgeOutgoing, type Verdict } from '../consent/gate.ts';
import type { FileDesk } from '../files/file-desk.ts';
import type { InputRouter } from '../input/input-router.ts';
import type { ScreenService } from '../screen/screen-service.ts';
import { ConsoleSilence } from './console-silence.ts';

export interface PeerRoomOptions {
  readonly clock: Clock;
  /** What the customer has said, now. */
  readonly consent: () => Consent;
  /** Whether the customer has their window, to see and to take back. */
  readonly isWindowThere: () => boolean;
  /** Hands a payload to the peer socket. */
  readonly send: (peer: number, payload: Uint8Array) => void;
  readonly screen: ScreenService;
  readonly input: InputRouter;
  readonly files: FileDesk;
  /** None of the consoles that have control is heard any more, or one is again. */
  readonly silenceChanged: (isSilent: boolean) => void;
  /** A console has control, or none has: the lines are worth a closer look, or not. */
  readonly watched: (isWatched: boolean) => void;
}

/** The consoles at the other end of the peer socket, and what they may do. Everything in and out passes the gate here. */
export class PeerRoom {
  readonly #options: PeerRoomOptions;
  readonly #peers = new Set<number>();
  /** What each console has said that it reads; see `take-updates`. */
  readonly #updateVersions = new Map<number, number>();
  /** How many shapes of the pointer each keeps; see `keep-shapes`. */
  readonly #keptShapes = new Map<number, number>();
  readonly #silence: ConsoleSilence;
  #wasInputAllowed = false;
  #isScreenLocked = false;

  constructor(options: PeerRoomOptions) {
    this.#options = options;
    this.#silence = new ConsoleSilence({
      clock: options.clock,
      mayHold: (peer) => options.input.mayHold(peer),
      letGo: (peer) => options.input.letGoOf(peer),
      changed: options.silenceChanged,
      watched: options.watched,
    });
  }

  /** A frame of a console. */
  frame(peer: number, frame: ConsoleFrame): void {
    this.#follow(peer, frame);
    this.#silence.heard(peer);
  }

  #follow(peer: number, frame: ConsoleFrame): void {
    const { clock, screen, input, files } = this.#options;
    const verdict = this.#verdict(frame);
    this.#peers.add(peer);
    switch (frame.type) {
      case 'view-screen':
        if (verdict === 'pass')
          screen.view(
            peer,
            frame.monitor,
            this.#updateVersions.get(peer) ?? OLDEST_UPDATE_VERSION,
            this.#keptShapes.get(peer) ?? 0,
          );
        else this.send(peer, { type: 'screen-stopped', reason: 'not-granted' });
        return;
      case 'stop-screen':
        if (screen.stop(peer)) this.send(peer, { type: 'screen-stopped', reason: 'asked' });
        return;
      case 'screen-shown':
        if (verdict === 'pass') screen.shown(peer, frame.frame);
        return;
      case 'pointer':
      case 'wheel':
      case 'key':
      case 'character':
      case 'chord':
        input.act(peer, frame, verdict);
        return;
      case 'release-input':
        input.releaseOf(peer);
        return;
      case 'file-credit':
        files.credit(peer, frame.fileId, frame.upTo);
        return;
      case 'ping':
        this.send(peer, { type: 'pong', nonce: frame.nonce, clock: clock.monotonic() });
        return;
      case 'take-updates':
        this.#updateVersions.set(peer, Math.min(frame.version, UPDATE_VERSION));
        return;
      case 'keep-shapes':
        this.#keptShapes.set(peer, Math.min(frame.count, KEPT_SHAPES));
        return;
      case 'steady-pings':
        this.#silence.steady(peer, frame.on);
        return;
    }
  }

  /** The technician has started the session: a question for the screen may come. */
  prepare(): void {
    this.#options.screen.prepare();
  }

  joined(peer: number): void {
    this.#peers.add(peer);
    this.#announceInput(peer);
    if (this.#isScreenLocked) this.send(peer, { type: 'screen-lock', isLocked: true });
  }

  left(peer: number): void {
    this.#peers.delete(peer);
    this.#updateVersions.delete(peer);
    this.#keptShapes.delete(peer);
    this.#options.screen.stop(peer);
    this.#options.input.forget(peer);
    this.#options.files.left(peer);
    this.#silence.left(peer);
  }

  /** The connection to all of them is gone. Grants stay; whatever was held is let go. */
  lost(): void {
    for (const peer of [...this.#peers]) this.left(peer);
    this.#options.input.release();
    this.#options.files.lost();
  }

  /** The customer's screen is locked, or is not any more. That input rests meanwhile the window's sight sees to. */
  screenLocked(isLocked: boolean): void {
    this.#isScreenLocked = isLocked;
    for (const peer of this.#peers) this.send(peer, { type: 'screen-lock', isLocked });
  }

  /** The network is in doubt: no key stays pressed. */
  releaseInput(): void {
    this.#options.input.release();
  }

  /** The customer has said something, or a grant has run out. */
  consentChanged(): void {
    const { clock, consent, screen, input } = this.#options;
    const now = clock.now();
    if (!allows(consent(), 'view-screen', now)) {
      for (const peer of screen.viewers) {
        screen.stop(peer);
        this.send(peer, { type: 'screen-stopped', reason: 'not-granted' });
      }
    }
    const isInputAllowed = this.#judgeInput() === 'pass';
    if (isInputAllowed && !this.#wasInputAllowed) input.prepare();
    if (!isInputAllowed) input.release();
    this.#wasInputAllowed = isInputAllowed;
    for (const peer of this.#peers) this.#announceInput(peer);
  }

  /** Sends a frame that the gate lets out. */
  send(peer: number, frame: AppletFrame): void {
    this.sendPayload(peer, frame.type, writeAppletFrame(frame));
  }

  /** As {@link send}, for a frame that is written already. */
  sendPayload(peer: number, type: AppletFrame['type'], payload: Uint8Array): void {
    const { clock, consent, send } = this.#options;
    if (judgeOutgoing(type, consent(), clock.now()) === 'pass') send(peer, payload);
  }

  /** The screen cannot be shown (any more). */
  screenFailed(peers: readonly number[]): void {
    for (const peer of peers) this.send(peer, { type: 'screen-stopped', reason: 'failed' });
  }

  #announceInput(peer: number): void {
    this.#options.input.announce(peer, this.#judgeInput());
  }

  /** Input rests while the customer's window is away, as while a question is open. */
  #judgeInput(): Verdict {
    const { clock, consent, isWindowThere } = this.#options;
    const verdict = judgeInput(consent(), clock.now());
    return verdict === 'pass' && !isWindowThere() ? 'question-open' : verdict;
  }

  #verdict(frame: ConsoleFrame): Verdict {
    const { clock, consent } = this.#options;
    switch (frame.type) {
      case 'pointer':
      case 'wheel':
      case 'key':
      case 'character':
      case 'chord':
        return this.#judgeInput();
      default:
        return judgeIncoming(frame, consent(), clock.now());
    }
  }
}
