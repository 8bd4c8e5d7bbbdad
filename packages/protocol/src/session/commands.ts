import { z } from 'zod';
import { fileId, requestId } from '../ids.ts';
import { permission } from '../permissions.ts';
import { chatText, fileName, personName } from '../text.ts';
import type { Role } from './actor.ts';
import { technicianRef } from './actor.ts';
import { appletInfo, MAX_FILE_SIZE, mailFailure } from './events.ts';

/** What a console or an applet may ask of a session. Which role may give which: {@link COMMAND_ROLES}. */
export const participantCommand = z.discriminatedUnion('type', [
  z.object({ type: z.literal('start') }),
  z.object({ type: z.literal('send-chat'), text: chatText }),
  z.object({
    type: z.literal('request-permissions'),
    requestId,
    permissions: z.array(permission).min(1).max(20),
    minutes: z.number().int().min(1).max(480).optional(),
  }),
  z.object({ type: z.literal('withdraw-request'), requestId }),
  z.object({
    type: z.literal('answer-request'),
    requestId,
    answer: z.enum(['granted', 'denied', 'no-answer']),
  }),
  /** Customer: take back. Technician: give back. */
  z.object({ type: z.literal('revoke-permissions'), permissions: z.array(permission).min(1).max(20) }),
  /** The applet's word that a timed grant has run out. */
  z.object({ type: z.literal('expire-permissions'), permissions: z.array(permission).min(1).max(20) }),
  z.object({
    type: z.literal('offer-file'),
    fileId,
    name: fileName,
    size: z.number().int().min(0).max(MAX_FILE_SIZE),
  }),
  z.object({ type: z.literal('accept-file'), fileId }),
  z.object({ type: z.literal('decline-file'), fileId }),
  z.object({ type: z.literal('confirm-file'), fileId }),
  z.object({ type: z.literal('cancel-file'), fileId, failed: z.boolean() }),
  z.object({ type: z.literal('close') }),
]);
export type ParticipantCommand = z.infer<typeof participantCommand>;

/** What only the server itself does to a session. Never parsed from a socket. */
const serverCommand = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('create'),
    organisation: personName,
    customerName: personName.optional(),
    entry: z.literal('invitation').optional(),
    codeExpiresAt: z.number().int(),
  }),
  z.object({ type: z.literal('note-invitation-sent') }),
  z.object({ type: z.literal('note-invitation-failed'), reason: mailFailure }),
  z.object({ type: z.literal('claim-code') }),
  z.object({ type: z.literal('note-download') }),
  z.object({ type: z.literal('connect-applet'), applet: appletInfo }),
  z.object({ type: z.literal('disconnect-applet') }),
  z.object({ type: z.literal('connect-technician'), technician: technicianRef }),
  z.object({ type: z.literal('disconnect-technician'), technician: technicianRef }),
  z.object({ type: z.literal('time-out') }),
]);
export type ServerCommand = z.infer<typeof serverCommand>;

export type Command = ParticipantCommand | ServerCommand;
export type CommandType = Command['type'];

/** Who may give which command, in whatever state. `create` is the technician's, all other life-cycle facts the server's. */
export const COMMAND_ROLES: Readonly<Record<CommandType, readonly Role[]>> = {
  create: ['technician'],
  'note-invitation-sent': ['server'],
  'note-invitation-failed': ['server'],
  'claim-code': ['server'],
  'note-download': ['server'],
  'connect-applet': ['server'],
  'disconnect-applet': ['server'],
  'connect-technician': ['server'],
  'disconnect-technician': ['server'],
  'time-out': ['server'],
  start: ['technician'],
  'send-chat': ['technician', 'customer'],
  'request-permissions': ['technician'],
  'withdraw-request': ['technician'],
  'answer-request': ['customer'],
  'revoke-permissions': ['technician', 'customer'],
  'expire-permissions': ['customer'],
  'offer-file': ['customer'],
  'accept-file': ['technician'],
  'decline-file': ['technician'],
  'confirm-file': ['technician'],
  'cancel-file': ['technician', 'customer'],
  close: ['technician', 'customer'],
};
