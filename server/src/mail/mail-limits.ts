import { ThrowlineError } from '@throwline/protocol';
import type { QueuedMail } from '../storage/mails-repository.ts';
import type { Repositories } from '../storage/storage.ts';

const HOUR = 3_600_000;

/** Most messages: of one technician in an hour, to one address in a day, in all in an hour. */
export interface MailLimits {
  readonly technician: number;
  readonly address: number;
  readonly total: number;
}

/**
 * Puts a message into the queue if the limits allow it. They count what was asked for, whatever became of it, and last
 * through a restart: they are counted in the database.
 * @param inside the transaction that the message belongs to; it keeps others from counting at the same time
 * @throws ThrowlineError `too-many-mails`
 */
export async function enqueueMail(
  inside: Pick<Repositories, 'mails'>,
  mail: QueuedMail,
  limits: MailLimits,
): Promise<void> {
  const { technicianId, address, createdAt } = mail;
  const counts = await inside.mails.count(technicianId, address, createdAt - HOUR, createdAt - 24 * HOUR);
  if (
    counts.byTechnician >= limits.technician ||
    counts.byAddress >= limits.address ||
    counts.total >= limits.total
  ) {
    throw new ThrowlineError('too-many-mails');
  }
  await inside.mails.add(mail);
}
