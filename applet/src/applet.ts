import {
  type AppletInfo,
  customerMessage,
  ERRORS,
  EVENTS_SOCKET_PATH,
  MAX_ENVELOPE,
  MAX_SERVER_MESSAGE,
  PEER_SOCKET_PATH,
  type Secret,
  type StopReason,
} from '@throwline/protocol';
import { type Clock, forwardOnly } from './clock.ts';
import type { Installation } from './config.ts';
import { CLAIM_TIMEOUT, claimCode } from './connection/claim.ts';
import { EventsClient } from './connection/events-client.ts';
import { PeerClient } from './connection/peer-client.ts';
import type { FindProxy } from './connection/proxy.ts';
import { serverWires } from './connection/server-wire.ts';
import { ConsentKeeper } from './consent/consent-keeper.ts';
import { QuestionGuard } from './consent/question-guard.ts';
import { QuestionPauses } from './consent/question-pauses.ts';
import { FileDesk } from './files/file-desk.ts';
import { InputRouter } from './input/input-router.ts';
import type { Log } from './log.ts';
import type { OwnWindow } from './platform/own-window.ts';
import type { HandsWatch, InputSink, ProtectedProcesses } from './platform/platform.ts';
import type { PrivacyWatch } from './privacy/privacy-watch.ts';
import { newCommandId, newSecret } from './random.ts';
import { type ScreenHandlers, ScreenService, type ScreenThread } from './screen/screen-service.ts';
import { AppletSession } from './session/applet-session.ts';
import type { EndReason } from './session/end-reason.ts';
import { PeerRoom } from './session/peer-room.ts';
import type { WindowView } from './session/window-view.ts';
import { isShapeRequest, WindowMinder } from './window/window-minder.ts';
import type { WindowRequest } from './window/window-server.ts';

export interface AppletOptions {
  readonly installation: Installation;
  /** Asked anew for each connection. */
  readonly findProxy: FindProxy;
  /** From the file's name; without one the window asks for the code. */
  readonly ticket: Secret | undefined;
  readonly key: Secret;
  readonly info: AppletInfo;
  readonly clock: Clock;
  readonly log: Log;
  readonly view: WindowView;
  readonly startScreen: () => ScreenThread;
  /** Whether the screen's thread may start before somebody views; see `ScreenService`. */
  readonly screenStartsEarly: boolean;
  readonly openSink: () => InputSink;
  /** See `QuestionGuard`. */
  readonly openHands: (processes: ProtectedProcesses) => HandsWatch | undefined;
  /** The system's own permissions, where it has such. */
  readonly privacy?: PrivacyWatch | undefined;
  /** The customer has closed the window and wants the session to go on. */
  readonly goesOn: () => void;
  /** Called once, when the program is to end. */
  readonly ended: (reason: EndReason) => void;
}

/** Everything of the applet between the window and the server, put together. */
export class Applet {
  readonly #options: AppletOptions;
  readonly screen: ScreenService;
  readonly input: InputRouter;
  readonly #consent: ConsentKeeper;
  readonly #questions: QuestionGuard;
  readonly #pauses: QuestionPauses;
  readonly #files: FileDesk;
  readonly #peers: PeerClient;
  readonly #room: PeerRoom;
  readonly #minder: WindowMinder;
  #events: EventsClient | undefined;
  #session: AppletSession | undefined;
  /** A code whose answer was lost on the way is asked for again by the same applet. */
  readonly #visit = newSecret();
  #isClaiming = false;
  #isWindowThere = false;

  constructor(options: AppletOptions) {
    this.#options = options;
    const { clock, view } = options;
    const screenHandlers: ScreenHandlers = {
      frame: (peer, type, payload) => this.#room.sendPayload(peer, type, payload),
      failed: (peers, message) => {
        options.log(`screen failed: ${message}`);
        this.#room.screenFailed(peers);
      },
    };
    this.screen = new ScreenService(options.startScreen, screenHandlers, options.screenStartsEarly);
    this.input = new InputRouter({
      openSink: options.openSink,
      shownArea: (peer) => this.screen.shownArea(peer),
      tell: (peer, state) => this.#room.send(peer, { type: 'input-state', state }),
      tellHands: (peer, news) => this.#room.send(peer, { type: 'hands', news }),
      handedOver: () => view.passing({ type: 'handed-over' }),
      monotonic: () => clock.monotonic(),
    });
    this.#minder = new WindowMinder({
      shape: (shape) => view.shape(shape),
      tell: (update) => view.passing(update),
      sight: (isInSight) => this.input.sight(isInSight),
    });
    this.#peers = new PeerClient(
      {
        open: serverWires(options.installation, PEER_SOCKET_PATH, MAX_ENVELOPE, options.findProxy),
        clock,
        random: Math.random,
      },
      {
        needsToken: () => this.#events?.askPeerToken(),
        frame: (peer, frame) => this.#room.frame(peer, frame),
        joined: (peer) => this.#room.joined(peer),
        left: (peer) => this.#room.left(peer),
        lost: () => this.#room.lost(),
      },
    );
    this.#files = new FileDesk({
      command: (command) => this.#events?.command(command),
      send: (peer, frame) => this.#room.send(peer, frame),
      room: () => this.#peers.room(),
      askWindow: (fileId) => view.passing({ type: 'send-file', fileId }),
      failed: (fileId, name, code) =>
        view.passing({ type: 'rejected', code, message: `${name}: ${ERRORS[code].message}`, about: fileId }),
      progress: (fileId, sent, size) => view.passing({ type: 'file-progress', fileId, sent, size }),
    });
    this.#questions = new QuestionGuard({
      clock,
      openHands: options.openHands,
      tell: (update) => view.passing(update),
    });
    this.#pauses = new QuestionPauses(clock);
    const consentClock = forwardOnly(clock);
    this.#consent = new ConsentKeeper(consentClock, {
      changed: (consent) => {
        this.#session?.changed(consent);
        this.#questions.changed(consent);
      },
      unanswered: (requestId) => this.#session?.unanswered(requestId),
      expired: (permissions) => this.#session?.expired(permissions),
    });
    this.#room = new PeerRoom({
      clock: consentClock,
      consent: () => this.#consent.consent,
      isWindowThere: () => this.#isWindowThere,
      send: (peer, payload) => this.#peers.send(peer, payload),
      screen: this.screen,
      input: this.input,
      files: this.#files,
      silenceChanged: (isSilent) => this.#session?.technicianSilent(isSilent),
      watched: (isWatched) => this.#session?.watched(isWatched),
    });
  }

  /** Whose windows are never in a picture, out of reach of injected input, and where the customer answers. */
  protect(processes: ProtectedProcesses): void {
    this.screen.protect(processes);
    this.input.protect(processes);
    this.#questions.protect(processes);
  }

  /**
   * Whether the customer has their window: without it they can neither see nor take back, so the technician's hands rest. A window
   * that comes has been told everything that lasts.
   */
  windowThere(isThere: boolean): void {
    this.#isWindowThere = isThere;
    this.#room.consentChanged();
    if (isThere) this.#questions.again();
  }

  /** Connects, or asks for the code. */
  start(): void {
    const { ticket, view } = this.#options;
    if (ticket === undefined) view.connection({ state: 'needs-code' });
    else this.#connect(ticket);
  }

  /** The window as one of the desktop's; `undefined` where it cannot be told apart, or the desktop knows no such thing. */
  manageWindow(window: OwnWindow | undefined): void {
    this.#minder.manage(window);
    window?.listenLock?.((isLocked) => this.#room.screenLocked(isLocked));
  }

  /** Something that the customer did in the window. */
  request(request: WindowRequest): void {
    if (request.type === 'preferences') this.#options.view.preferences(request.preferences);
    if (request.type === 'enter-code') void this.#enterCode(request.code);
    else if (isShapeRequest(request)) this.#minder.request(request);
    else if (request.type === 'go-on') this.#options.goesOn();
    else if (request.type === 'ask-privacy') this.#options.privacy?.ask(request.access);
    else if (request.type === 'open-privacy') this.#options.privacy?.openSettings(request.access);
    else if (this.#session !== undefined) this.#session.request(request);
    else if (request.type === 'end') this.#options.ended({ kind: 'customer' });
  }

  /** The bytes of an accepted file. */
  upload(...[fileId, body]: Parameters<FileDesk['upload']>): ReturnType<FileDesk['upload']> {
    return this.#files.upload(fileId, body);
  }

  /** First of the end: the technician can do nothing any more, with or without a network. */
  stopHelp(): void {
    this.#session?.stopHelp();
    this.#questions.end();
    this.input.close();
    this.#minder.end();
  }

  /** Tells the server that this side ends the session, if it does not know; waits for that up to `patience` ms. */
  async close(patience: number, because?: StopReason): Promise<void> {
    await this.#session?.close(patience, because);
  }

  /** Ends the connections and the screen's thread. */
  async end(): Promise<void> {
    this.#peers.end();
    this.#events?.end();
    await this.screen.end();
  }

  async #enterCode(code: string): Promise<void> {
    if (this.#isClaiming || this.#events !== undefined) return;
    const { installation, findProxy, view, ended } = this.#options;
    this.#isClaiming = true;
    view.connection({ state: 'connecting' });
    const result = await claimCode(installation, code, findProxy, CLAIM_TIMEOUT, this.#visit);
    this.#isClaiming = false;
    switch (result.kind) {
      case 'ticket':
        return this.#connect(result.ticket);
      case 'refused':
        return view.connection({ state: 'needs-code', error: result.code });
      case 'unreachable':
        return view.connection({ state: 'needs-code', error: 'server-unreachable' });
      case 'barred': {
        const { code } = result;
        view.connection({ state: 'refused', code, message: customerMessage(code) });
        return ended({ kind: 'refused', code });
      }
    }
  }

  #connect(ticket: Secret): void {
    const { installation, findProxy, clock, key, info, log, view, ended } = this.#options;
    const handlers: ConstructorParameters<typeof EventsClient>[1] = {
      online: (welcome) => session.online(welcome),
      asking: () => session.asking(),
      offline: () => session.offline(),
      silent: (isSilent) => session.silent(isSilent),
      events: (events) => session.events(events),
      presence: (technicians) => session.presence(technicians),
      peerToken: (token) => session.peerToken(token),
      accepted: () => session.accepted(),
      rejected: (id, command, code) => session.rejected(id, command, code),
      refused: (code, message) => session.refused(code, message),
      barred: (code) => session.barred(code),
    };
    const open = serverWires(installation, EVENTS_SOCKET_PATH, MAX_SERVER_MESSAGE, findProxy);
    const events = new EventsClient(
      { open, clock, random: Math.random, newCommandId, ticket, key, applet: info },
      handlers,
    );
    const session: AppletSession = new AppletSession({
      clock,
      log,
      events,
      peers: this.#peers,
      room: this.#room,
      consent: this.#consent,
      questions: this.#questions,
      pauses: this.#pauses,
      files: this.#files,
      view,
      newCommandId,
      minder: this.#minder,
      ended,
    });
    this.#events = events;
    this.#session = session;
    session.start();
  }
}
