import { Button, Group, Text, Title } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { lasting, type SessionSummary } from '@throwline/protocol';
import { type ReactNode, useState } from 'react';
import { useConnection } from '../app/connection-context.tsx';
import { notifyFailure } from '../app/failure.tsx';
import { useMe } from '../app/me.ts';
import classes from './queue.module.css';
import { StatusBadge } from './status-badge.tsx';

/** The sessions that colleagues invite to, each with a Yes and a No. */
export function Invitations(props: { sessions: readonly SessionSummary[]; now: number }): ReactNode {
  const { sessions, now } = props;
  if (sessions.length === 0) return null;
  return (
    <section aria-label="Invitations">
      <Group gap="xs" mb={6}>
        <Title order={2} className={classes.sectionTitle}>
          Invitations
        </Title>
        <Text size="xs" c="dimmed">
          {sessions.length}
        </Text>
      </Group>
      <ul className={classes.list}>
        {sessions.map((session) => (
          <li key={session.sessionId} className={classes.invitation} data-testid="invitation-row">
            <Invitation session={session} now={now} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** One invitation: who asks for help with whom and why, and the answer. */
export function Invitation({ session, now }: { session: SessionSummary; now: number }): ReactNode {
  const { sessionId, customerName = 'an unnamed customer' } = session;
  const me = useMe().technician.id;
  const invitation = session.colleagues.find(({ technician }) => technician.id === me);
  const { answer, isAnswering } = useAnswer(session);
  if (invitation?.standing !== 'invited') return null;
  const { invitedBy, invitedAt, comment } = invitation;
  return (
    <>
      <div className={classes.invitationText}>
        <StatusBadge status="invitation" />
        <Text size="sm">
          <strong>{invitedBy.name}</strong> invites you to the session with <strong>{customerName}</strong>,{' '}
          {lasting(Math.max(0, now - invitedAt))} ago.
        </Text>
        {comment !== undefined && <Text size="sm">“{comment}”</Text>}
      </div>
      <Group gap="xs" wrap="nowrap">
        <Button
          size="compact-sm"
          loading={isAnswering}
          aria-label={`Accept: session with ${customerName}`}
          onClick={() => void answer('join')}
          data-session={sessionId}
        >
          Accept
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          disabled={isAnswering}
          aria-label={`Decline: session with ${customerName}`}
          onClick={() => void answer('decline')}
        >
          Decline
        </Button>
      </Group>
    </>
  );
}

function useAnswer({ sessionId }: SessionSummary) {
  const connection = useConnection();
  const navigate = useNavigate();
  const [isAnswering, setAnswering] = useState(false);
  const answer = async (type: 'join' | 'decline'): Promise<void> => {
    setAnswering(true);
    const result = await connection.command(sessionId, { type });
    setAnswering(false);
    if (!result.ok) {
      notifyFailure('Your answer was not sent', result.message);
      return;
    }
    if (type === 'join') await navigate({ to: '/console/sessions/$sessionId', params: { sessionId } });
  };
  return { answer, isAnswering };
}
