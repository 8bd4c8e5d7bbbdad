import { z } from 'zod';
import { askerId, sessionId, technicianId } from '../ids.ts';
import { technicianRef } from '../session/actor.ts';
import { outcome, sessionEvent } from '../session/events.ts';
import { NO_NEWS, news } from '../session/news.ts';
import { note, personName } from '../text.ts';

/** A technician besides the lead, as the queue shows them; see the session's state. */
export const colleagueSummary = z.discriminatedUnion('standing', [
  z.object({
    standing: z.literal('invited'),
    technician: technicianRef,
    invitedBy: technicianRef,
    invitedAt: z.number().int(),
    comment: z.string().exactOptional(),
  }),
  z.object({ standing: z.literal('joined'), technician: technicianRef, joinedAt: z.number().int() }),
]);

/** Where something that the technician may want to know of came from, in words. */
export const place = z.object({
  /** Such as `Firefox on Windows`. */
  device: z.string(),
  /** The part of the address that a household or a company shares, such as `203.0.113.x`. */
  network: z.string(),
  at: z.number().int(),
});
export type Place = z.infer<typeof place>;

/**
 * Who has come, as far as the server sees it: whoever types a code that somebody else was told is not the customer. Kept
 * beside the log while the session is open, for technicians only.
 */
export const arrival = z.object({
  /** The last time that the code was typed where no support program runs; it is still good. */
  typedElsewhere: place.exactOptional(),
  /** Where the code was used. Absent in sessions that begin with an email. */
  code: place.exactOptional(),
  /** Where the support program connected from first. */
  program: place.exactOptional(),
});
export type Arrival = z.infer<typeof arrival>;

/** Another computer that runs the program of a session that waits, and asks whether it is the customer's. */
export const asker = z.object({ askerId, ...place.shape });
export type Asker = z.infer<typeof asker>;
/** Most of them in one session at once. */
export const MAX_ASKERS = 3;

/** `POST /api/sessions/:sessionId/askers/:askerId`: the lead's answer. Let in, it takes the place of the one before. */
export const answerAskerRequest = z.object({ answer: z.enum(['let-in', 'turn-away']) });
export type AskerAnswer = z.infer<typeof answerAskerRequest>['answer'];

/** A session as the queue shows it. */
export const sessionSummary = z.object({
  sessionId,
  owner: technicianRef,
  customerName: z.string().optional(),
  /** Absent in what was stored before there were any. */
  colleagues: z.array(colleagueSummary).default([]),
  createdAt: z.number().int(),
  lastNumber: z.number().int(),
  arrival: arrival.exactOptional(),
  /** Who asks to be let in, at this moment; told to the lead only, and never stored. Absent when nobody does. */
  askers: z.array(asker).min(1).max(MAX_ASKERS).exactOptional(),
  /** Absent in what was stored before there were any. */
  news: news.default(NO_NEWS),
  /** This server cannot read its log: the rest is what was last known of it. Never stored. */
  isUnreadable: z.literal(true).exactOptional(),
  phase: z.discriminatedUnion('phase', [
    z.object({
      phase: z.literal('connecting'),
      step: z.enum(['code-made', 'invited', 'code-claimed', 'downloaded']),
      /** Only while the step is `code-made` or `invited`. */
      codeExpiresAt: z.number().int().optional(),
      /** Only while the step is `invited`; see the session's state. */
      mail: z.enum(['sent', 'failed']).optional(),
      isDownloaded: z.boolean().optional(),
    }),
    z.object({
      phase: z.literal('waiting'),
      since: z.number().int(),
      appletLostAt: z.number().int().optional(),
    }),
    z.object({
      phase: z.literal('active'),
      since: z.number().int(),
      appletLostAt: z.number().int().optional(),
    }),
    z.object({ phase: z.literal('closed'), at: z.number().int(), outcome }),
  ]),
});
export type SessionSummary = z.infer<typeof sessionSummary>;

/** `POST /api/sessions` */
export const createSessionRequest = z.object({ customerName: personName.optional() });
/** Its answer: the only time that the code is told. */
export const createSessionResponse = z.object({
  session: sessionSummary,
  /** Six digits; nine while codes are being guessed. */
  code: z.string().regex(/^(\d{6}|\d{9})$/),
  codeExpiresAt: z.number().int(),
});
export type CreateSessionResponse = z.infer<typeof createSessionResponse>;

/** `GET /api/code-entry`: whether codes are being guessed, so that an email is the better way. */
export const codeEntryResponse = z.object({ state: z.enum(['usual', 'under-attack']) });
export type CodeEntryResponse = z.infer<typeof codeEntryResponse>;

/** `GET /api/sessions`: newest first. */
export const listSessionsResponse = z.object({ sessions: z.array(sessionSummary) });

/** `GET /api/colleagues`: the other active technicians of this installation, by name. */
export const listColleaguesResponse = z.object({ colleagues: z.array(technicianRef) });

/** `POST /api/sessions/:sessionId/colleagues`: invites one of them to a session. */
export const inviteColleagueRequest = z.object({ technicianId, comment: note.optional() });

/** Most events in one answer of a log; at their longest they are 2.4 MB. */
export const LOG_PAGE = 200;

/** `GET /api/sessions/:sessionId/log`: the events that follow number `after`, in order. */
export const sessionLogQuery = z.object({
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(LOG_PAGE).default(LOG_PAGE),
});
/** Its answer. `more`: others follow the last of these. */
export const sessionLogResponse = z.object({
  sessionId,
  events: z.array(sessionEvent),
  more: z.boolean(),
});

/** A closed session as administrators see it: whose it was and when, and nothing of what was said or done. */
export const keptSession = z.object({
  sessionId,
  technicianName: z.string(),
  customerName: z.string().optional(),
  createdAt: z.number().int(),
  closedAt: z.number().int(),
});
export type KeptSession = z.infer<typeof keptSession>;

/** Most closed sessions in one answer. */
export const KEPT_PAGE = 50;

/** `GET /api/kept-sessions`: those closed at `before` (epoch milliseconds) or earlier, after the one named. Without: the newest. */
export const keptSessionsQuery = z.object({
  before: z.coerce.number().int().min(0).optional(),
  than: sessionId.optional(),
});
/** Its answer, the last closed first. */
export const keptSessionsResponse = z.object({
  sessions: z.array(keptSession),
  more: z.boolean(),
  /** After how many days sessions are erased by themselves; 0: never. */
  retentionDays: z.number().int().min(0),
});
export type KeptSessionsResponse = z.infer<typeof keptSessionsResponse>;
