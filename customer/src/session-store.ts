import {
  type CommandId,
  evolve,
  type FileId,
  type Grant,
  type PendingRequest,
  type QuestionState,
  type RequestId,
  type SessionEvent,
  type SessionState,
  type TechnicianId,
  type TechnicianPresence,
  type WindowConnection,
  type WindowShape,
  type WindowUpdate,
  type YesRefusal,
} from '@throwline/protocol';

/** A chat message that is not in the log yet; `failed` says why it never will be. */
export interface UnsentChat {
  readonly id: CommandId;
  readonly text: string;
  readonly failed?: string;
}

/** A file that the customer chose and the log does not have yet. */
export interface NewOffer {
  readonly fileId: FileId;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
}

/** Bytes of a file that the applet has passed on. */
export interface FileProgress {
  readonly sent: number;
  readonly size: number;
}

/** How the system's own permissions stand. */
export type PrivacyView = Omit<Extract<WindowUpdate, { type: 'privacy' }>, 'type'>;

/** How the applet takes the open question; see `questionState`. */
export interface QuestionView {
  readonly requestId: RequestId;
  readonly state: QuestionState;
  readonly watched: boolean;
  /** Why the last Yes did not count. */
  readonly refused?: YesRefusal;
}

/** The window while the support program runs. */
export interface SessionView {
  readonly view: 'session';
  /** Whether the window itself reaches the support program. */
  readonly link: 'open' | 'lost';
  /** Empty until it is known. */
  readonly organisation: string;
  readonly version: string;
  readonly connection: WindowConnection;
  /** A typed code is being checked. */
  readonly checkingCode: boolean;
  /** Where the technicians are, by id; empty until it is told. */
  readonly presence: ReadonlyMap<TechnicianId, TechnicianPresence>;
  readonly events: readonly SessionEvent[];
  /** The fold of `events`; absent before the first. */
  readonly session?: SessionState;
  /** From the applet's consent, never from the log. */
  readonly grants: readonly Grant[];
  readonly prompts: readonly PendingRequest[];
  readonly shape: WindowShape;
  /** Of the first prompt, once the applet has told it. */
  readonly question?: QuestionView;
  /** The customer does not want to be asked again. */
  readonly questionsBlocked: boolean;
  /** The window was closed, and has come back to ask whether the session is to end. */
  readonly endAsked: boolean;
  readonly unsent: readonly UnsentChat[];
  readonly offers: readonly NewOffer[];
  readonly progress: ReadonlyMap<FileId, FileProgress>;
  /** Absent where the system has no permissions of its own. */
  readonly privacy?: PrivacyView;
  /** Something that did not work, in words. */
  readonly notice?: string;
}

type Goodbye = Extract<WindowUpdate, { type: 'goodbye' }>;

/** What has become of the program and its files; see `Removal`. */
export type RemovalView =
  | { readonly state: 'removing' }
  | { readonly state: 'when-closed' }
  /** `left`: the downloaded file, which the computer does not let the program remove. */
  | { readonly state: 'removed'; readonly left?: string };

/** The session is over. */
export interface OverView {
  readonly view: 'over';
  readonly outcome: Goodbye['outcome'];
  readonly removal: RemovalView;
  readonly organisation: string;
  readonly events: readonly SessionEvent[];
  /** Why the server refused, when that is how it ended. */
  readonly refusal?: string;
}

/** The window cannot reach the support program: `refused` at once, or it is `gone` without a goodbye. */
export interface LostView {
  readonly view: 'lost';
  readonly reason: 'refused' | 'gone';
  readonly organisation: string;
  readonly events: readonly SessionEvent[];
}

/** What the window shows: each view with only what it has. */
export type WindowState = { readonly view: 'opening' } | SessionView | OverView | LostView;

/** Everything that changes what the window shows. */
export type Happening =
  | { readonly type: 'update'; readonly update: WindowUpdate }
  /** The socket closed; it is tried again. */
  | { readonly type: 'link-lost' }
  /** It is not tried any more. */
  | { readonly type: 'link-gone'; readonly reason: LostView['reason'] }
  | ByCustomer;

/** What the customer does in the window. */
type ByCustomer =
  | { readonly type: 'chat-written'; readonly id: CommandId; readonly text: string }
  | { readonly type: 'file-chosen'; readonly offer: NewOffer }
  | { readonly type: 'code-typed' }
  | { readonly type: 'notice'; readonly text: string }
  | { readonly type: 'notice-read' };

/**
 * What the window shows after one more happening. The only place where the window's state changes.
 * @throws ThrowlineError `log-gap` when an event does not follow the log: the window then starts over with `resume`
 */
export function nextState(state: WindowState, happening: Happening): WindowState {
  switch (happening.type) {
    case 'update':
      return updated(state, happening.update);
    case 'link-lost':
      return lost(state);
    case 'link-gone':
      return gone(state, happening.reason);
    case 'chat-written':
    case 'file-chosen':
    case 'code-typed':
    case 'notice':
    case 'notice-read':
      return state.view === 'session' ? customerDid(state, happening) : state;
  }
}

function customerDid(state: SessionView, happening: ByCustomer): SessionView {
  switch (happening.type) {
    case 'chat-written':
      return { ...state, unsent: [...state.unsent, { id: happening.id, text: happening.text }] };
    case 'file-chosen':
      return { ...state, offers: [...state.offers, happening.offer] };
    case 'code-typed':
      return { ...state, checkingCode: true };
    case 'notice':
      return { ...state, notice: happening.text };
    case 'notice-read':
      return withoutNotice(state);
  }
}

function updated(state: WindowState, update: WindowUpdate): WindowState {
  if (update.type === 'hello') return opened(state, update);
  if (update.type === 'removed') return removed(state, update.left);
  if (state.view !== 'session') return state;
  switch (update.type) {
    case 'organisation':
      return { ...state, organisation: update.organisation };
    case 'status': {
      const { connection } = update;
      return { ...state, connection, checkingCode: false };
    }
    case 'presence': {
      const presence = new Map(update.technicians.map((each) => [each.technician, each.presence]));
      return { ...state, presence };
    }
    case 'events':
      return withEvents(state, update.events);
    case 'consent':
      return { ...state, grants: update.grants, prompts: update.prompts };
    case 'shape':
      return { ...state, shape: update.shape };
    case 'question': {
      const { requestId, state: stands, watched } = update;
      const kept = state.question?.requestId === requestId ? state.question : {};
      return { ...state, question: { ...kept, requestId, state: stands, watched } };
    }
    case 'yes-refused':
      if (state.question?.requestId !== update.requestId) return state;
      return { ...state, question: { ...state.question, refused: update.reason } };
    case 'questions':
      return { ...state, questionsBlocked: update.blocked };
    case 'end-question':
      return { ...state, endAsked: update.open };
    case 'privacy': {
      const { program, screen, control } = update;
      return { ...state, privacy: { program, screen, control } };
    }
    case 'call':
    case 'send-file':
      return state;
    case 'file-progress': {
      const { fileId, sent, size } = update;
      return { ...state, progress: new Map(state.progress).set(fileId, { sent, size }) };
    }
    case 'handed-over':
      return { ...state, notice: handedOver(state.session) };
    case 'rejected':
      return rejected(state, update.message, update.about);
    case 'goodbye': {
      const { organisation, events, connection } = state;
      const refusal = connection.state === 'refused' ? { refusal: connection.message } : {};
      const { outcome } = update;
      const removal: RemovalView = { state: update.removal === 'when-closed' ? 'when-closed' : 'removing' };
      return { view: 'over', outcome, removal, organisation, events, ...refusal };
    }
  }
}

function opened(state: WindowState, hello: Extract<WindowUpdate, { type: 'hello' }>): WindowState {
  const kept = state.view === 'session' ? state : undefined;
  return {
    view: 'session',
    link: 'open',
    organisation: hello.organisation,
    version: hello.version,
    connection: { state: 'connecting' },
    checkingCode: false,
    presence: kept?.presence ?? new Map(),
    events: [],
    grants: [],
    prompts: [],
    shape: 'whole',
    questionsBlocked: false,
    endAsked: false,
    unsent: kept?.unsent ?? [],
    offers: kept?.offers ?? [],
    progress: kept?.progress ?? new Map(),
  };
}

function withEvents(state: SessionView, events: readonly SessionEvent[]): SessionView {
  let session = state.session;
  const added: SessionEvent[] = [];
  for (const event of events) {
    if (event.number <= (session?.lastNumber ?? 0)) continue;
    session = evolve(session, event);
    added.push(event);
  }
  if (session === undefined || added.length === 0) return state;
  const known = new Set(added.map((event) => event.commandId));
  const offered = new Set(added.map(({ body }) => (body.type === 'file-offered' ? body.fileId : undefined)));
  return {
    ...state,
    session,
    organisation: session.organisation,
    events: [...state.events, ...added],
    unsent: state.unsent.filter((chat) => !known.has(chat.id)),
    offers: state.offers.filter((offer) => !offered.has(offer.fileId)),
  };
}

function handedOver(session: SessionState | undefined): string {
  const name = session?.owner.name ?? 'Your technician';
  return `${name} has this session open in two windows, and now uses your mouse and keyboard from the other one.`;
}

function rejected(state: SessionView, message: string, about: string | undefined): SessionView {
  if (state.unsent.some((chat) => chat.id === about)) {
    const unsent = state.unsent.map((chat) => (chat.id === about ? { ...chat, failed: message } : chat));
    return { ...state, unsent };
  }
  const offers = state.offers.filter((offer) => offer.fileId !== about);
  return { ...state, offers, notice: message };
}

function lost(state: WindowState): WindowState {
  switch (state.view) {
    case 'session':
      return { ...state, link: 'lost' };
    case 'over':
      return state.removal.state === 'removing' ? { ...state, removal: { state: 'removed' } } : state;
    case 'opening':
    case 'lost':
      return state;
  }
}

function removed(state: WindowState, left: string | undefined): WindowState {
  if (state.view !== 'over') return state;
  return { ...state, removal: { state: 'removed', ...(left === undefined ? {} : { left }) } };
}

function gone(state: WindowState, reason: LostView['reason']): WindowState {
  switch (state.view) {
    case 'session': {
      const { organisation, events } = state;
      return { view: 'lost', reason, organisation, events };
    }
    case 'opening':
      return { view: 'lost', reason, organisation: '', events: [] };
    case 'over':
    case 'lost':
      return state;
  }
}

function withoutNotice(state: SessionView): SessionView {
  const { notice: _, ...rest } = state;
  return rest;
}
