import { type SessionEvent, sessionEvent, type WindowUpdate, windowUpdate } from '@throwline/protocol';

const id = (letter: string): string => letter.repeat(26);
const ORGANISATION = 'Northwind Helpdesk';
const owner = { id: id('a'), name: 'Anna Berger' };
const other = { id: id('b'), name: 'Björn Lund' };
/** Ids that scripts and tests refer to. */
export const IDS = { request: id('r'), file: id('f'), otherFile: id('g') };

interface Entry {
  readonly who: unknown;
  readonly body: unknown;
}

const byServer = { role: 'server' };
const byCustomer = { role: 'customer' };
const byAnna = { role: 'technician', technician: owner };
const byBjorn = { role: 'technician', technician: other };

/** Events numbered from `first`, checked as the real ones are. */
function log(entries: readonly Entry[], first = 1): SessionEvent[] {
  const start = Date.now() - 120_000;
  return entries.map(({ who, body }, index) => {
    const at = start + (first + index) * 1500;
    return sessionEvent.parse({ sessionId: id('s'), number: first + index, at, actor: who, body });
  });
}

const update = (value: unknown): WindowUpdate => windowUpdate.parse(value);
const events = (list: readonly SessionEvent[]): WindowUpdate => update({ type: 'events', events: list });
const status = (connection: unknown): WindowUpdate => update({ type: 'status', connection });

const toWaiting: Entry[] = [
  {
    who: byAnna,
    body: {
      type: 'session-created',
      organisation: ORGANISATION,
      owner,
      codeExpiresAt: Date.now() + 900_000,
    },
  },
  { who: byServer, body: { type: 'code-claimed' } },
  { who: byServer, body: { type: 'applet-downloaded' } },
  {
    who: byServer,
    body: {
      type: 'applet-connected',
      applet: {
        os: 'linux',
        arch: 'x64',
        version: '0.1.0',
        capabilities: ['view-screen', 'control-input'],
      },
    },
  },
];

const toActive: Entry[] = [
  ...toWaiting,
  { who: byAnna, body: { type: 'technician-connected', technician: owner } },
  { who: byAnna, body: { type: 'session-started' } },
  { who: byAnna, body: { type: 'chat-sent', text: 'Good morning! What can I do for you?' } },
  { who: byCustomer, body: { type: 'chat-sent', text: 'The printer prints only <b>blank</b> pages.' } },
  { who: byAnna, body: { type: 'colleague-invited', technician: other } },
  { who: byBjorn, body: { type: 'colleague-joined', technician: other } },
  { who: byServer, body: { type: 'technician-connected', technician: other } },
  { who: byBjorn, body: { type: 'chat-sent', text: 'I know that one. Shall I help, Anna?' } },
  {
    who: byCustomer,
    body: { type: 'file-offered', fileId: IDS.file, name: 'printer-settings.pdf', size: 1_480_000 },
  },
  { who: byAnna, body: { type: 'file-accepted', fileId: IDS.file } },
  {
    who: byCustomer,
    body: { type: 'file-offered', fileId: IDS.otherFile, name: 'photo of the page.jpg', size: 320_000 },
  },
];

/** One more event after those of the active scenes. */
export function nextEvent(after: number, who: 'customer' | 'anna' | 'server', body: unknown): SessionEvent {
  const actors = { customer: byCustomer, anna: byAnna, server: byServer };
  const [event] = log([{ who: actors[who], body }], after + 1);
  if (event === undefined) throw new Error('no event');
  return event;
}

/** Number of the last event in the active scenes. */
export const LAST_ACTIVE = toActive.length;

const hello = update({
  type: 'hello',
  organisation: ORGANISATION,
  version: '0.1.0',
  reader: 'customer',
  secret: id('s'),
});
const online = status({ state: 'online' });

/** A question put now, or at another moment, with a minute to answer. */
export function question(
  permissions: readonly string[],
  minutes?: number,
  requestedAt: number = Date.now(),
): unknown {
  const limit = minutes === undefined ? {} : { minutes };
  return { requestId: IDS.request, technician: owner, permissions, requestedAt, ...limit };
}

/** How the applet takes the open question. */
export function questionStands(state: string, watched = true): WindowUpdate {
  return update({ type: 'question', requestId: IDS.request, state, watched });
}

/** The applet's consent as it tells it. */
export function consent(grants: readonly unknown[], prompts: readonly unknown[]): WindowUpdate {
  return update({ type: 'consent', grants, prompts });
}

/** Grants of both permissions, control for ten minutes. */
export function bothGranted(): unknown[] {
  const grantedAt = Date.now() - 19_000;
  return [
    { permission: 'view-screen', requestId: IDS.request, grantedAt },
    { permission: 'control-input', requestId: IDS.request, grantedAt, until: grantedAt + 600_000 },
  ];
}

/** The system's own permissions, as the applet tells them. */
export function privacy(screen: string, control: string): WindowUpdate {
  return update({ type: 'privacy', program: 'Support-Throwline', screen, control });
}

/** What the support program says at the start of each scene. */
export const SCENES = {
  opening: () => [],
  connecting: () => [hello, status({ state: 'connecting' }), consent([], [])],
  'needs-code': () => [hello, status({ state: 'needs-code', error: 'code-invalid' }), consent([], [])],
  asking: () => [update({ ...hello, organisation: '' }), status({ state: 'asking' }), consent([], [])],
  waiting: () => [hello, online, events(log(toWaiting)), consent([], [])],
  active: () => [hello, online, events(log(toActive)), consent([], [])],
  granted: () => [
    hello,
    online,
    events(log(toActive)),
    consent(bothGranted(), []),
    update({ type: 'file-progress', fileId: IDS.file, sent: 610_000, size: 1_480_000 }),
  ],
  question: () => [
    hello,
    online,
    events(log(toActive)),
    consent([], [question(['view-screen', 'control-input'], 10)]),
    questionStands('ready'),
  ],
  'question-hidden': () => [
    hello,
    online,
    events(log(toActive)),
    consent([], [question(['view-screen'])]),
    questionStands('hidden', false),
  ],
  blocked: () => [
    hello,
    online,
    events(log(toActive)),
    consent([], []),
    update({ type: 'questions', blocked: true }),
  ],
  strip: () => [
    hello,
    online,
    events(log(toActive)),
    consent(bothGranted(), []),
    update({ type: 'shape', shape: 'strip' }),
    events([nextEvent(toActive.length, 'anna', { type: 'chat-sent', text: 'Please look at the printer.' })]),
  ],
  mac: () => [hello, online, events(log(toWaiting)), consent([], []), privacy('missing', 'missing')],
  'mac-control': () => [hello, online, events(log(toActive)), consent([], []), privacy('given', 'asked')],
  reconnecting: () => [
    hello,
    online,
    events(log(toActive)),
    status({ state: 'reconnecting' }),
    consent(bothGranted(), []),
  ],
  silent: () => [
    hello,
    online,
    events(log(toActive)),
    status({ state: 'technician-silent' }),
    consent(bothGranted(), []),
  ],
  refused: () => [
    hello,
    status({
      state: 'refused',
      code: 'ticket-used',
      message:
        'This session is already running, here or on another computer. Look for its window; if there is none, ask your technician for a new code.',
    }),
  ],
  over: () => [
    hello,
    online,
    events(log(toActive)),
    update({ type: 'goodbye', outcome: 'closed-by-technician', removal: 'told' }),
  ],
  removed: () => [
    hello,
    online,
    events(log(toActive)),
    update({ type: 'goodbye', outcome: 'closed-by-technician', removal: 'told' }),
    update({ type: 'removed' }),
  ],
  lost: () => 'refuse',
} satisfies Record<string, () => WindowUpdate[] | 'refuse'>;

export type Scene = keyof typeof SCENES;

/** All scenes, by name. */
export const SCENE_NAMES: readonly Scene[] = [
  'opening',
  'connecting',
  'needs-code',
  'asking',
  'waiting',
  'active',
  'granted',
  'question',
  'strip',
  'question-hidden',
  'blocked',
  'mac',
  'mac-control',
  'reconnecting',
  'silent',
  'refused',
  'over',
  'lost',
];
