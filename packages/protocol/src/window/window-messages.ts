import { z } from 'zod';
import { ERROR_CODES } from '../errors.ts';
import { commandId, fileId, requestId, secret } from '../ids.ts';
import { permission } from '../permissions.ts';
import { technicianRef } from '../session/actor.ts';
import { MAX_FILE_SIZE, outcome, sessionEvent } from '../session/events.ts';
import { presentTechnicians } from '../session/technician-presence.ts';
import { chatText, fileName } from '../text.ts';

/** Path of the socket between the customer's window and the applet, on the applet's loopback address. JSON text. */
export const WINDOW_SOCKET_PATH = '/window';
/** Files go by `POST` to this path and their id; the body is the file. */
export const WINDOW_FILE_PATH = '/file/';
/** Header that carries the window's secret with every `POST` of a file. */
export const WINDOW_SECRET_HEADER = 'x-throwline-window';
/** Largest message from the window, in bytes. */
export const MAX_WINDOW_COMMAND = 64 * 1024;
/** Most events in one message to the window; longer logs come in several messages. */
export const MAX_WINDOW_EVENTS = 500;

const errorCode = z.enum(ERROR_CODES);
const bytesCount = z.number().int().min(0).max(MAX_FILE_SIZE);
/** Epoch milliseconds on this computer's clock, which window and applet share. */
const localTime = z.number().int().min(0);

/** How the applet stands with the server. */
export const windowConnection = z.discriminatedUnion('state', [
  z.object({ state: z.literal('connecting') }),
  /** The program's file has no ticket in its name; `error` says why the last code that was typed did not work. */
  z.object({ state: z.literal('needs-code'), error: errorCode.exactOptional() }),
  /** Another computer has come with the same program before; the technician decides which of them they help. */
  z.object({ state: z.literal('asking') }),
  z.object({ state: z.literal('online') }),
  /** The server is heard, but nothing of the technician, who has control: what was held has been let go of. */
  z.object({ state: z.literal('technician-silent') }),
  /** The network is away; grants are kept, nothing is seen or done by the technician meanwhile. */
  z.object({ state: z.literal('reconnecting') }),
  /** The server will not have this applet; a `goodbye` follows. */
  z.object({ state: z.literal('refused'), code: errorCode, message: z.string().max(1000) }),
]);
export type WindowConnection = z.infer<typeof windowConnection>;

/** What the customer has granted, as the applet's own consent holds it. Times on this computer's clock. */
export const windowGrant = z.object({
  permission,
  requestId,
  grantedAt: localTime,
  until: localTime.exactOptional(),
});

/** A question that waits for the customer's answer. `requestedAt` is when the applet put it, on this computer's clock. */
export const windowPrompt = z.object({
  requestId,
  technician: technicianRef,
  permissions: z.array(permission).min(1).max(20),
  minutes: z.number().int().min(1).max(480).exactOptional(),
  requestedAt: localTime,
});

/**
 * The shape that the applet gives the window.
 * - `whole`: nothing is granted, or a question is open, or the window cannot be made small here
 * - `opened`: the customer has opened what would else be a strip
 * - `strip`: something is granted; small, above everything else
 */
export const windowShape = z.enum(['whole', 'opened', 'strip']);
export type WindowShape = z.infer<typeof windowShape>;

/** What systems with privacy permissions of their own keep from a program until its user says otherwise. */
export const privacyAccess = z.enum(['screen', 'control']);
export type PrivacyAccess = z.infer<typeof privacyAccess>;

/** How one such permission stands: the system has given it, it has not, or it has not although its user was asked. */
export const privacyState = z.enum(['given', 'missing', 'asked']);
export type PrivacyState = z.infer<typeof privacyState>;

/**
 * How the open question stands with the applet, which alone decides when a Yes counts.
 * - `unseen`: the window has not said yet that all of it has been in view
 * - `hidden`: the window is not on the screen, or something lies over it
 * - `settling`: all is in view, and has not been still for long enough
 * - `ready`: a Yes counts, when it comes from the customer's own mouse or keyboard
 */
export const questionState = z.enum(['unseen', 'hidden', 'settling', 'ready']);
export type QuestionState = z.infer<typeof questionState>;

/**
 * How the program is removed at the end.
 * - `told`: before its window; `removed` says when
 * - `when-closed`: with its window, once the customer has closed that
 * - `untold`: by itself, once the socket is closed; the window is the customer's own browser's, and nobody is left to tell it
 */
export const removal = z.enum(['told', 'when-closed', 'untold']);
export type Removal = z.infer<typeof removal>;

/** Why a Yes did not count; `no-hands`: no press of a real mouse button or key came before it. */
export const yesRefusal = z.enum(['not-ready', 'hidden', 'no-hands']);
export type YesRefusal = z.infer<typeof yesRefusal>;

/** What the customer has chosen for the window itself; kept by the applet while it runs, for a window that takes the place of this one. */
export const windowPreferences = z.object({
  /** In percent of the usual size. */
  fontSize: z.number().int().min(100).max(250),
  /** Whether questions and messages are heard. */
  sound: z.boolean(),
});
export type WindowPreferences = z.infer<typeof windowPreferences>;

/** What the applet tells the window. */
export const windowUpdate = z.discriminatedUnion('type', [
  /**
   * First message, answers `open` and `resume`. What follows is whole: the connection, the consent and the log from
   * event 1. `secret` lets this window come back after a reload, and authorises its file uploads.
   */
  z.object({
    type: z.literal('hello'),
    /** Empty until the server has told it. */
    organisation: z.string().max(100),
    /** The program's version. */
    version: z.string().max(40),
    reader: z.literal('customer'),
    secret,
    /** What was chosen in an earlier window; absent before anything was. */
    preferences: windowPreferences.exactOptional(),
  }),
  /** The organisation became known after `hello`. */
  z.object({ type: z.literal('organisation'), organisation: z.string().max(100) }),
  z.object({ type: z.literal('status'), connection: windowConnection }),
  /** Where the session's technicians are, after every change; not said by an older server. */
  z.object({ type: z.literal('presence'), technicians: presentTechnicians }),
  /** Consecutive events; an event that the window has already is to be ignored by its number. */
  z.object({ type: z.literal('events'), events: z.array(sessionEvent).max(MAX_WINDOW_EVENTS) }),
  /** All grants and open questions, after every change. This, never the log, drives what the window asks and shows as granted. */
  z.object({
    type: z.literal('consent'),
    grants: z.array(windowGrant).max(50),
    prompts: z.array(windowPrompt).max(20),
  }),
  z.object({ type: z.literal('shape'), shape: windowShape }),
  /** A technician has put a question or written, just now: the customer may be looking elsewhere. */
  z.object({ type: z.literal('call'), reason: z.enum(['question', 'message']) }),
  /**
   * How the open question stands, after every change. `watched`: whether the system tells the customer's own presses from
   * those that a program makes; where it does not, the window says so.
   */
  z.object({ type: z.literal('question'), requestId, state: questionState, watched: z.boolean() }),
  /** A Yes that did not count; the question still stands. */
  z.object({ type: z.literal('yes-refused'), requestId, reason: yesRefusal }),
  /** Whether the customer has said that they do not want to be asked again. Told at the start and after every change. */
  z.object({ type: z.literal('questions'), blocked: z.boolean() }),
  /** The system's own permissions, where it has such, after every change. `program` is the applet's name in its settings. */
  z.object({
    type: z.literal('privacy'),
    program: z.string().min(1).max(60),
    screen: privacyState,
    control: privacyState,
  }),
  /**
   * Whether the window was closed, or was gone, and has come back with the question whether the session is to end. Told at the
   * start and after every change.
   */
  z.object({ type: z.literal('end-question'), open: z.boolean() }),
  /** The technician accepted this offered file: the window now posts it. */
  z.object({ type: z.literal('send-file'), fileId }),
  z.object({ type: z.literal('file-progress'), fileId, sent: bytesCount, size: bytesCount }),
  /** The technician's mouse and keyboard come from another window of theirs from now on. */
  z.object({ type: z.literal('handed-over') }),
  /** Something the window asked for was refused. `about` is the chat's id or the file's, when it was one of these. */
  z.object({
    type: z.literal('rejected'),
    code: errorCode,
    message: z.string().max(1000),
    about: z.union([commandId, fileId]).exactOptional(),
  }),
  /**
   * The session is over, or the program has to stop. Nothing is shared any more. `stopped`: the program ends for a reason of its
   * own, such as a refusal.
   */
  z.object({ type: z.literal('goodbye'), outcome: z.enum([...outcome.options, 'stopped']), removal }),
  /**
   * Everything but this window has been removed; last message. `left` is the downloaded file, where the computer does not let it
   * be removed.
   */
  z.object({ type: z.literal('removed'), left: z.string().min(1).max(4096).exactOptional() }),
]);
export type WindowUpdate = z.infer<typeof windowUpdate>;

/** What the window asks of the applet. The first message is `open` or `resume`. */
export const windowCommand = z.discriminatedUnion('type', [
  /** With the one-time token from the fragment of the page's address. */
  z.object({ type: z.literal('open'), token: secret }),
  /** With the secret from an earlier `hello`: the page was reloaded, or its socket was lost. */
  z.object({ type: z.literal('resume'), secret }),
  /**
   * What the customer can see of the question: `seen` once every part of it has been in view. Said anew whenever the window
   * is moved, scrolled, resized or gets the focus: from then on the question has to be still again.
   */
  z.object({ type: z.literal('question-view'), requestId, seen: z.boolean() }),
  z.object({ type: z.literal('answer'), requestId, yes: z.boolean() }),
  /** No to the open question, and to all that may come, until `allow-questions`. */
  z.object({ type: z.literal('block-questions') }),
  z.object({ type: z.literal('allow-questions') }),
  z.object({ type: z.literal('revoke'), permissions: z.array(permission).min(1).max(20) }),
  z.object({ type: z.literal('revoke-all') }),
  /** `id` becomes the command's, so that the window knows its own message again in the log. */
  z.object({ type: z.literal('chat'), id: commandId, text: chatText }),
  /** The window makes the id; the bytes follow only after `send-file`. */
  z.object({ type: z.literal('offer-file'), fileId, name: fileName, size: bytesCount }),
  z.object({ type: z.literal('cancel-file'), fileId }),
  /** As typed; the server forgives spaces and dashes. */
  z.object({ type: z.literal('enter-code'), code: z.string().min(1).max(40) }),
  /** Have the system put its own question. */
  z.object({ type: z.literal('ask-privacy'), access: privacyAccess }),
  /** Open the page of the system's settings that this permission is on. */
  z.object({ type: z.literal('open-privacy'), access: privacyAccess }),
  /** Make the strip a whole window. Not `open`, which begins a connection. */
  z.object({ type: z.literal('open-whole') }),
  /** Make it a strip again, as soon as it may be one. */
  z.object({ type: z.literal('make-small') }),
  /** Put the strip at an edge of the screen. */
  z.object({ type: z.literal('dock'), edge: z.enum(['top', 'bottom']) }),
  /** How many of the screen's pixels one of the page's takes, so that it is given enough of them. */
  z.object({ type: z.literal('scale'), ratio: z.number().min(0.25).max(8) }),
  /** The customer has chosen something for the window itself. */
  z.object({ type: z.literal('preferences'), preferences: windowPreferences }),
  /** Try to reach the server at once, without waiting for the next attempt. */
  z.object({ type: z.literal('try-now') }),
  z.object({ type: z.literal('end') }),
  /** The page is being closed or loaded anew; a window whose engine is killed does not say it. */
  z.object({ type: z.literal('leaving') }),
  /** The customer's answer to `end-question`: the session goes on. */
  z.object({ type: z.literal('go-on') }),
]);
export type WindowCommand = z.infer<typeof windowCommand>;
