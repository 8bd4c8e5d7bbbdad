import {
  type Consent,
  MAX_WINDOW_EVENTS,
  type PresentTechnicians,
  type Secret,
  type SessionEvent,
  type WindowConnection,
  type WindowPreferences,
  type WindowShape,
  type WindowUpdate,
} from '@throwline/protocol';

/** How the system's own permissions stand. */
export type PrivacyUpdate = Extract<WindowUpdate, { type: 'privacy' }>;

/** What the window is shown: kept whole, so that a window that comes back can be told everything. */
export class WindowView {
  readonly #tell: (update: WindowUpdate) => void;
  readonly #version: string;
  readonly #secret: Secret;
  #organisation = '';
  #connection: WindowConnection = { state: 'connecting' };
  #presence: PresentTechnicians | undefined;
  #events: SessionEvent[] = [];
  #consent: Consent = { grants: [], prompts: [] };
  #shape: WindowShape = 'whole';
  #preferences: WindowPreferences | undefined;
  #areQuestionsBlocked = false;
  #isEndAsked = false;
  #privacy: PrivacyUpdate | undefined;
  #last: readonly WindowUpdate[] = [];

  /** @param tell hands an update to the window, if there is one */
  constructor(options: { version: string; secret: Secret; tell: (update: WindowUpdate) => void }) {
    this.#version = options.version;
    this.#secret = options.secret;
    this.#tell = options.tell;
  }

  /** Everything, `hello` first. */
  whole(): WindowUpdate[] {
    return [
      {
        type: 'hello',
        organisation: this.#organisation,
        version: this.#version,
        reader: 'customer',
        secret: this.#secret,
        ...(this.#preferences === undefined ? {} : { preferences: this.#preferences }),
      },
      { type: 'status', connection: this.#connection },
      ...(this.#presence === undefined ? [] : [presenceUpdate(this.#presence)]),
      consentUpdate(this.#consent),
      { type: 'shape', shape: this.#shape },
      { type: 'questions', blocked: this.#areQuestionsBlocked },
      { type: 'end-question', open: this.#isEndAsked },
      ...(this.#privacy === undefined ? [] : [this.#privacy]),
      ...eventUpdates(this.#events),
      ...this.#last,
    ];
  }

  organisation(name: string): void {
    if (name === this.#organisation) return;
    this.#organisation = name;
    this.#tell({ type: 'organisation', organisation: name });
  }

  connection(connection: WindowConnection): void {
    this.#connection = connection;
    this.#tell({ type: 'status', connection });
  }

  /** Where the technicians are. */
  presence(technicians: PresentTechnicians): void {
    this.#presence = technicians;
    this.#tell(presenceUpdate(technicians));
  }

  events(events: readonly SessionEvent[]): void {
    this.#events.push(...events);
    for (const update of eventUpdates(events)) this.#tell(update);
  }

  consent(consent: Consent): void {
    this.#consent = consent;
    this.#tell(consentUpdate(consent));
  }

  shape(shape: WindowShape): void {
    if (shape === this.#shape) return;
    this.#shape = shape;
    this.#tell({ type: 'shape', shape });
  }

  /** What the customer has chosen, for a window that comes later. */
  preferences(preferences: WindowPreferences): void {
    this.#preferences = preferences;
  }

  /** Whether the customer has said that they do not want to be asked again. */
  questions(blocked: boolean): void {
    this.#areQuestionsBlocked = blocked;
    this.#tell({ type: 'questions', blocked });
  }

  /** Whether the window comes with the question whether the session is to end. */
  askEnd(open: boolean): void {
    this.#isEndAsked = open;
    this.#tell({ type: 'end-question', open });
  }

  privacy(update: PrivacyUpdate): void {
    this.#privacy = update;
    this.#tell(update);
  }

  /** Said once more to a window that comes later: a notice, or the goodbye. */
  lasting(update: WindowUpdate): void {
    this.#last = [...this.#last, update];
    this.#tell(update);
  }

  /** Said to the window that is there now. */
  passing(update: WindowUpdate): void {
    this.#tell(update);
  }
}

function presenceUpdate(technicians: PresentTechnicians): WindowUpdate {
  return { type: 'presence', technicians };
}

function consentUpdate({ grants, prompts }: Consent): WindowUpdate {
  return {
    type: 'consent',
    grants: grants.map((grant) => ({ ...grant })),
    prompts: prompts.map((prompt) => ({ ...prompt, permissions: [...prompt.permissions] })),
  };
}

function eventUpdates(events: readonly SessionEvent[]): WindowUpdate[] {
  const updates: WindowUpdate[] = [];
  for (let from = 0; from < events.length; from += MAX_WINDOW_EVENTS) {
    updates.push({ type: 'events', events: events.slice(from, from + MAX_WINDOW_EVENTS) });
  }
  return updates;
}
