import { PERMISSIONS, type Permission } from '../permissions.ts';
import type { Actor } from './actor.ts';
import type { MailFailure, NotPut, SessionEvent, StopReason } from './events.ts';

/** Whose eyes a log line is for: the customer reads "You", the technician reads names. */
export type Reader = 'customer' | 'technician';

/** What earlier events said that a later line repeats by name: files by id. */
export interface LogNames {
  readonly files: ReadonlyMap<string, string>;
}

/** What a failed message's reason is called in a sentence. */
export const MAIL_FAILURES: Readonly<Record<MailFailure, string>> = {
  'address-refused': 'the mail server does not accept mail for this address',
  'message-refused': 'the mail server does not accept the message',
  'sign-in-refused':
    'the mail server does not accept the sign-in: the user name or password is wrong, or it does not allow passwords',
  'not-secure': 'the connection to the mail server is not secure',
  busy: 'the mail server asks to try again later',
  unreachable: 'the mail server cannot be reached',
  'not-set-up': 'no mail server is set up',
};

/** Collects the names that {@link describeEvent} needs, from a whole log. */
export function logNames(events: Iterable<SessionEvent>): LogNames {
  const files = new Map<string, string>();
  for (const { body } of events) if (body.type === 'file-offered') files.set(body.fileId, body.name);
  return { files };
}

/** One event as one plain sentence. Chat messages give their text only. */
export function describeEvent(event: SessionEvent, reader: Reader, names: LogNames): string {
  const { body } = event;
  const customer = reader === 'customer' ? 'You' : 'The customer';
  const who = subject(event.actor, customer);
  switch (body.type) {
    case 'session-created':
      if (body.entry === 'invitation') {
        const whom = reader === 'customer' ? 'you' : 'the customer';
        return `${body.owner.name} from ${body.organisation} invited ${whom} to this session with a link.`;
      }
      return `${body.owner.name} from ${body.organisation} made the code for this session.`;
    case 'invitation-sent':
      return 'The invitation was sent by email.';
    case 'invitation-failed':
      return reader === 'customer'
        ? 'The invitation could not be sent by email.'
        : `The invitation could not be sent by email: ${MAIL_FAILURES[body.reason]}.`;
    case 'code-renewed':
      return `${who} made a new code; the one before it no longer works.`;
    case 'code-claimed':
      return `${customer} typed the code.`;
    case 'applet-downloaded':
      return body.entry === 'invitation'
        ? 'The support program was downloaded through the link.'
        : `${customer} downloaded the support program.`;
    case 'applet-connected':
      return body.instead === true
        ? `${who} let in another computer in place of the one before.`
        : `The support program connected.`;
    case 'applet-disconnected':
      return `The support program lost its connection.`;
    case 'technician-connected':
      return `${body.technician.name} opened the session.`;
    case 'technician-disconnected':
      return `${body.technician.name} left the session.`;
    case 'session-started':
      return `${who} started the session.`;
    case 'permissions-requested': {
      const time = body.minutes === undefined ? '' : ` for ${minutes(body.minutes)}`;
      return `${who} asked to ${list(body.permissions)}${time}.`;
    }
    case 'permissions-granted': {
      const time =
        body.until === undefined ? '' : ` for ${minutes(Math.round((body.until - event.at) / 60_000))}`;
      return `${customer} answered Yes: ${list(body.permissions)}${time}.`;
    }
    case 'permissions-denied':
      if (body.notPut !== undefined) return notPutText(body.notPut, customer);
      return body.reason === 'customer'
        ? `${customer} answered No.`
        : `${customer} did not answer in time; that counts as No.`;
    case 'request-withdrawn':
      return `${who} cancelled the request.`;
    case 'permissions-revoked':
      switch (body.reason) {
        case 'customer':
          return `${customer} took back permission: ${list(body.permissions)}.`;
        case 'technician':
          return `${who} gave up permission: ${list(body.permissions)}.`;
        case 'expired':
          return `Time ran out for: ${list(body.permissions)}.`;
      }
      break;
    case 'chat-sent':
      return body.text;
    case 'file-offered':
      return `${customer} offered the file “${body.name}” (${bytes(body.size)}).`;
    case 'file-accepted':
      return `${who} accepted the file “${nameOf(names, body.fileId)}”.`;
    case 'file-declined':
      return `${who} declined the file “${nameOf(names, body.fileId)}”.`;
    case 'file-received':
      return `${who} received the file “${nameOf(names, body.fileId)}”.`;
    case 'file-cancelled':
      return body.reason === 'failed'
        ? `The file “${nameOf(names, body.fileId)}” could not be sent.`
        : `${who} cancelled the file “${nameOf(names, body.fileId)}”.`;
    case 'colleague-invited': {
      const comment = body.comment === undefined || reader === 'customer' ? '' : `: “${body.comment}”`;
      return `${who} invited ${body.technician.name} to this session${comment}.`;
    }
    case 'colleague-joined':
      return `${body.technician.name} has joined.`;
    case 'colleague-declined':
      return `${body.technician.name} did not accept the invitation.`;
    case 'colleague-withdrawn':
      return event.actor.role === 'technician'
        ? `${who} cancelled ${body.technician.name}’s invitation.`
        : `${body.technician.name}’s invitation has ended.`;
    case 'colleague-left':
      return body.reason === 'removed'
        ? `${who} removed ${body.technician.name} from the session.`
        : `${body.technician.name} has left for good.`;
    case 'unknown':
      return 'Something happened that this version of Throwline cannot describe.';
    case 'session-closed':
      switch (body.outcome) {
        case 'closed-by-technician':
        case 'closed-by-customer':
          return `${who} ended the session.`;
        case 'code-expired':
          return 'The code was not used in time.';
        case 'invitation-expired':
          return 'The invitation was not used in time.';
        case 'timed-out':
          return 'The session ended because nothing happened for a long time.';
        case 'aborted':
          return abortedText(body.because, reader);
      }
  }
}

/** A number of bytes for people: `0 bytes`, `1 byte`, `1.5 KB` (1 KB = 1,000 bytes, as file managers count). */
export function bytes(count: number): string {
  if (count < 1000) return count === 1 ? '1 byte' : `${count} bytes`;
  const units = ['KB', 'MB', 'GB'];
  let value = count;
  let unit = 'bytes';
  for (const next of units) {
    if (value < 999.5) break;
    value /= 1000;
    unit = next;
  }
  return `${value < 99.95 ? value.toFixed(1) : Math.round(value)} ${unit}`;
}

function minutes(count: number): string {
  return count === 1 ? '1 minute' : `${count} minutes`;
}

function subject(who: Actor, customer: string): string {
  switch (who.role) {
    case 'technician':
      return who.technician.name;
    case 'customer':
      return customer;
    case 'server':
      return 'The server';
  }
}

function nameOf(names: LogNames, id: string): string {
  return names.files.get(id) ?? 'file';
}

function list(permissions: readonly Permission[]): string {
  return permissions.map((each) => PERMISSIONS[each].label.toLowerCase()).join(', ');
}

function notPutText(reason: NotPut, customer: string): string {
  const were = customer === 'You' ? 'You were' : `${customer} was`;
  switch (reason) {
    case 'questions-paused':
      return `${were} not asked again so soon.`;
    case 'questions-blocked':
      return customer === 'You'
        ? 'You were not asked: you chose not to be asked again.'
        : `${customer} was not asked: they do not want to be asked again.`;
  }
}

function abortedText(because: StopReason | undefined, reader: Reader): string {
  const where = reader === 'customer' ? 'your computer' : 'the customer’s computer';
  switch (because) {
    case undefined:
      return 'The session ended because the support program did not come back.';
    case 'window-lost':
      return `The session ended because the support window on ${where} was gone.`;
    case 'program-stopped':
      return `The session ended because the support program on ${where} was stopped.`;
  }
}
