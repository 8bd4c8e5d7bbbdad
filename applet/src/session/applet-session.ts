import {
  type CommandId,
  customerMessage,
  DEFAULT_TIMEOUTS,
  type ErrorCode,
  type FileId,
  type NotPut,
  type ParticipantCommand,
  type PresentTechnicians,
  type RequestId,
  type SessionEvent,
  type StopReason,
  type TechnicianId,
  type WindowConnection,
  type WindowUpdate,
} from '@throwline/protocol';
import { type Clock, LONGEST_TIMER, type Timer } from '../clock.ts';
import type { EventsClient, EventsClientHandlers, Welcome } from '../connection/events-client.ts';
import type { PeerClient } from '../connection/peer-client.ts';
import type { ConsentHandlers, ConsentKeeper } from '../consent/consent-keeper.ts';
import type { QuestionGuard } from '../consent/question-guard.ts';
import type { QuestionPauses } from '../consent/question-pauses.ts';
import type { FileDesk, UploadResult } from '../files/file-desk.ts';
import type { Log } from '../log.ts';
import type { ShapeRequest, WindowMinder } from '../window/window-minder.ts';
import type { WindowRequest } from '../window/window-server.ts';
import type { EndReason } from './end-reason.ts';
import type { PeerRoom } from './peer-room.ts';
import type { WindowView } from './window-view.ts';

/** Most commands that may wait for the server; a person does not write more while the network is away. */
const MAX_UNANSWERED = 200;
/** A gap shorter than this (milliseconds) is shown to nobody: what was held is let go of, and that is all that matters. */
const SHOWN_AFTER = 1_000;

/** How the line to the server stands. */
type Line =
  | { readonly state: 'connecting' }
  | { readonly state: 'asking' }
  | { readonly state: 'online'; readonly isSilent: boolean }
  | { readonly state: 'away' };

export interface AppletSessionParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly events: EventsClient;
  readonly peers: PeerClient;
  readonly room: PeerRoom;
  readonly consent: ConsentKeeper;
  readonly questions: QuestionGuard;
  readonly pauses: QuestionPauses;
  readonly files: FileDesk;
  readonly view: WindowView;
  readonly newCommandId: () => CommandId;
  /** Where the window calls the customer from. */
  readonly minder: WindowMinder;
  /** Called once, when the program is to end. */
  readonly ended: (reason: EndReason) => void;
}

/** One session as the applet lives it: what the server tells and what the customer does, each led to where it belongs. */
export class AppletSession implements EventsClientHandlers, ConsentHandlers {
  readonly #parts: AppletSessionParts;
  /** The one technician whose questions are put: the session's lead. */
  #lead: TechnicianId | undefined;
  #isStarted = false;
  #isClosed = false;
  #hasEnded = false;
  #line: Line = { state: 'connecting' };
  /** None of the consoles with control is heard, though the server is. */
  #isTechnicianSilent = false;
  #shownLater: Timer | undefined;
  /** How long the session waits for this applet, milliseconds; 0 for ever. By default until the server has said it. */
  #patience = DEFAULT_TIMEOUTS.offline;
  #patienceEnds: Timer | undefined;

  constructor(parts: AppletSessionParts) {
    this.#parts = parts;
  }

  /** Begins to connect. */
  start(): void {
    this.#watchPatience();
    this.#parts.view.connection({ state: 'connecting' });
    this.#parts.events.start();
  }

  // --- what the server tells ---

  online({ organisation, patience }: Welcome): void {
    const { view, peers, log } = this.#parts;
    log('online');
    this.#patience = patience ?? DEFAULT_TIMEOUTS.offline;
    this.#watchPatience();
    view.organisation(organisation);
    this.#line = { state: 'online', isSilent: false };
    this.#show();
    if (this.#isStarted) peers.renew();
  }

  asking(): void {
    this.#parts.log('another computer has come before: the technician decides');
    this.#line = { state: 'asking' };
    this.#show();
  }

  offline(): void {
    const { room, log, clock } = this.#parts;
    log('offline');
    room.releaseInput();
    if (this.#line.state === 'away') return;
    const wasSilent = this.#line.state === 'online' && this.#line.isSilent;
    this.#line = { state: 'away' };
    this.#shownLater?.cancel();
    if (!wasSilent) this.#shownLater = clock.after(SHOWN_AFTER, () => this.#show());
  }

  silent(isSilent: boolean): void {
    const { room, log } = this.#parts;
    log(isSilent ? 'the server is silent' : 'the server is heard again');
    if (this.#line.state !== 'online') return;
    if (isSilent) room.releaseInput();
    this.#line = { ...this.#line, isSilent };
    this.#show();
  }

  /** None of the consoles that have control is heard any more, or one is again. */
  technicianSilent(isSilent: boolean): void {
    this.#parts.log(isSilent ? 'the consoles are silent' : 'a console is heard again');
    this.#isTechnicianSilent = isSilent;
    if (this.#line.state === 'online') this.#show();
  }

  /** A console has control, or none has any more: silence is to be noticed within seconds, or may take its time. */
  watched(isWatched: boolean): void {
    this.#parts.events.watchClosely(isWatched);
    this.#parts.peers.watchClosely(isWatched);
  }

  events(events: readonly SessionEvent[]): void {
    this.#parts.view.events(events);
    for (const event of events) this.#follow(event);
  }

  presence(technicians: PresentTechnicians): void {
    this.#parts.view.presence(technicians);
  }

  peerToken(token: Parameters<EventsClientHandlers['peerToken']>[0]): void {
    this.#parts.peers.connect(token);
  }

  accepted(): void {
    // The log tells what came of it.
  }

  rejected(id: CommandId, command: ParticipantCommand, code: ErrorCode): void {
    const { consent, view, files, log } = this.#parts;
    log(`${command.type} rejected: ${code}`);
    switch (command.type) {
      case 'answer-request':
        // The technician took the question back in the same moment: a Yes to nothing is no Yes.
        consent.revokeRequest(command.requestId);
        return;
      case 'send-chat':
        view.passing(refusal(code, id));
        return;
      case 'offer-file':
        files.closed(command.fileId);
        view.passing(refusal(code, command.fileId));
        return;
      default:
        return;
    }
  }

  refused(code: ErrorCode, message: string): void {
    this.#parts.log(`refused: ${code}`);
    this.#parts.view.connection({ state: 'refused', code, message: message.slice(0, 1000) });
    this.#end({ kind: 'refused', code });
  }

  barred(code: Parameters<EventsClientHandlers['barred']>[0]): void {
    this.refused(code, customerMessage(code));
  }

  // --- what the consent's clock tells ---

  changed(next: Parameters<ConsentHandlers['changed']>[0]): void {
    // The consoles first: what was taken back has to stop before anything else.
    this.#parts.room.consentChanged();
    // Before the page has it: a strip must not show for a moment what a whole window shows.
    this.#parts.minder.consentChanged(next);
    this.#parts.view.consent(next);
  }

  unanswered(requestId: Parameters<ConsentHandlers['unanswered']>[0]): void {
    this.#parts.pauses.refused();
    this.#command({ type: 'answer-request', requestId, answer: 'no-answer' });
  }

  expired(permissions: Parameters<ConsentHandlers['expired']>[0]): void {
    this.#command({ type: 'expire-permissions', permissions: [...permissions] });
  }

  // --- what the customer does ---

  /** Something that the customer did in the window. */
  request(
    request: Exclude<
      WindowRequest,
      ShapeRequest | { type: 'enter-code' | 'ask-privacy' | 'open-privacy' | 'go-on' }
    >,
  ): void {
    const { consent, questions, files, view, events } = this.#parts;
    switch (request.type) {
      case 'question-view':
        questions.view(request.requestId, request.seen);
        return;
      case 'answer':
        this.#answer(request.requestId, request.yes);
        return;
      case 'block-questions':
        this.#block(true);
        for (const { requestId } of consent.consent.prompts) this.#answer(requestId, false);
        return;
      case 'allow-questions':
        this.#block(false);
        return;
      case 'revoke':
        this.#tellRevoked(consent.revoke(request.permissions));
        return;
      case 'revoke-all':
        this.#revokeAll();
        return;
      case 'chat':
        if (events.unanswered >= MAX_UNANSWERED) {
          view.passing(refusal('too-many-messages', request.id));
          return;
        }
        this.#command({ type: 'send-chat', text: request.text }, request.id);
        return;
      case 'offer-file': {
        const problem = files.offer(request.fileId, request.name, request.size);
        if (problem !== undefined) view.passing(refusal(problem, request.fileId));
        return;
      }
      case 'cancel-file':
        files.cancel(request.fileId);
        return;
      case 'try-now':
        events.tryNow();
        return;
      case 'end':
        this.#end({ kind: 'customer' });
        return;
    }
  }

  /** The bytes of an accepted file. */
  upload(fileId: FileId, body: AsyncIterable<Uint8Array>): Promise<UploadResult> {
    return this.#parts.files.upload(fileId, body);
  }

  // --- the end ---

  /** Stops everything that a technician can do, at once. Works without a network. */
  stopHelp(): void {
    const { consent, files, room } = this.#parts;
    consent.revokeAll();
    room.releaseInput();
    files.end();
  }

  /** Whether the server still takes the session for open. */
  get isOpen(): boolean {
    return !this.#isClosed;
  }

  /**
   * Tells the server that the customer's side ends the session.
   * @param because left out when the customer has said so
   * @returns resolves when the log says so, or after `patience` milliseconds
   */
  async close(patience: number, because?: StopReason): Promise<void> {
    const { events, clock } = this.#parts;
    if (this.#isClosed || !events.isOnline) return;
    this.#command(because === undefined ? { type: 'close' } : { type: 'close', because });
    await new Promise<void>((resolve) => {
      const timer = clock.after(patience, resolve);
      this.#onClosed = () => {
        timer.cancel();
        resolve();
      };
    });
  }

  #onClosed: () => void = () => undefined;

  #follow({ body, actor }: SessionEvent): void {
    const { consent, pauses, files, peers, room } = this.#parts;
    switch (body.type) {
      case 'session-created':
        this.#lead = body.owner.id;
        return;
      case 'session-started':
        this.#isStarted = true;
        peers.want();
        room.prepare();
        return;
      case 'permissions-requested': {
        if (actor.role !== 'technician') return;
        const { requestId, permissions, minutes } = body;
        const request = { requestId, permissions, technician: actor.technician };
        const isLeads = actor.technician.id === this.#lead;
        const refusal = isLeads ? pauses.refusal() : undefined;
        const mayAsk = isLeads && refusal === undefined;
        const isPut = mayAsk && consent.ask(minutes === undefined ? request : { ...request, minutes });
        if (!isPut) this.#notAsked(requestId, refusal);
        return;
      }
      case 'request-withdrawn':
        if (consent.withdraw(body.requestId)) pauses.refused();
        return;
      case 'permissions-revoked':
        // Our own are done already, and a newer Yes may stand since.
        if (actor.role === 'technician') consent.revoke(body.permissions);
        return;
      case 'chat-sent':
        if (actor.role === 'technician') this.#parts.minder.messageCame();
        return;
      case 'file-accepted':
        files.accepted(body.fileId);
        return;
      case 'file-declined':
      case 'file-received':
      case 'file-cancelled':
        files.closed(body.fileId);
        return;
      case 'session-closed':
        this.#isClosed = true;
        this.#onClosed();
        this.#end({ kind: 'closed', outcome: body.outcome });
        return;
      // The log cannot grant: what is granted, the customer said here.
      case 'permissions-granted':
      case 'permissions-denied':
      case 'code-renewed':
      case 'code-claimed':
      case 'applet-downloaded':
      case 'applet-connected':
      case 'applet-disconnected':
      case 'technician-connected':
      case 'technician-disconnected':
      case 'file-offered':
      // Colleagues read and write; nothing of what they do touches the customer's computer.
      case 'colleague-invited':
      case 'colleague-joined':
      case 'colleague-declined':
      case 'colleague-withdrawn':
      case 'colleague-left':
        return;
    }
  }

  /** The customer's answer, if it counts. A Yes has to have been seen, and to come from their hands; a No always counts. */
  #answer(requestId: RequestId, yes: boolean): void {
    const { consent, questions, pauses } = this.#parts;
    if (yes && questions.refusal(requestId) !== undefined) return;
    if (!consent.answer(requestId, yes)) return;
    if (!yes) pauses.refused();
    this.#command({ type: 'answer-request', requestId, answer: yes ? 'granted' : 'denied' });
  }

  #block(isBlocked: boolean): void {
    this.#parts.pauses.block(isBlocked);
    this.#parts.view.questions(isBlocked);
  }

  /** A question that the customer never saw: it counts as not answered. */
  #notAsked(requestId: RequestId, notPut?: NotPut): void {
    const why = notPut === undefined ? {} : { notPut };
    this.#command({ type: 'answer-request', requestId, answer: 'no-answer', ...why });
  }

  #revokeAll(): void {
    const { consent, pauses } = this.#parts;
    const { prompts, grants } = consent.consent;
    consent.revokeAll();
    for (const { requestId } of prompts) {
      pauses.refused();
      this.#command({ type: 'answer-request', requestId, answer: 'denied' });
    }
    this.#tellRevoked(grants.map(({ permission }) => permission));
  }

  #tellRevoked(permissions: ReturnType<ConsentKeeper['revoke']>): void {
    if (permissions.length > 0) this.#command({ type: 'revoke-permissions', permissions });
  }

  #command(command: ParticipantCommand, id: CommandId = this.#parts.newCommandId()): void {
    if (!this.#isClosed) this.#parts.events.command(command, id);
  }

  #show(): void {
    this.#shownLater?.cancel();
    if (this.#isClosed || this.#hasEnded) return;
    this.#parts.view.connection(shown(this.#line, this.#isTechnicianSilent));
  }

  /** Gives up when the session does, as long after the server's last word as the session waits. Failed tries count for nothing. */
  #watchPatience(): void {
    this.#patienceEnds?.cancel();
    if (this.#patience === 0) return;
    const { clock, events } = this.#parts;
    const left = events.heardAt + this.#patience - clock.monotonic();
    if (left <= 0) this.#end({ kind: 'gave-up' });
    else this.#patienceEnds = clock.after(Math.min(left, LONGEST_TIMER), () => this.#watchPatience());
  }

  #end(reason: EndReason): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#patienceEnds?.cancel();
    this.#shownLater?.cancel();
    this.#parts.ended(reason);
  }
}

function shown(line: Line, isTechnicianSilent: boolean): WindowConnection {
  switch (line.state) {
    case 'connecting':
      return { state: 'connecting' };
    case 'asking':
      return { state: 'asking' };
    case 'away':
      return { state: 'reconnecting' };
    case 'online': {
      if (line.isSilent) return { state: 'reconnecting' };
      return { state: isTechnicianSilent ? 'technician-silent' : 'online' };
    }
  }
}

function refusal(code: ErrorCode, about: CommandId | FileId): WindowUpdate {
  return { type: 'rejected', code, message: customerMessage(code), about };
}
