import type { FileId, RequestId, SessionId, TechnicianId } from '../ids.ts';
import type { Permission } from '../permissions.ts';
import type { TechnicianRef } from './actor.ts';
import type { AppletInfo, Outcome } from './events.ts';
import type { News } from './news.ts';

/** A permission that the customer has granted and that still holds. */
export interface Grant {
  readonly permission: Permission;
  readonly requestId: RequestId;
  /** Epoch milliseconds of the customer's Yes. */
  readonly grantedAt: number;
  /** Epoch milliseconds at which it ends by itself; absent: it lasts until the session ends. */
  readonly until?: number;
}

/** A question that the customer has not answered yet. */
export interface PendingRequest {
  readonly requestId: RequestId;
  readonly technician: TechnicianRef;
  readonly permissions: readonly Permission[];
  readonly minutes?: number;
  /** Epoch milliseconds. */
  readonly requestedAt: number;
}

/** One file on its way from the customer to the technician. */
export interface OfferedFile {
  readonly fileId: FileId;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly step: 'offered' | 'accepted' | 'received' | 'declined' | 'cancelled';
}

/**
 * Whether the applet is there now. `protocol` is the version that it and the server have agreed on; `lostAt` is when it
 * was last seen, epoch milliseconds.
 */
export type AppletPresence =
  | { readonly status: 'connected'; readonly info: AppletInfo; readonly protocol: number }
  | {
      readonly status: 'lost';
      readonly info: AppletInfo;
      readonly protocol: number;
      readonly lostAt: number;
    };

/** A technician besides the lead. Times are epoch milliseconds. */
export type Colleague =
  | {
      readonly standing: 'invited';
      readonly technician: TechnicianRef;
      readonly invitedBy: TechnicianRef;
      readonly invitedAt: number;
      readonly comment?: string;
    }
  | { readonly standing: 'joined'; readonly technician: TechnicianRef; readonly joinedAt: number };

interface Common {
  readonly sessionId: SessionId;
  readonly organisation: string;
  readonly owner: TechnicianRef;
  readonly customerName?: string;
  /** Who is invited or has joined, in the order of that; when the session is closed, who had joined. */
  readonly colleagues: readonly Colleague[];
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** Number of the newest event in this state. */
  readonly lastNumber: number;
  /** Epoch milliseconds of the newest event that a person caused: what idleness is counted from. */
  readonly lastActivityAt: number;
  /** What its technicians may not have seen yet. */
  readonly news: News;
}

/** What a session has from the moment its applet has first connected. */
interface Served extends Common {
  readonly applet: AppletPresence;
  /** Technicians whose console is connected, in the order of their coming. */
  readonly present: readonly TechnicianId[];
  readonly files: readonly OfferedFile[];
}

/** The code or invitation is made and not yet used, or used and the applet not yet there. */
export interface ConnectingSession extends Common {
  readonly phase: 'connecting';
  readonly step:
    | { readonly at: 'code-made'; readonly codeExpiresAt: number }
    | {
        /** Invited by a link, which stays good until an applet has connected. */
        readonly at: 'invited';
        readonly expiresAt: number;
        /** Whether the newest message has gone out; absent: none has been sent or failed. */
        readonly mail?: 'sent' | 'failed';
        /** Whether anybody has downloaded through the link: the customer or a mail scanner. */
        readonly isDownloaded: boolean;
      }
    | { readonly at: 'code-claimed'; readonly claimedAt: number }
    | { readonly at: 'downloaded'; readonly claimedAt: number };
  readonly present: readonly TechnicianId[];
}

/** The applet runs; the technician has not started the session. */
export interface WaitingSession extends Served {
  readonly phase: 'waiting';
  readonly waitingSince: number;
}

/** The technician helps. */
export interface ActiveSession extends Served {
  readonly phase: 'active';
  readonly startedAt: number;
  readonly grants: readonly Grant[];
  readonly requests: readonly PendingRequest[];
}

/** Over. Nothing can be added. */
export interface ClosedSession extends Common {
  readonly phase: 'closed';
  readonly outcome: Outcome;
  readonly closedAt: number;
  /** Epoch milliseconds of the technician's Start; absent when it never came to that. */
  readonly startedAt?: number;
}

/** A session at one point of its log: each phase with only the fields that it has. */
export type SessionState = ConnectingSession | WaitingSession | ActiveSession | ClosedSession;
export type Phase = SessionState['phase'];

/** Whether `state` holds a grant for `permission` at the time `now` (epoch milliseconds). */
export function isGranted(state: SessionState | undefined, permission: Permission, now: number): boolean {
  if (state?.phase !== 'active') return false;
  return state.grants.some(
    (grant) => grant.permission === permission && (grant.until === undefined || grant.until > now),
  );
}
