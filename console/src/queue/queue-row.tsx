import { VisuallyHidden } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { countdown, lasting, moment, type SessionSummary, type TechnicianId } from '@throwline/protocol';
import type { ReactNode } from 'react';
import { useMe } from '../app/me.ts';
import { inWords } from '../calls/unread.ts';
import { useUnread } from '../calls/use-sight.ts';
import classes from './queue.module.css';
import { RowActions } from './row-actions.tsx';
import { outcomeLabel, statusFor, summaryStatus } from './session-status.ts';
import { StatusBadge } from './status-badge.tsx';

/** One session of the queue: it leads to its page, and can be started and ended at once. */
export function QueueRow({ session, now }: { session: SessionSummary; now: number }): ReactNode {
  const { sessionId, customerName, createdAt } = session;
  const me = useMe().technician.id;
  const unread = inWords(useUnread(session));
  return (
    <li className={classes.item}>
      <Link
        to="/console/sessions/$sessionId"
        params={{ sessionId }}
        preload="render"
        className={classes.row}
        data-testid="queue-row"
        data-session={sessionId}
      >
        <span className={classes.state}>
          <StatusBadge
            status={
              session.isUnreadable === true
                ? 'unreadable'
                : statusFor(summaryStatus(session, now), session, me)
            }
          />
        </span>
        <span className={classes.name} data-unnamed={customerName === undefined}>
          {customerName ?? 'Unnamed customer'}
        </span>
        <span className={classes.detail}>
          {unread !== '' && (
            <span className={classes.unread} data-testid="unread">
              {unread}
              <VisuallyHidden> unread. </VisuallyHidden>
            </span>
          )}
          {detail(session, now, me)}
        </span>
        <span className={classes.time}>{moment(createdAt, now)}</span>
        <IconChevronRight size={16} aria-hidden className={classes.arrow} />
      </Link>
      <RowActions session={session} />
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
  return rest === undefined ? 'The code has not been used yet' : `Code valid for ${rest}`;
}

/** Where a waiting customer's program runs: what is looked at before the start. */
function from({ arrival }: SessionSummary): string {
  const { program } = arrival ?? {};
  return program === undefined ? '' : ` · ${program.device}, ${program.network}`;
}

function detail(session: SessionSummary, now: number, me: TechnicianId): string {
  const { phase, owner } = session;
  if (session.isUnreadable === true) return 'Ask your administrator';
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
      if (session.askers !== undefined)
        return `${session.askers.length === 1 ? 'Two' : 'Several'} computers show this code`;
      return phase.appletLostAt === undefined
        ? `${shared}Here for ${lasting(now - phase.since)}${from(session)}`
        : `${shared}Away for ${lasting(now - phase.appletLostAt)}`;
    case 'active':
      return phase.appletLostAt === undefined
        ? `${shared}Active for ${lasting(now - phase.since)}`
        : `${shared}Away for ${lasting(now - phase.appletLostAt)}`;
    case 'closed':
      return outcomeLabel(phase.outcome, owner, me);
  }
}
