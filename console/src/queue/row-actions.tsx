import { Button, Group } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import type { SessionSummary } from '@throwline/protocol';
import { type ReactNode, useState } from 'react';
import { useConnection } from '../app/connection-context.tsx';
import { notifyFailure } from '../app/failure.tsx';
import { useMe } from '../app/me.ts';
import { askToEnd } from '../session/end-question.tsx';
import classes from './queue.module.css';

/** What the lead can do to a session from the queue: start it while the customer waits, and end it. */
export function RowActions({ session }: { session: SessionSummary }): ReactNode {
  const { sessionId, owner, phase } = session;
  const me = useMe().technician.id;
  const connection = useConnection();
  const navigate = useNavigate();
  const [isBusy, setBusy] = useState(false);
  if (owner.id !== me || phase.phase === 'closed' || session.isUnreadable === true) return null;
  const name = session.customerName ?? 'customer without a name';
  const give = async (type: 'start' | 'close', failure: string): Promise<boolean> => {
    setBusy(true);
    const result = await connection.command(sessionId, { type });
    setBusy(false);
    if (!result.ok && result.code !== 'session-closed') notifyFailure(failure, result.message);
    return result.ok;
  };
  const start = async (): Promise<void> => {
    if (!(await give('start', 'The session was not started'))) return;
    await navigate({ to: '/console/sessions/$sessionId', params: { sessionId } });
  };
  const end = (): void =>
    askToEnd(phase.phase !== 'connecting', () => void give('close', 'The session was not ended'));
  return (
    <Group gap="xs" wrap="nowrap" className={classes.actions}>
      {phase.phase === 'waiting' && phase.appletLostAt === undefined && !isToBeLookedAt(session) && (
        <Button
          size="compact-sm"
          loading={isBusy}
          aria-label={`Start: session with ${name}`}
          onClick={() => void start()}
        >
          Start
        </Button>
      )}
      <Button
        size="compact-sm"
        variant="default"
        disabled={isBusy}
        aria-label={`End: session with ${name}`}
        onClick={end}
      >
        End
      </Button>
    </Group>
  );
}

/** Then the session's page, which says so, is looked at before the start. */
function isToBeLookedAt({ arrival, askers }: SessionSummary): boolean {
  const { code, program } = arrival ?? {};
  if (askers !== undefined) return true;
  return code !== undefined && program !== undefined && code.network !== program.network;
}
