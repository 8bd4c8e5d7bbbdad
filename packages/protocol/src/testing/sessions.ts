import { randomBytes } from 'node:crypto';
import {
  type Actor,
  type AppletInfo,
  type Command,
  commandId,
  decide,
  evolve,
  fileId,
  PROTOCOL_VERSION,
  randomId,
  requestId,
  type SessionEvent,
  type SessionState,
  sessionId,
  type TechnicianRef,
  technicianId,
} from '../index.ts';

/** A fresh id of any kind. */
export const anyId = (): string => randomId(randomBytes(26));
export const newSessionId = () => sessionId.parse(anyId());
export const newRequestId = () => requestId.parse(anyId());
export const newFileId = () => fileId.parse(anyId());
export const newCommandId = () => commandId.parse(anyId());

export const anna: TechnicianRef = { id: technicianId.parse(anyId()), name: 'Anna' };
export const bert: TechnicianRef = { id: technicianId.parse(anyId()), name: 'Bert' };

export const cleo: TechnicianRef = { id: technicianId.parse(anyId()), name: 'Cleo' };
export const dora: TechnicianRef = { id: technicianId.parse(anyId()), name: 'Dora' };

/** Anna: the lead of every session here. */
export const technician: Actor = { role: 'technician', technician: anna };
/** Bert and Cleo: what {@link shared} makes them. */
export const colleague: Actor = { role: 'technician', technician: bert };
export const invitedColleague: Actor = { role: 'technician', technician: cleo };
/** Dora: never invited. */
export const stranger: Actor = { role: 'technician', technician: dora };
export const customer: Actor = { role: 'customer' };
export const server: Actor = { role: 'server' };

export const linuxApplet: AppletInfo = {
  os: 'linux',
  arch: 'x64',
  version: '0.1.0',
  capabilities: ['view-screen', 'control-input'],
};

/** A session under test: gives commands at a clock of its own and keeps the log. */
export class TestSession {
  readonly id = newSessionId();
  readonly log: SessionEvent[] = [];
  state: SessionState | undefined;
  now = 1_000_000;

  /** Decides and appends; answers the error code, or `ok`. */
  give(actor: Actor, command: Command): string {
    const decision = decide(this.state, command, actor, this.now);
    if (!decision.ok) return decision.code;
    for (const body of decision.events) {
      const event = { sessionId: this.id, number: this.log.length + 1, at: this.now, actor, body };
      this.log.push(event);
      this.state = evolve(this.state, event);
    }
    return 'ok';
  }

  /** Gives commands that must all be accepted. */
  all(...steps: readonly (readonly [Actor, Command])[]): this {
    for (const [actor, command] of steps) {
      const result = this.give(actor, command);
      if (result !== 'ok') throw new Error(`${command.type}: ${result}`);
    }
    return this;
  }
}

const CREATE = { type: 'create', organisation: 'Helpdesk', codeExpiresAt: 1_900_000 } as const;

const codeMade = (): TestSession => new TestSession().all([technician, CREATE]);
const invited = (): TestSession => new TestSession().all([technician, { ...CREATE, entry: 'invitation' }]);
const claimed = (): TestSession => codeMade().all([server, { type: 'claim-code' }]);
const downloaded = (): TestSession => claimed().all([server, { type: 'note-download' }]);
const waiting = (): TestSession =>
  downloaded().all([server, { type: 'connect-applet', applet: linuxApplet, protocol: PROTOCOL_VERSION }]);
/** Anna leads, Bert has joined, Cleo is invited. */
export const shared = (session: TestSession): TestSession =>
  session.all(
    [technician, { type: 'invite-colleague', technician: bert }],
    [colleague, { type: 'join' }],
    [technician, { type: 'invite-colleague', technician: cleo, comment: 'Do you know this printer?' }],
  );
const active = (): TestSession => waiting().all([technician, { type: 'start' }]);

/** A session in each of the situations that rules tell apart. */
export const SITUATIONS = {
  none: () => new TestSession(),
  'code made': codeMade,
  'code claimed': claimed,
  downloaded,
  waiting,
  active,
  'applet away': () => active().all([server, { type: 'disconnect-applet' }]),
  closed: () => active().all([customer, { type: 'close' }]),
  invited,
} satisfies Record<string, () => TestSession>;

export type Situation = keyof typeof SITUATIONS;
