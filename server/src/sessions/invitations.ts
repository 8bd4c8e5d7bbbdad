import {
  type Invitation,
  type Secret,
  type SendInvitationRequest,
  type SessionState,
  type SessionSummary,
  sessionId,
  type TechnicianRef,
  ThrowlineError,
} from '@throwline/protocol';
import type { Clock } from '../clock.ts';
import { composeMessage } from '../mail/compose.ts';
import type { Parcel } from '../mail/delivery.ts';
import {
  type InvitationContent,
  invitationHtml,
  invitationSubject,
  invitationText,
} from '../mail/invitation-text.ts';
import { enqueueMail, type MailLimits } from '../mail/mail-limits.ts';
import type { MailEnd } from '../mail/mail-queue.ts';
import type { MailAccount, MailSettings } from '../mail/mail-settings.ts';
import type { OwnAddress } from '../security/own-address.ts';
import { type Secrets, sameText } from '../security/secrets.ts';
import type { QueuedMail } from '../storage/mails-repository.ts';
import type { Repositories, Storage } from '../storage/storage.ts';
import type { SessionQuota } from './session-quota.ts';
import type { SessionService } from './session-service.ts';
import { summarise } from './summary.ts';

/** How often the applet can be downloaded through one invitation. Customers try again; scanners may come several times. */
export const MAX_DOWNLOADS = 50;

interface Parts {
  readonly storage: Storage;
  readonly sessions: SessionService;
  readonly secrets: Secrets;
  readonly quota: SessionQuota;
  readonly settings: MailSettings;
  readonly own: OwnAddress;
  readonly clock: Clock;
  /** How long an unused invitation works, milliseconds. */
  readonly lifetime: number;
  /** After this a message that could not be sent is given up, milliseconds. */
  readonly giveUpAfter: number;
  readonly limits: MailLimits;
  /** Has the queue looked at. */
  readonly wakeQueue: () => void;
}

/** What the page behind an invitation's link needs. */
export interface OpenedInvitation {
  readonly state: SessionState;
  readonly pageKey: Secret;
}

/** Sessions that begin with a link instead of a code. */
export class Invitations {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * Makes a session with an invitation and, if asked, puts the message with it into the queue: both or neither.
   * @throws ThrowlineError `too-many-sessions`, `too-many-mails`, `mail-not-set-up`, `storage-full`
   */
  async create(
    owner: TechnicianRef,
    organisation: string,
    customerName: string | undefined,
    mail: SendInvitationRequest | undefined,
  ): Promise<SessionSummary> {
    const { quota, secrets, sessions, clock, lifetime } = this.#parts;
    if (mail !== undefined) await this.#requireMailServer();
    return quota.take(owner.id, async () => {
      const id = sessionId.parse(secrets.create());
      const invitation = secrets.invitationOf(id);
      const pageKey = secrets.pageKeyOf(invitation);
      const expiresAt = clock.now() + lifetime;
      const { state } = await sessions.act(id, {
        actor: { role: 'technician', technician: owner },
        command: {
          type: 'create',
          organisation,
          ...(customerName === undefined ? {} : { customerName }),
          entry: 'invitation',
          codeExpiresAt: expiresAt,
        },
        also: async (inside, next) => {
          await inside.sessions.add(summarise(next), {
            pageKeyHash: secrets.hash('page-key', pageKey),
            ticketHash: secrets.hash('ticket', secrets.ticketOf(pageKey)),
          });
          await inside.invitations.add(id, secrets.hash('invitation', invitation));
          if (mail !== undefined) await this.#enqueue(inside, next, expiresAt, mail);
        },
      });
      if (mail !== undefined) this.#parts.wakeQueue();
      return summarise(state);
    });
  }

  /**
   * Puts a further message into the queue, to the same address or another one.
   * @throws ThrowlineError `wrong-phase` when the invitation is not open, `too-many-mails`, `mail-not-set-up`
   */
  async send(state: SessionState, mail: SendInvitationRequest): Promise<void> {
    await this.#requireMailServer();
    await this.#parts.sessions.act(state.sessionId, {
      actor: { role: 'server' },
      command: () => undefined,
      also: async (inside, present) => {
        const expiresAt = openUntil(present, this.#parts.clock.now());
        if (expiresAt === undefined) throw new ThrowlineError('wrong-phase');
        await this.#enqueue(inside, present, expiresAt, mail);
      },
    });
    this.#parts.wakeQueue();
  }

  /** A session's invitation for its technician. @throws ThrowlineError `not-found` when it began with a code */
  async show(state: SessionState): Promise<Invitation> {
    const { storage, settings, clock } = this.#parts;
    const { sessionId: id } = state;
    if (!(await storage.invitations.has(id))) throw new ThrowlineError('not-found');
    const messages = await storage.mails.listOf(id);
    const canSend = await settings.canSend();
    const expiresAt = openUntil(state, clock.now());
    if (expiresAt === undefined) return { sessionId: id, messages, canSend };
    const content = this.#content(state, expiresAt, undefined);
    return {
      sessionId: id,
      expiresAt,
      link: content.link,
      draft: { subject: invitationSubject(content), text: invitationText(content) },
      messages,
      canSend,
    };
  }

  /**
   * What a link opens. Nothing is used up by asking.
   * @throws ThrowlineError `invitation-invalid`; `invitation-expired` and `invitation-used` when it is over
   */
  async open(invitation: Secret): Promise<OpenedInvitation> {
    const { storage, secrets, sessions, clock } = this.#parts;
    const hash = secrets.hash('invitation', invitation);
    const found = await storage.invitations.bySecret(hash);
    if (found === undefined || !sameText(found.secretHash, hash)) {
      throw new ThrowlineError('invitation-invalid');
    }
    const state = await sessions.state(found.sessionId);
    if (state === undefined) throw new ThrowlineError('invitation-invalid');
    if (state.phase === 'closed') {
      throw new ThrowlineError(
        state.outcome === 'invitation-expired' ? 'invitation-expired' : 'invitation-used',
      );
    }
    if (state.phase === 'connecting' && openUntil(state, clock.now()) === undefined) {
      throw new ThrowlineError('invitation-expired');
    }
    return { state, pageKey: secrets.pageKeyOf(invitation) };
  }

  /** The message for the queue; `undefined` when the invitation is not open any more. */
  async compose(mail: QueuedMail, account: MailAccount): Promise<Parcel | undefined> {
    const state = await this.#parts.sessions.state(mail.sessionId);
    const now = this.#parts.clock.now();
    const expiresAt = state && openUntil(state, now);
    if (state === undefined || expiresAt === undefined) return undefined;
    const content = this.#content(state, expiresAt, mail.words);
    const { from } = account.server;
    const message = await composeMessage({
      id: mail.id,
      from: { name: `${content.technicianName} (${content.organisation})`, address: from },
      to: mail.address,
      subject: invitationSubject(content),
      text: invitationText(content),
      html: invitationHtml(content),
      at: now,
    });
    return { from, to: mail.address, message };
  }

  /** Stores what became of a message and says it in the session's log, if the customer is still awaited. */
  async finish(
    mail: QueuedMail,
    store: (inside: Repositories) => Promise<void>,
    end: MailEnd,
  ): Promise<void> {
    await this.#parts.sessions.act(mail.sessionId, {
      actor: { role: 'server' },
      command: (state) => {
        if (state?.phase !== 'connecting' || end.end === 'dropped') return undefined;
        return end.end === 'sent'
          ? { type: 'note-invitation-sent' }
          : { type: 'note-invitation-failed', reason: end.reason };
      },
      also: store,
    });
  }

  #enqueue(
    inside: Repositories,
    state: SessionState,
    expiresAt: number,
    mail: SendInvitationRequest,
  ): Promise<void> {
    const { clock, secrets, giveUpAfter, limits } = this.#parts;
    const now = clock.now();
    const { address, words } = mail;
    const queued: QueuedMail = {
      id: secrets.create(),
      sessionId: state.sessionId,
      technicianId: state.owner.id,
      address,
      words: words === '' ? undefined : words,
      createdAt: now,
      giveUpAt: Math.min(now + giveUpAfter, expiresAt),
    };
    return enqueueMail(inside, queued, limits);
  }

  #content(state: SessionState, expiresAt: number, words: string | undefined): InvitationContent {
    const { organisation, owner, customerName } = state;
    const secret = this.#parts.secrets.invitationOf(state.sessionId);
    const link = `${this.#parts.own.publicUrl}/invitation/${secret}`;
    return { organisation, technicianName: owner.name, customerName, words, link, expiresAt };
  }

  async #requireMailServer(): Promise<void> {
    if (!(await this.#parts.settings.canSend())) throw new ThrowlineError('mail-not-set-up');
  }
}

/** Until when an invitation is open, epoch milliseconds; `undefined` when it is not, or when there is none. */
export function openUntil(state: SessionState, now: number): number | undefined {
  if (state.phase !== 'connecting' || state.step.at !== 'invited') return undefined;
  return state.step.expiresAt > now ? state.step.expiresAt : undefined;
}
