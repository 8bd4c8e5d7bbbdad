import { randomBytes } from 'node:crypto';
import {
  type Asker,
  type AskerAnswer,
  type AskerId,
  askerId,
  type Command,
  type ErrorCode,
  MAX_ASKERS,
  randomId,
  type SessionId,
  type SessionState,
  type TechnicianRef,
  ThrowlineError,
} from '@throwline/protocol';
import type { Logger } from 'pino';
import type { Clock, Timer } from '../clock.ts';
import type { Arrivals } from './arrivals.ts';
import type { Participant, Presence } from './presence.ts';
import type { SessionService } from './session-service.ts';

/** How long one may ask, milliseconds; then it is refused, and its program ends. */
export const ASKING_TIME = 10 * 60_000;
/** Most of those of one session that come from one address (IPv6: its /64), so that it does not fill the room alone. */
const MAX_OF_ADDRESS = 2;
/** How often one may begin to ask in one session, over all keys and connections: a technician is not kept busy for ever. */
export const MAX_ASKED = 30;

const APPLET: Participant = { as: 'applet' };

/** A computer that asks, as its connection knows it. */
export interface AskingComputer {
  readonly keyHash: string;
  readonly device: string;
  readonly network: string;
  /** What it is counted in. */
  readonly address: string;
  /** What lets it into the log. */
  readonly command: Extract<Command, { type: 'let-in-applet' }>;
  /** Whether its connection is still there. */
  isThere(): boolean;
  /** The session, as it is now, is its own: called before anybody hears of it. */
  letIn(state: SessionState): void;
  refuse(code: ErrorCode): void;
}

interface Asking {
  readonly shown: Asker;
  readonly computer: AskingComputer;
  readonly timer: Timer;
}

/** The askers of one session, until it waits no more. */
interface Hall {
  readonly asking: Map<AskerId, Asking>;
  readonly turnedAway: Set<string>;
  asked: number;
  /** With what the rest is refused, once the session does not wait any more. */
  ended?: ErrorCode;
}

interface Parts {
  readonly sessions: SessionService;
  readonly presence: Presence;
  readonly arrivals: Arrivals;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Computers that show a ticket which another one has shown before, while the session waits: whoever comes first is not for
 * that the customer, so the lead chooses. Kept in memory only; after a restart those that still run ask again.
 */
export class Askers {
  readonly #parts: Parts;
  readonly #halls = new Map<SessionId, Hall>();

  constructor(parts: Parts) {
    this.#parts = parts;
    parts.sessions.onState((state) => this.#follow(state));
  }

  /**
   * Has a computer ask. One with the same key takes the place of its earlier connection.
   * @throws ThrowlineError `ticket-used` when it may not, `ticket-invalid` when the session is closed
   */
  async ask(id: SessionId, computer: AskingComputer): Promise<void> {
    const hall = this.#halls.get(id) ?? { asking: new Map(), turnedAway: new Set(), asked: 0 };
    this.#halls.set(id, hall);
    const asking = this.#enter(id, hall, computer);
    // Looked at after it was entered: a start from now on is heard of.
    const state = await this.#parts.sessions.state(id);
    if (state?.phase === 'waiting' && hall.asking.get(asking.shown.askerId) === asking) {
      this.#parts.log.info({ sessionId: id }, 'another computer asks to be let in');
      this.#tell(id);
      return;
    }
    if (state?.phase !== 'waiting') this.#end(id, hall, codeOf(state));
    throw new ThrowlineError(codeOf(state));
  }

  /** The computer's connection is gone. */
  left(id: SessionId, computer: AskingComputer): void {
    const hall = this.#halls.get(id);
    const asking = hall?.asking.values().find((each) => each.computer === computer);
    if (hall === undefined || asking === undefined) return;
    this.#take(hall, asking);
    this.#tell(id);
  }

  /**
   * The lead's answer to one that asks.
   * @throws ThrowlineError `asker-gone`, `wrong-phase`, or what {@link SessionService.stateLedBy} and `act` throw
   */
  async answer(id: SessionId, lead: TechnicianRef, asker: AskerId, answer: AskerAnswer): Promise<void> {
    const state = await this.#parts.sessions.stateLedBy(id, lead.id);
    if (state.phase !== 'waiting') throw new ThrowlineError('wrong-phase');
    const hall = this.#halls.get(id);
    const asking = hall?.asking.get(asker);
    if (hall === undefined || asking === undefined) throw new ThrowlineError('asker-gone');
    // Out from now on, so that the same answer given twice counts once.
    this.#take(hall, asking);
    try {
      if (answer === 'let-in') await this.#letIn(id, hall, asking, lead);
      else {
        hall.turnedAway.add(asking.computer.keyHash);
        asking.computer.refuse('ticket-used');
      }
      this.#parts.log.info({ sessionId: id, answer }, 'another computer was answered');
    } finally {
      this.#tell(id);
    }
  }

  async #letIn(id: SessionId, hall: Hall, asking: Asking, lead: TechnicianRef): Promise<void> {
    const { sessions, presence, arrivals } = this.#parts;
    const { computer, shown } = asking;
    presence.arrive(id, APPLET);
    try {
      await sessions.act(id, {
        actor: { role: 'technician', technician: lead },
        command: () => {
          if (!computer.isThere()) throw new ThrowlineError('asker-gone');
          return computer.command;
        },
        also: (inside) => inside.sessions.setSecrets(id, { appletKeyHash: computer.keyHash }),
        done: (next) => computer.letIn(next),
      });
    } catch (error) {
      presence.leave(id, APPLET);
      computer.refuse(hall.ended ?? 'shutting-down');
      throw error;
    }
    const { device, network, at } = shown;
    await arrivals.programLetIn(id, { device, network, at });
  }

  #enter(id: SessionId, hall: Hall, computer: AskingComputer): Asking {
    const { keyHash, device, network, address } = computer;
    const all = [...hall.asking.values()];
    const before = all.find((each) => each.computer.keyHash === keyHash);
    const others = all.filter((each) => each !== before);
    const ofAddress = others.filter((each) => each.computer.address === address);
    if (
      hall.ended !== undefined ||
      hall.turnedAway.has(keyHash) ||
      hall.asked >= MAX_ASKED ||
      others.length >= MAX_ASKERS ||
      ofAddress.length >= MAX_OF_ADDRESS
    ) {
      throw new ThrowlineError('ticket-used');
    }
    hall.asked += 1;
    if (before !== undefined) {
      this.#take(hall, before);
      before.computer.refuse('replaced');
    }
    // What the technician has seen is what they let in: one that has moved has another id.
    const isSame = before?.shown.device === device && before.shown.network === network;
    const at = this.#parts.clock.now();
    const shown = isSame ? before.shown : { askerId: newAskerId(), device, network, at };
    const timer = this.#parts.clock.after(ASKING_TIME, () => {
      this.#take(hall, asking);
      computer.refuse('ticket-used');
      this.#tell(id);
    });
    const asking: Asking = { shown, computer, timer };
    hall.asking.set(shown.askerId, asking);
    return asking;
  }

  #take(hall: Hall, asking: Asking): void {
    asking.timer.cancel();
    if (hall.asking.get(asking.shown.askerId) === asking) hall.asking.delete(asking.shown.askerId);
  }

  #follow(state: SessionState): void {
    const hall = this.#halls.get(state.sessionId);
    if (hall !== undefined && state.phase !== 'waiting') this.#end(state.sessionId, hall, codeOf(state));
  }

  /** The session does not wait any more: nobody asks now or later. */
  #end(id: SessionId, hall: Hall, code: ErrorCode): void {
    hall.ended = code;
    if (this.#halls.get(id) === hall) this.#halls.delete(id);
    for (const asking of [...hall.asking.values()]) {
      this.#take(hall, asking);
      asking.computer.refuse(code);
    }
  }

  #tell(id: SessionId): void {
    const askers = (): Asker[] => [...(this.#halls.get(id)?.asking.values() ?? [])].map(({ shown }) => shown);
    this.#parts.sessions.noteAskers(id, askers).catch((error: unknown) => {
      this.#parts.log.error({ err: error, sessionId: id }, 'who asks to be let in could not be told');
    });
  }
}

function codeOf(state: SessionState | undefined): ErrorCode {
  return state === undefined || state.phase === 'closed' ? 'ticket-invalid' : 'ticket-used';
}

function newAskerId(): AskerId {
  return askerId.parse(randomId(randomBytes(26)));
}
