import { z } from 'zod';
import { sessionId } from '../ids.ts';
import { mailFailure } from '../session/events.ts';
import { cleanText, personName } from '../text.ts';
import { sessionSummary } from './sessions.ts';

/** Longest words of a technician in an invitation, in UTF-16 units. */
export const MAX_WORDS_LENGTH = 1000;

/**
 * Why an address with letters beyond ASCII cannot be written to, in words for whoever typed it; `undefined` when it has
 * none. Mail servers take such addresses only with an extension that many lack (SMTPUTF8, RFC 6531).
 */
export function foreignLetters(address: string): string | undefined {
  const at = address.lastIndexOf('@');
  if (/[^\0-\x7f]/.test(address.slice(0, at < 0 ? undefined : at)))
    return 'This address has letters before the @, such as ä or é, that many mail servers cannot deliver to. Ask for another address, or send the link another way.';
  if (/[^\0-\x7f]/.test(address))
    return 'Type the part after the @ the way mail servers write it: it begins with xn--. The owner of the address can tell you.';
  return undefined;
}

/**
 * One email address, exactly: no list, no name, no quotes, no comment, no line break. Its local part has at most 64
 * characters and the whole 254 (RFC 5321, section 4.5.3.1). Internationalised domains in their ASCII form.
 */
export const mailAddress = z
  .string()
  .max(300)
  .transform((text) => text.trim())
  .superRefine((text, context) => {
    const message = foreignLetters(text);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  })
  .pipe(
    z
      .email()
      .max(254)
      .refine((text) => text.indexOf('@') <= 64, 'is too long before the @'),
  );

/** A technician's own words in an invitation: cleaned while parsing. */
export const invitationWords = z
  .string()
  .max(MAX_WORDS_LENGTH)
  .transform((text) => cleanText(text, MAX_WORDS_LENGTH));

/** `POST /api/sessions/:sessionId/invitation/messages`: sends the invitation of a session. */
export const sendInvitationRequest = z.object({
  address: mailAddress,
  words: invitationWords.optional(),
});
export type SendInvitationRequest = z.infer<typeof sendInvitationRequest>;

/** `POST /api/invitations`: makes a session with an invitation; with `mail` it is sent too. */
export const createInvitationRequest = z.object({
  customerName: personName.optional(),
  mail: sendInvitationRequest.optional(),
});

/** One message with an invitation. */
export const invitationMessage = z.object({
  id: z.string(),
  address: z.string(),
  createdAt: z.number().int(),
  /** How often it has been tried. */
  attempts: z.number().int(),
  state: z.discriminatedUnion('state', [
    /** `reason`: why the last try failed; absent before the first. `nextAt`: epoch milliseconds of the next try. */
    z.object({
      state: z.literal('waiting'),
      nextAt: z.number().int(),
      reason: mailFailure.optional(),
    }),
    z.object({ state: z.literal('sent'), at: z.number().int() }),
    z.object({ state: z.literal('failed'), at: z.number().int(), reason: mailFailure }),
    /** The customer was there, or the session over, before it was sent. */
    z.object({ state: z.literal('dropped'), at: z.number().int() }),
  ]),
  /** What the mail server answered to the last try, cleaned; absent when it did not answer. */
  answer: z.string().optional(),
});
export type InvitationMessage = z.infer<typeof invitationMessage>;

/** A session's invitation, as its technician sees it. */
export const invitation = z.object({
  sessionId,
  /** Epoch milliseconds; this, `link` and `draft` are absent once it can no longer be used. */
  expiresAt: z.number().int().optional(),
  /** To give to the customer. */
  link: z.string().optional(),
  /** For a mail program of the technician: what the server would send, as plain text. */
  draft: z.object({ subject: z.string(), text: z.string() }).optional(),
  /** Newest first. */
  messages: z.array(invitationMessage),
  /** Whether the server can send mail. */
  canSend: z.boolean(),
});
export type Invitation = z.infer<typeof invitation>;

/** Answer to `POST /api/invitations`. */
export const createInvitationResponse = z.object({ session: sessionSummary, invitation });
export type CreateInvitationResponse = z.infer<typeof createInvitationResponse>;

/** `GET /api/mail`: whether the server can send mail. */
export const mailResponse = z.object({ canSend: z.boolean() });

/** How the connection to the mail server is protected: TLS from the start, STARTTLS without exception, or not at all. */
export const mailSecurity = z.enum(['tls', 'starttls', 'none']);
export type MailSecurity = z.infer<typeof mailSecurity>;

const host = z
  .string()
  .max(253)
  .transform((text) => text.trim().toLowerCase())
  .pipe(
    z
      .string()
      .regex(/^(?:[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?|[0-9a-f:]+)$/, 'must be a host name or an IP address'),
  );

/** The mail server that invitations are sent through. */
export const mailServer = z.object({
  host,
  port: z.number().int().min(1).max(65_535),
  security: mailSecurity,
  /** Absent: without signing in. */
  user: z.string().min(1).max(320).optional(),
  /** The address that messages come from. */
  from: mailAddress,
});
export type MailServer = z.infer<typeof mailServer>;

/** `PUT /api/mail/settings`. Without `password` the present one stays, if host, port, security and user stay too. */
export const setMailRequest = mailServer.extend({ password: z.string().min(1).max(1000).optional() });

/** `GET /api/mail/settings`: everything but the password, which never leaves the server. */
export const mailSettingsResponse = z.object({
  /** `environment`: fixed when the server was started. */
  source: z.enum(['environment', 'stored', 'none']),
  server: mailServer.optional(),
  hasPassword: z.boolean(),
});
export type MailSettingsResponse = z.infer<typeof mailSettingsResponse>;

/** `POST /api/mail/settings/test`: sends a message to the administrator's own address at once. */
export const testMailResponse = z.discriminatedUnion('result', [
  z.object({ result: z.literal('sent'), address: z.string() }),
  z.object({ result: z.literal('failed'), reason: mailFailure, answer: z.string().optional() }),
]);
export type TestMailResponse = z.infer<typeof testMailResponse>;
