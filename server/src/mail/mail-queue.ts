import { type MailFailure, ThrowlineError } from '@throwline/protocol';
import type { Logger } from 'pino';
import { type Clock, LONGEST_TIMER, type Timer } from '../clock.ts';
import type { Metrics } from '../metrics.ts';
import type { MailStep, QueuedMail } from '../storage/mails-repository.ts';
import type { Repositories, Storage } from '../storage/storage.ts';
import { sqliteCode } from '../storage/storage-errors.ts';
import { type Delivery, deliver, type Parcel } from './delivery.ts';
import type { MailAccount, MailSettings } from './mail-settings.ts';

const MINUTE = 60_000;
/** Pauses after the first, second, … failed try, milliseconds; the last one stays. */
export const PAUSES = [MINUTE / 4, MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, 60 * MINUTE] as const;
/** Messages read from storage at once. */
const PAGE = 20;
/** When a queue that could not be read or written is looked at again, milliseconds. */
const RETRY = MINUTE;

interface Parts {
  readonly storage: Storage;
  readonly settings: MailSettings;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** The message as it is to be sent now; `undefined` when it is of no use any more. */
  readonly compose: (mail: QueuedMail, account: MailAccount) => Promise<Parcel | undefined>;
  /** Stores what became of a message, with what follows from it. */
  readonly finish: (
    mail: QueuedMail,
    store: (inside: Repositories) => Promise<void>,
    end: MailEnd,
  ) => Promise<void>;
}

/** What became of a message that is not tried again. */
export type MailEnd =
  | { readonly end: 'sent' }
  | { readonly end: 'failed'; readonly reason: MailFailure }
  | { readonly end: 'dropped' };

/**
 * Sends what waits in the database, one after the other: at once, then with growing pauses, until it is given up. A
 * message whose sending could not be written down, because the process was killed in between, is sent again with the same
 * Message-ID.
 */
export class MailQueue {
  readonly #parts: Parts;
  readonly #stop = new AbortController();
  /** Messages that have gone out, but could not be marked so: they are marked, not sent, the next time. */
  readonly #gone = new Set<string>();
  #timer: Timer | undefined;
  #running: Promise<void> | undefined;
  #again = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Looks for messages that are due. To be called after one was added, and once at the start. */
  wake(): void {
    if (this.#stop.signal.aborted) return;
    this.#again = true;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
  }

  /** The mail server has been set up anew: everything that waits is tried now. */
  async hurry(): Promise<void> {
    await this.#parts.storage.mails.hurry(this.#parts.clock.now());
    this.wake();
  }

  /** Breaks off a try that is under way; its message stays in the queue. */
  async close(): Promise<void> {
    this.#stop.abort();
    this.#timer?.cancel();
    await this.#running;
  }

  async #run(): Promise<void> {
    this.#timer?.cancel();
    const { storage, clock, log } = this.#parts;
    let next: number | undefined;
    try {
      while (this.#again && !this.#stop.signal.aborted) {
        this.#again = false;
        await this.#sendDue();
      }
      next = await storage.mails.nextDueAt();
    } catch (error) {
      log.error({ err: error }, 'the mail queue could not be worked');
      next = clock.now() + RETRY;
    }
    if (next === undefined || this.#stop.signal.aborted) return;
    this.#timer = clock.after(Math.min(Math.max(next - clock.now(), 0), LONGEST_TIMER), () => this.wake());
  }

  async #sendDue(): Promise<void> {
    for (;;) {
      const due = await this.#parts.storage.mails.due(this.#parts.clock.now(), PAGE);
      let outage: Extract<Delivery, { result: 'failed' }> | undefined;
      for (const mail of due) {
        if (this.#stop.signal.aborted) return;
        const delivery: Delivery | 'dropped' = outage ?? (await this.#try(mail));
        if (this.#stop.signal.aborted && delivery !== 'dropped' && delivery.result === 'failed') return;
        await this.#note(mail, delivery);
        // The next ones would wait for the same dead server, each for as long as this one did.
        if (delivery !== 'dropped' && delivery.result === 'failed' && delivery.isOutage) outage = delivery;
      }
      if (due.length < PAGE) return;
    }
  }

  async #try(mail: QueuedMail): Promise<Delivery | 'dropped'> {
    if (this.#gone.has(mail.id)) return { result: 'sent', answer: undefined };
    const account = await this.#parts.settings.account();
    if (account === undefined) {
      return { result: 'failed', reason: 'not-set-up', isFinal: false, isOutage: true, answer: undefined };
    }
    const parcel = await this.#composed(mail, account);
    if (parcel === undefined) return 'dropped';
    return parcel === 'broken'
      ? { result: 'failed', reason: 'message-refused', isFinal: true, isOutage: false, answer: undefined }
      : deliver(account, parcel, this.#stop.signal);
  }

  /** A message that cannot be made must not keep the others from going out; a storage that fails must. */
  async #composed(mail: QueuedMail, account: MailAccount): Promise<Parcel | 'broken' | undefined> {
    try {
      return await this.#parts.compose(mail, account);
    } catch (error) {
      if (error instanceof ThrowlineError || sqliteCode(error) !== undefined) throw error;
      this.#parts.log.error({ err: error, sessionId: mail.sessionId }, 'an invitation could not be made');
      return 'broken';
    }
  }

  async #note(mail: QueuedMail, delivery: Delivery | 'dropped'): Promise<void> {
    const { storage, clock, log, metrics } = this.#parts;
    const at = clock.now();
    const { id, sessionId } = mail;
    const end = async (how: MailEnd, step: MailStep, answer: string | undefined): Promise<void> => {
      await this.#parts.finish(mail, (inside) => inside.mails.step(id, step, answer), how);
      metrics.mails.inc({ result: how.end });
      log.info({ sessionId, result: how.end }, 'invitation');
    };
    if (delivery === 'dropped') {
      await end({ end: 'dropped' }, { state: 'dropped', at }, undefined);
      return;
    }
    if (delivery.result === 'sent') {
      this.#gone.add(id);
      await end({ end: 'sent' }, { state: 'sent', at }, delivery.answer);
      this.#gone.delete(id);
      return;
    }
    const { reason, answer } = delivery;
    if (delivery.isFinal || at >= mail.giveUpAt) {
      await end({ end: 'failed', reason }, { state: 'failed', at, reason }, answer);
      return;
    }
    const pause = PAUSES[Math.min(await storage.mails.attempts(id), PAUSES.length - 1)] ?? RETRY;
    const dueAt = Math.min(at + pause, mail.giveUpAt);
    await storage.mails.step(id, { state: 'waiting', dueAt, reason }, answer);
    metrics.mails.inc({ result: 'put-off' });
    // The answer stays out of the log: mail servers repeat the address in it.
    log.warn({ sessionId, reason, seconds: Math.round((dueAt - at) / 1000) }, 'an invitation is put off');
  }
}
