import { z } from 'zod';
import { sessionSummary } from '../api/sessions.ts';
import { ERROR_CODES } from '../errors.ts';
import { commandId, secret, sessionId } from '../ids.ts';
import { technicianRef } from '../session/actor.ts';
import { participantCommand } from '../session/commands.ts';
import { appletInfo, sessionEvent } from '../session/events.ts';
import { presentTechnicians } from '../session/technician-presence.ts';

/** Path of the socket that carries events and commands as JSON text. */
export const EVENTS_SOCKET_PATH = '/sockets/events';
/** Largest message from a client, in bytes. */
export const MAX_CLIENT_MESSAGE = 64 * 1024;
/** Largest message from the server, in bytes; longer histories come in several messages. */
export const MAX_SERVER_MESSAGE = 1024 * 1024;
/** Time from opening a socket to its hello, in milliseconds. */
export const HELLO_TIMEOUT = 10_000;
/**
 * A side that has heard nothing for this long (milliseconds) takes the connection for dead. Pings come three times as often: within
 * the minute after which many proxies end a silent connection. A line that is cut is found sooner, by {@link KEEP_ALIVE}.
 */
export const SILENCE_TIMEOUT = 150_000;
/** A connection without traffic for this long (milliseconds) is probed by TCP itself, which costs no byte of TLS. */
export const KEEP_ALIVE = 15_000;

const versions = z.object({
  min: z.number().int().min(0).max(65535),
  max: z.number().int().min(0).max(65535),
});

/** First message of an applet. */
export const appletHello = z.object({
  type: z.literal('hello'),
  as: z.literal('applet'),
  versions,
  ticket: secret,
  /**
   * Made by the applet at its start and kept in memory only. The first applet that shows a ticket binds it to its key;
   * another one with the same ticket has to ask, the same one may come back.
   */
  key: secret,
  /** Number of the newest event the applet has; it is sent what follows. 0 at first. */
  after: z.number().int().min(0),
  applet: appletInfo,
  /** That it understands `asking`. Applets from before do not say so, and are refused. */
  asks: z.literal(true).optional(),
});

/** First message of a console. The token comes from `POST /api/socket-tokens`, is used once, and is no cookie. */
export const consoleHello = z.object({
  type: z.literal('hello'),
  as: z.literal('console'),
  versions,
  token: secret,
});

export const hello = z.discriminatedUnion('as', [appletHello, consoleHello]);
export type Hello = z.infer<typeof hello>;

/** What follows a hello, from either kind of client; which kind may send which is checked by the server. */
export const clientMessage = z.discriminatedUnion('type', [
  /** A console wants a session's log, from the event after `after`, and all that comes. */
  z.object({ type: z.literal('watch'), sessionId, after: z.number().int().min(0) }),
  z.object({ type: z.literal('unwatch'), sessionId }),
  /** Which session's page can be seen in a console; without an id none. Nothing is counted as looked at before. */
  z.object({ type: z.literal('look'), sessionId: sessionId.exactOptional() }),
  /** A command; answered by `accepted` or `rejected` with the same id. Sent again after a lost connection, it acts once. */
  z.object({ type: z.literal('command'), id: commandId, sessionId, command: participantCommand }),
  /** Wants a token for the peer socket of a session; answered by `peer-token`. */
  z.object({ type: z.literal('open-peer'), sessionId }),
  /** The nonce comes back in the pong; whoever only asks whether the line is there needs none. */
  z.object({ type: z.literal('ping'), nonce: z.number().int().optional() }),
]);
export type ClientMessage = z.infer<typeof clientMessage>;

const errorCode = z.enum(ERROR_CODES);

/** What the server says. */
export const serverMessage = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('welcome'),
    version: z.number().int(),
    organisation: z.string(),
    /** Epoch milliseconds of the server's clock, so that clients can show its times whatever their own clock says. */
    serverTime: z.number().int(),
    who: z.discriminatedUnion('as', [
      z.object({
        as: z.literal('applet'),
        sessionId,
        /**
         * How long the session waits for its applet when that is away, in milliseconds; 0 for ever. The applet gives up when
         * the session does. Servers from before do not say.
         */
        patience: z.number().int().min(0).optional(),
      }),
      z.object({ as: z.literal('console'), technician: technicianRef }),
    ]),
  }),
  /**
   * To an applet whose ticket another computer has shown before: the technician is asked which of them is the customer's.
   * A `welcome` or `refused` follows, some time; until then the applet may only ping.
   */
  z.object({ type: z.literal('asking') }),
  /** Consecutive events of one session. */
  z.object({ type: z.literal('events'), sessionId, events: z.array(sessionEvent) }),
  /** All sessions that a console's technician leads, shares or is invited to; sent after its welcome. */
  z.object({ type: z.literal('queue'), sessions: z.array(sessionSummary) }),
  /** One session of the queue has changed or is new. */
  z.object({ type: z.literal('queue-changed'), session: sessionSummary }),
  /** A session is not in the queue any more: the console's technician has no part in it now. */
  z.object({ type: z.literal('queue-removed'), sessionId }),
  /**
   * Where the technicians of a session are: to its applet, and to consoles that watch it, without their own technician. Told
   * at first and whenever it has changed, at most once a second. Sides that do not know it leave it out.
   */
  z.object({ type: z.literal('presence'), sessionId, technicians: presentTechnicians }),
  z.object({ type: z.literal('accepted'), id: commandId, lastNumber: z.number().int() }),
  z.object({ type: z.literal('rejected'), id: commandId, code: errorCode, message: z.string() }),
  z.object({ type: z.literal('peer-token'), sessionId, token: secret }),
  /** A message other than a command could not be followed; the socket stays open. */
  z.object({
    type: z.literal('error'),
    code: errorCode,
    message: z.string(),
    sessionId: sessionId.optional(),
  }),
  /** The connection is refused or ended for this reason; the socket closes after it. */
  z.object({ type: z.literal('refused'), code: errorCode, message: z.string() }),
  z.object({ type: z.literal('pong'), nonce: z.number().int().optional() }),
]);
export type ServerMessage = z.infer<typeof serverMessage>;
