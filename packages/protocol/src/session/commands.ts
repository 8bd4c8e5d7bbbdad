import { z } from 'zod';
import { fileId, requestId, technicianId } from '../ids.ts';
import { permission } from '../permissions.ts';
import { chatText, fileName, note, personName } from '../text.ts';
import type { Part } from './actor.ts';
import { technicianRef } from './actor.ts';
import { appletInfo, MAX_FILE_SIZE, mailFailure, notPut, stopReason } from './events.ts';

/** What a console or an applet may ask of a session. Who may give which: {@link COMMAND_PARTS}. */
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
    notPut: notPut.optional(),
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
  /** An invited technician's Yes; then they are a colleague. */
  z.object({ type: z.literal('join') }),
  z.object({ type: z.literal('decline') }),
  z.object({ type: z.literal('leave') }),
  /** Takes an invitation back, or a colleague out of the session. */
  z.object({ type: z.literal('remove-colleague'), technicianId }),
  /** `because`: the applet ends the session for a reason of its own, not because the customer said so. */
  z.object({ type: z.literal('close'), because: stopReason.optional() }),
]);
export type ParticipantCommand = z.infer<typeof participantCommand>;

/** What reaches a session only through the server, which adds what it alone knows. Never parsed from a socket. */
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
  /** The lead's; the server makes the code. */
  z.object({ type: z.literal('renew-code'), codeExpiresAt: z.number().int() }),
  z.object({ type: z.literal('claim-code') }),
  z.object({ type: z.literal('note-download') }),
  z.object({
    type: z.literal('connect-applet'),
    applet: appletInfo,
    /** The protocol version that server and applet have agreed on. */
    protocol: z.number().int().min(1),
  }),
  /** The lead's: another computer takes the place of the one that came first. */
  z.object({ type: z.literal('let-in-applet'), applet: appletInfo, protocol: z.number().int().min(1) }),
  z.object({ type: z.literal('disconnect-applet') }),
  z.object({ type: z.literal('connect-technician'), technician: technicianRef }),
  z.object({ type: z.literal('disconnect-technician'), technician: technicianRef }),
  z.object({ type: z.literal('time-out') }),
  /** The lead's, with the account as the server has found it. */
  z.object({ type: z.literal('invite-colleague'), technician: technicianRef, comment: note.optional() }),
  /** The account of somebody who was invited or has joined is disabled. */
  z.object({ type: z.literal('drop-colleague'), technicianId }),
]);
export type ServerCommand = z.infer<typeof serverCommand>;

export type Command = ParticipantCommand | ServerCommand;
export type CommandType = Command['type'];

/** Who may give which command, in whatever state. Without a session yet, a technician is its lead. */
export const COMMAND_PARTS: Readonly<Record<CommandType, readonly Part[]>> = {
  create: ['lead'],
  'note-invitation-sent': ['server'],
  'note-invitation-failed': ['server'],
  'renew-code': ['lead'],
  'claim-code': ['server'],
  'note-download': ['server'],
  'connect-applet': ['server'],
  'let-in-applet': ['lead'],
  'disconnect-applet': ['server'],
  'connect-technician': ['server'],
  'disconnect-technician': ['server'],
  'time-out': ['server'],
  start: ['lead'],
  'send-chat': ['lead', 'colleague', 'customer'],
  'request-permissions': ['lead'],
  'withdraw-request': ['lead'],
  'answer-request': ['customer'],
  'revoke-permissions': ['lead', 'customer'],
  'expire-permissions': ['customer'],
  'offer-file': ['customer'],
  'accept-file': ['lead'],
  'decline-file': ['lead'],
  'confirm-file': ['lead'],
  'cancel-file': ['lead', 'customer'],
  'invite-colleague': ['lead'],
  'remove-colleague': ['lead'],
  'drop-colleague': ['server'],
  join: ['invited', 'colleague'],
  decline: ['invited'],
  leave: ['colleague'],
  close: ['lead', 'customer'],
};
