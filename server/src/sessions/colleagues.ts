import {
  type SessionId,
  type SessionSummary,
  type TechnicianId,
  type TechnicianRef,
  ThrowlineError,
} from '@throwline/protocol';
import type { Logger } from 'pino';
import type { Storage } from '../storage/storage.ts';
import type { SessionService } from './session-service.ts';

interface Parts {
  readonly storage: Storage;
  readonly sessions: SessionService;
  readonly log: Logger;
}

/** Brings other technicians into sessions, as far as accounts have a say in it; the rest are commands. */
export class Colleagues {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** The active technicians besides the one who asks, by name. */
  async list(except: TechnicianId): Promise<TechnicianRef[]> {
    const accounts = await this.#parts.storage.technicians.list();
    return accounts
      .filter(({ id, disabled }) => !disabled && id !== except)
      .map(({ id, name }) => ({ id, name }));
  }

  /**
   * Invites a colleague to a session of which `lead` is the lead.
   * @throws ThrowlineError `colleague-unavailable` for an unknown or disabled account, `colleague-there`,
   *   `too-many-colleagues`, `applet-outdated`, and what any command may be refused with
   */
  async invite(
    id: SessionId,
    lead: TechnicianRef,
    invited: TechnicianId,
    comment: string | undefined,
  ): Promise<SessionSummary> {
    // Whether the caller may invite comes first: who may not learns nothing of accounts.
    await this.#parts.sessions.stateLedBy(id, lead.id);
    const account = await this.#parts.storage.technicians.get(invited);
    if (account === undefined) throw new ThrowlineError('colleague-unavailable');
    const technician = { id: invited, name: account.technician.name };
    const { state } = await this.#parts.sessions.act(id, {
      actor: { role: 'technician', technician: lead },
      command: { type: 'invite-colleague', technician, ...(comment === undefined ? {} : { comment }) },
      // In the transaction, so that disabling either comes first or finds the invitation.
      also: async ({ technicians }) => {
        const found = await technicians.get(invited);
        if (found === undefined || found.technician.disabled)
          throw new ThrowlineError('colleague-unavailable');
      },
    });
    return this.#parts.sessions.summary(state);
  }

  /** Ends every invitation and part of a technician whose account is disabled. */
  async drop(technician: TechnicianId): Promise<void> {
    const { storage, sessions, log } = this.#parts;
    for (const id of await storage.sessions.openSharedBy(technician)) {
      try {
        await sessions.act(id, {
          actor: { role: 'server' },
          command: (state) =>
            state === undefined || state.phase === 'connecting' || state.phase === 'closed'
              ? undefined
              : { type: 'drop-colleague', technicianId: technician },
        });
      } catch (error) {
        log.error({ err: error, sessionId: id }, 'a disabled colleague could not be taken out');
      }
    }
  }
}
