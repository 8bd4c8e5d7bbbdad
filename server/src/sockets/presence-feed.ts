import { isDeepStrictEqual } from 'node:util';
import type { PresentTechnicians, SessionId, SessionSummary, TechnicianId } from '@throwline/protocol';
import type { Clock, Timer } from '../clock.ts';
import type { OpenConsoles } from '../sessions/open-consoles.ts';
import type { SessionBus } from '../sessions/session-bus.ts';

/** Between two messages there are at least so many milliseconds; what is told is how it is then. */
export const PRESENCE_PAUSE = 1_000;

type Technicians = Pick<SessionSummary, 'owner' | 'colleagues'>;

interface Parts {
  readonly sessionId: SessionId;
  /** Who is there when it begins. */
  readonly technicians: Technicians;
  /** Left out: who is told. */
  readonly except?: TechnicianId;
  readonly bus: SessionBus;
  readonly consoles: OpenConsoles;
  readonly clock: Clock;
  readonly send: (technicians: PresentTechnicians) => void;
}

/** Tells one client where the technicians of a session are: at once, and whenever that has changed, once a second at most. */
export class PresenceFeed {
  readonly #parts: Parts;
  readonly #endBus: () => void;
  #technicians: readonly TechnicianId[] = [];
  #endConsoles: readonly (() => void)[] = [];
  #told: PresentTechnicians = [];
  #toldAt = Number.NEGATIVE_INFINITY;
  #timer: Timer | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#endBus = parts.bus.onSession(parts.sessionId, ({ summary }) => {
      if (summary.phase.phase === 'closed') this.stop();
      else this.#follow(summary);
    });
    this.#follow(parts.technicians);
  }

  stop(): void {
    this.#endBus();
    for (const end of this.#endConsoles) end();
    this.#endConsoles = [];
    this.#timer?.cancel();
  }

  #follow({ owner, colleagues }: Technicians): void {
    const joined = colleagues.filter(({ standing }) => standing === 'joined');
    const all = [owner.id, ...joined.map(({ technician }) => technician.id)];
    const technicians = all.filter((id) => id !== this.#parts.except);
    if (isDeepStrictEqual(technicians, this.#technicians)) return;
    this.#technicians = technicians;
    for (const end of this.#endConsoles) end();
    const { consoles } = this.#parts;
    this.#endConsoles = technicians.map((id) => consoles.onChange(id, () => this.#stir()));
    this.#stir();
  }

  #stir(): void {
    if (this.#timer !== undefined) return;
    const { clock } = this.#parts;
    const wait = this.#toldAt + PRESENCE_PAUSE - clock.monotonic();
    if (wait <= 0) this.#tell();
    else
      this.#timer = clock.after(wait, () => {
        this.#timer = undefined;
        this.#tell();
      });
  }

  #tell(): void {
    const { sessionId, consoles, clock, send } = this.#parts;
    const now = this.#technicians.map((technician) => ({
      technician,
      presence: consoles.of(technician, sessionId),
    }));
    if (isDeepStrictEqual(now, this.#told)) return;
    this.#told = now;
    this.#toldAt = clock.monotonic();
    send(now);
  }
}
