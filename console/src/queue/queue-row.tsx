import { IconChevronRight } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { SessionSummary, TechnicianId } from '@throwline/protocol';
import type { ReactNode } from 'react';
import { useMe } from '../app/me.ts';
import { countdown, lasting, moment } from '../app/times.ts';
import classes from './queue.module.css';
import { outcomeLabel, statusFor, summaryStatus } from './session-status.ts';
import { StatusBadge } from './status-badge.tsx';

/** One session of the queue; the whole row leads to its page. */
export function QueueRow({ session, now }: { session: SessionSummary; now: number }): ReactNode {
  const { sessionId, customerName, createdAt } = session;
  const me = useMe().technician.id;
  return (
    <li>
      <Link
        to="/console/sessions/$sessionId"
        params={{ sessionId }}
        preload="render"
        className={classes.row}
        data-testid="queue-row"
        data-session={sessionId}
      >
        <span className={classes.state}>
          <StatusBadge status={statusFor(summaryStatus(session, now), session, me)} />
        </span>
        <span className={classes.name} data-unnamed={customerName === undefined}>
          {customerName ?? 'Customer without a name'}
        </span>
        <span className={classes.detail}>{detail(session, now, me)}</span>
        <span className={classes.time}>{moment(createdAt, now)}</span>
        <IconChevronRight size={16} aria-hidden className={classes.arrow} />
      </Link>
    </li>
  );
}

type Connecting = Extract<SessionSummary['phase'], { phase: 'connecting' }>;

function invited({ mail, isDownloaded, codeExpiresAt }: Connecting, now: number): string {
  if (isDownloaded === true) return 'The program was downloaded through the link';
  if (mail === 'failed') return 'The email could not be sent';
  const rest = lasting((codeExpiresAt ?? now) - now);
  return mail === 'sent' ? `Email sent, link valid for ${rest}` : `Link valid for ${rest}`;
}

function codeMade({ arrival }: SessionSummary, { codeExpiresAt }: Connecting, now: number): string {
  const rest = codeExpiresAt === undefined ? undefined : countdown(codeExpiresAt - now);
  const typed = arrival?.typedElsewhere;
  if (typed !== undefined)
    return `Typed on ${typed.device}, still good${rest === undefined ? '' : ` for ${rest}`}`;
  return rest === undefined ? 'The code is not used yet' : `Code valid for ${rest}`;
}

function detail(session: SessionSummary, now: number, me: TechnicianId): string {
  const { phase, owner } = session;
  const shared = owner.id === me ? '' : `With ${owner.name} · `;
  switch (phase.phase) {
    case 'connecting':
      switch (phase.step) {
        case 'code-made':
          return codeMade(session, phase, now);
        case 'invited':
          return invited(phase, now);
        case 'code-claimed':
          return 'The customer has typed the code';
        case 'downloaded':
          return 'The customer has downloaded the program';
      }
      break;
    case 'waiting':
      return phase.appletLostAt === undefined
        ? `${shared}Here for ${lasting(now - phase.since)}`
        : `${shared}Away for ${lasting(now - phase.appletLostAt)}`;
    case 'active':
      return phase.appletLostAt === undefined
        ? `${shared}Active for ${lasting(now - phase.since)}`
        : `${shared}Away for ${lasting(now - phase.appletLostAt)}`;
    case 'closed':
      return outcomeLabel(phase.outcome, owner, me);
  }
}
