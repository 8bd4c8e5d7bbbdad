import { Button, Group, Stack, Text, Title } from '@mantine/core';
import type { SessionSummary } from '@throwline/protocol';
import { type ReactNode, useState } from 'react';
import { useConnection, useServerNow } from '../app/connection-context.tsx';
import { PageLoading } from '../app/page-states.tsx';
import { useObservable } from '../app/use-observable.ts';
import { EmptyQueue } from './empty-queue.tsx';
import { NewSessionButton } from './new-session-dialog.tsx';
import classes from './queue.module.css';
import { QueueRow } from './queue-row.tsx';
import { SupportProgramsNotice } from './support-programs.tsx';

const SECTIONS = [
  { phase: 'waiting', title: 'Waiting for you' },
  { phase: 'active', title: 'Active' },
  { phase: 'connecting', title: 'On their way' },
  { phase: 'closed', title: 'Closed' },
] as const;

const CLOSED_SHOWN = 10;

/** All own sessions, by state, live. */
export function QueuePage(): ReactNode {
  const queue = useObservable(useConnection().queue);
  const sessions = queue === undefined ? [] : [...queue.values()].sort((a, b) => b.createdAt - a.createdAt);
  return (
    <Stack className={classes.page} gap="md">
      <Group justify="space-between">
        <Title order={1}>Your sessions</Title>
        <NewSessionButton />
      </Group>
      <SupportProgramsNotice />
      {queue === undefined ? <PageLoading /> : <Sections sessions={sessions} />}
    </Stack>
  );
}

function Sections({ sessions }: { sessions: readonly SessionSummary[] }): ReactNode {
  const now = useServerNow();
  if (sessions.length === 0) return <EmptyQueue />;
  return SECTIONS.map(({ phase, title }) => {
    const inside = sessions.filter((session) => session.phase.phase === phase);
    return inside.length === 0 ? null : (
      <Section key={phase} title={title} sessions={inside} now={now} shortened={phase === 'closed'} />
    );
  });
}

function Section(props: {
  title: string;
  sessions: readonly SessionSummary[];
  now: number;
  shortened: boolean;
}): ReactNode {
  const { title, sessions, now, shortened } = props;
  const [isWhole, setWhole] = useState(false);
  const shown = shortened && !isWhole ? sessions.slice(0, CLOSED_SHOWN) : sessions;
  return (
    <section aria-label={title}>
      <Group gap="xs" mb={6}>
        <Title order={2} className={classes.sectionTitle}>
          {title}
        </Title>
        <Text size="xs" c="dimmed">
          {sessions.length}
        </Text>
      </Group>
      <ul className={classes.list}>
        {shown.map((session) => (
          <QueueRow key={session.sessionId} session={session} now={now} />
        ))}
      </ul>
      {shown.length < sessions.length && (
        <Button variant="subtle" size="compact-sm" mt="xs" onClick={() => setWhole(true)}>
          Show all {sessions.length}
        </Button>
      )}
    </section>
  );
}
