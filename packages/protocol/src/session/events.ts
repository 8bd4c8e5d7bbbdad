import { z } from 'zod';
import { commandId, fileId, requestId, sessionId } from '../ids.ts';
import { permission } from '../permissions.ts';
import { chatText, cleanLine, fileName, note, personName } from '../text.ts';
import { actor, technicianRef } from './actor.ts';

/** How a session ended. */
export const outcome = z.enum([
  'closed-by-technician',
  'closed-by-customer',
  /** The code was not used in time. */
  'code-expired',
  /** No support program came through the invitation in time. */
  'invitation-expired',
  /** Nobody came in time: the applet never started, the customer was never served, or the session stood idle. */
  'timed-out',
  /** The applet vanished for good. */
  'aborted',
]);
export type Outcome = z.infer<typeof outcome>;

/** What the applet says of itself and the machine before any grant: only what is needed to talk to it. */
export const appletInfo = z.object({
  os: z.enum(['linux', 'windows', 'macos', 'other']),
  arch: z.enum(['x64', 'arm64', 'other']),
  version: z
    .string()
    .max(40)
    .transform((text) => cleanLine(text)),
  /** What this applet can do on this machine; a technician can ask for nothing else. */
  capabilities: z.array(permission).max(50),
});
export type AppletInfo = z.infer<typeof appletInfo>;

/**
 * Why a support program ended the session without its customer's saying so: its window was gone and did not come back, or
 * the program itself was stopped, by the system or by a defect.
 */
export const stopReason = z.enum(['window-lost', 'program-stopped']);
export type StopReason = z.infer<typeof stopReason>;

/**
 * Why the applet did not put a question to its customer, as the code of {@link ERRORS} that the technician is told:
 * they said No a moment ago, or they do not want to be asked again.
 */
export const notPut = z.enum(['questions-paused', 'questions-blocked']);
export type NotPut = z.infer<typeof notPut>;

/** Why an invitation could not be sent by email, for people who cannot see the mail server. */
export const mailFailure = z.enum([
  /** The mail server does not take mail for this address. */
  'address-refused',
  /** The mail server does not take the message. */
  'message-refused',
  /** The mail server does not let Throwline sign in. */
  'sign-in-refused',
  /** The mail server cannot prove who it is, or does not encrypt. */
  'not-secure',
  /** The mail server asks to try again later. */
  'busy',
  /** The mail server cannot be reached. */
  'unreachable',
  /** No mail server is set up any more. */
  'not-set-up',
]);
export type MailFailure = z.infer<typeof mailFailure>;

/** Largest size of one offered file, in bytes: 1 GiB. */
export const MAX_FILE_SIZE = 1024 ** 3;

/** Longest event that is passed over, in characters of its JSON: the longest known one is shorter. */
const MAX_UNKNOWN_BODY = 20_000;

const knownBody = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('session-created'),
    organisation: personName,
    owner: technicianRef,
    customerName: personName.optional(),
    /** How the customer comes in; absent: by a code. */
    entry: z.literal('invitation').optional(),
    /** Epoch milliseconds at which the unused code or invitation stops working. */
    codeExpiresAt: z.number().int(),
  }),
  /** The mail server has taken the message. The address is not in the log, which the customer's side reads too. */
  z.object({ type: z.literal('invitation-sent') }),
  z.object({ type: z.literal('invitation-failed'), reason: mailFailure }),
  /** Another code was made in place of one that was not used; always before a support program has come. */
  z.object({ type: z.literal('code-renewed'), codeExpiresAt: z.number().int() }),
  z.object({ type: z.literal('code-claimed') }),
  z.object({
    type: z.literal('applet-downloaded'),
    /** Through the link of an invitation, which a mail scanner may have followed instead of the customer. */
    entry: z.literal('invitation').optional(),
  }),
  z.object({
    type: z.literal('applet-connected'),
    applet: appletInfo,
    /** The protocol version that server and applet have agreed on; absent: 1. */
    protocol: z.number().int().min(1).optional(),
    /** Another computer than before: the lead has let it in, and the one before has no part any more. */
    instead: z.literal(true).optional(),
  }),
  z.object({ type: z.literal('applet-disconnected') }),
  z.object({ type: z.literal('technician-connected'), technician: technicianRef }),
  z.object({ type: z.literal('technician-disconnected'), technician: technicianRef }),
  z.object({ type: z.literal('session-started') }),
  z.object({
    type: z.literal('permissions-requested'),
    requestId,
    permissions: z.array(permission).min(1),
    /** Minutes until the grant ends by itself; absent: until the session ends or it is revoked. */
    minutes: z.number().int().min(1).max(480).optional(),
  }),
  z.object({
    type: z.literal('permissions-granted'),
    requestId,
    permissions: z.array(permission).min(1),
    /** Epoch milliseconds at which the grant ends by itself. */
    until: z.number().int().optional(),
  }),
  z.object({
    type: z.literal('permissions-denied'),
    requestId,
    reason: z.enum(['customer', 'no-answer']),
    /** Absent: the customer was asked. Sides that are older than this field see a No without its reason. */
    notPut: notPut.optional(),
  }),
  z.object({ type: z.literal('request-withdrawn'), requestId }),
  z.object({
    type: z.literal('permissions-revoked'),
    permissions: z.array(permission).min(1),
    /** `customer`: taken back. `technician`: given back. `expired`: its time ran out. */
    reason: z.enum(['customer', 'technician', 'expired']),
  }),
  z.object({ type: z.literal('chat-sent'), text: chatText }),
  z.object({
    type: z.literal('file-offered'),
    fileId,
    name: fileName,
    size: z.number().int().min(0).max(MAX_FILE_SIZE),
  }),
  z.object({ type: z.literal('file-accepted'), fileId }),
  z.object({ type: z.literal('file-declined'), fileId }),
  z.object({ type: z.literal('file-received'), fileId }),
  z.object({
    type: z.literal('file-cancelled'),
    fileId,
    reason: z.enum(['customer', 'technician', 'failed']),
  }),
  // What begins with `colleague` is in logs of applets of protocol version 2 and later only.
  z.object({
    type: z.literal('colleague-invited'),
    technician: technicianRef,
    /** From the lead to the colleague; not sent to the customer's side, see {@link forCustomer}. */
    comment: note.optional(),
  }),
  z.object({ type: z.literal('colleague-joined'), technician: technicianRef }),
  z.object({ type: z.literal('colleague-declined'), technician: technicianRef }),
  /** The lead took the invitation back; or the server, because the account is disabled. */
  z.object({ type: z.literal('colleague-withdrawn'), technician: technicianRef }),
  z.object({
    type: z.literal('colleague-left'),
    technician: technicianRef,
    /** `left`: by themselves. `removed`: by the lead. `disabled`: the account is. */
    reason: z.enum(['left', 'removed', 'disabled']),
  }),
  z.object({
    type: z.literal('session-closed'),
    outcome,
    /** With the outcome `aborted` only; absent: the support program did not come back. */
    because: stopReason.optional(),
  }),
]);

/**
 * An event of a later version that changes nothing for whoever does not know it: it says so by `critical: false`, and is kept
 * as it came, for readers who do know it. It only has its number and its place. Any other event that is not known cannot be
 * passed over, and is refused.
 */
const unknownBody = z
  .looseObject({ type: z.string().max(60), critical: z.literal(false) })
  .refine((body) => JSON.stringify(body).length <= MAX_UNKNOWN_BODY)
  .transform((original) => ({ type: 'unknown' as const, original }));

/** What one program has passed over reaches the next one so, which may know it. */
const passedOn = z
  .object({ type: z.literal('unknown'), original: z.unknown() })
  .transform(({ original }) => original)
  .pipe(z.union([knownBody, unknownBody]));

/** One fact of a session, without its place in the log. Types are never renamed or reused: logs outlive programs. */
export const eventBody = z.union([knownBody, passedOn, unknownBody]);
export type EventBody = z.infer<typeof eventBody>;
export type EventType = EventBody['type'];

/** One line of a session's log. Numbers start at 1 and have no gap. */
export const sessionEvent = z.object({
  sessionId,
  number: z.number().int().min(1),
  /** Epoch milliseconds, the server's clock. */
  at: z.number().int().min(0),
  actor,
  /** The command that caused it, on the first event of that command: what makes sending twice harmless. */
  commandId: commandId.optional(),
  body: eventBody,
});
export type SessionEvent = z.infer<typeof sessionEvent>;

/**
 * The event as the customer's side is sent it: without what technicians tell each other, which what is not known may be.
 */
export function forCustomer(event: SessionEvent): SessionEvent {
  if (event.body.type === 'unknown') {
    const { type } = event.body.original;
    return { ...event, body: { type: 'unknown', original: { type, critical: false } } };
  }
  if (event.body.type !== 'colleague-invited' || event.body.comment === undefined) return event;
  const { comment: _, ...body } = event.body;
  return { ...event, body };
}

/** Longest log of one session, in events. Reached only by abuse; closing is always still possible. */
export const MAX_EVENTS = 20_000;
