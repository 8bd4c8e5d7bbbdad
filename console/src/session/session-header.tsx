import { Anchor, Button, Text, Title } from '@mantine/core';
import { IconArrowLeft, IconDoorExit, IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type AppletInfo, displayStatus, lasting, type SessionState } from '@throwline/protocol';
import type { ReactNode } from 'react';
import { useServerNow } from '../app/connection-context.tsx';
import { useMe } from '../app/me.ts';
import { statusFor } from '../queue/session-status.ts';
import { StatusBadge } from '../queue/status-badge.tsx';
import { useAskers } from './askers.tsx';
import { askToEnd } from './end-question.tsx';
import { InviteButton } from './invite-colleague.tsx';
import classes from './session-page.module.css';
import { useIsLead } from './use-part.ts';
import type { FollowedSession } from './use-session.ts';

/** Who is helped, how the session stands, and the actions that change that. */
export function SessionHeader(props: {
  session: FollowedSession;
  state: SessionState;
  /** What comes last. */
  children: ReactNode;
}): ReactNode {
  const { session, state } = props;
  const now = useServerNow();
  const me = useMe().technician.id;
  const isLead = useIsLead(state);
  // Then it stands only below the choice between them, so that nobody starts without having seen it.
  const askers = useAskers(state.sessionId);
  return (
    <div className={classes.header}>
      <Anchor component={Link} to="/console" aria-label="Back to your sessions" display="flex">
        <IconArrowLeft size={18} aria-hidden />
      </Anchor>
      <Title order={1} className={classes.title}>
        {state.customerName ?? 'Customer'}
      </Title>
      <span aria-live="polite">
        <StatusBadge status={statusFor(displayStatus(state, now), state, me)} />
      </span>
      <Text className={classes.facts}>{facts(state, now)}</Text>
      {isLead && state.phase === 'waiting' && askers.length === 0 && (
        <StartButton session={session} state={state} />
      )}
      {isLead && (state.phase === 'waiting' || state.phase === 'active') && <InviteButton state={state} />}
      {!isLead && state.phase !== 'closed' && <LeaveButton session={session} />}
      {isLead && state.phase !== 'closed' && (
        <Button
          variant="outline"
          color="red"
          c="var(--tl-colour-danger-text)"
          bd="1px solid var(--tl-colour-danger-text)"
          size="compact-sm"
          leftSection={<IconPlayerStop size={14} aria-hidden />}
          onClick={() =>
            askToEnd(
              state.phase !== 'connecting',
              () => void session.give('The session was not ended', { type: 'close' }),
            )
          }
        >
          End session
        </Button>
      )}
      {props.children}
    </div>
  );
}

/** Starts a waiting session; disabled while the customer is away. */
export function StartButton(props: {
  session: FollowedSession;
  state: Extract<SessionState, { phase: 'waiting' }>;
}): ReactNode {
  const { session, state } = props;
  return (
    <Button
      size="compact-sm"
      leftSection={<IconPlayerPlay size={14} aria-hidden />}
      disabled={state.applet.status === 'lost'}
      onClick={() => void session.give('The session was not started', { type: 'start' })}
    >
      Start session
    </Button>
  );
}

/** A colleague's way out; nothing ends with it for the others. */
function LeaveButton({ session }: { session: FollowedSession }): ReactNode {
  return (
    <Button
      variant="default"
      size="compact-sm"
      leftSection={<IconDoorExit size={14} aria-hidden />}
      onClick={() => void session.give('You have not left the session', { type: 'leave' })}
    >
      Leave the session
    </Button>
  );
}

function facts(state: SessionState, now: number): string {
  switch (state.phase) {
    case 'connecting':
      return `Made ${lasting(now - state.createdAt)} ago`;
    case 'waiting':
      return `${machine(state.applet.info)} · waiting for ${lasting(now - state.waitingSince)}`;
    case 'active':
      return `${machine(state.applet.info)} · active for ${lasting(now - state.startedAt)}`;
    case 'closed':
      return state.startedAt === undefined ? '' : `Lasted ${lasting(state.closedAt - state.startedAt)}`;
  }
}

const SYSTEMS: Readonly<Record<AppletInfo['os'], string>> = {
  linux: 'Linux',
  windows: 'Windows',
  macos: 'macOS',
  other: 'Unknown system',
};

function machine({ os, arch, version }: AppletInfo): string {
  return `${SYSTEMS[os]}${arch === 'other' ? '' : ` ${arch}`}, program ${version}`;
}
