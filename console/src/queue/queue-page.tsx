import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { partOfTechnician, type SessionSummary } from '@throwline/protocol';
import { type ReactNode, useState } from 'react';
import { useConnection, useServerNow } from '../app/connection-context.tsx';
import { useMe } from '../app/me.ts';
import { PageLoading } from '../app/page-states.tsx';
import { useObservable } from '../app/use-observable.ts';
import { NotificationsOffer } from '../calls/calls-menu.tsx';
import { CodeEntryNotice } from './code-entry.tsx';
import { EmptyQueue } from './empty-queue.tsx';
import { Invitations } from './invitations.tsx';
import { NewSessionButton } from './new-session-dialog.tsx';
import classes from './queue.module.css';
import { QueueRow } from './queue-row.tsx';
import { SupportProgramsNotice } from './support-programs.tsx';

const TITLES = {
  waiting: 'Waiting for you',
  active: 'Active',
  shared: 'Shared with you',
  connecting: 'On their way',
  closed: 'Closed',
} as const;
type SectionName = keyof typeof TITLES;
const SECTIONS: readonly SectionName[] = ['waiting', 'active', 'shared', 'connecting', 'closed'];

const CLOSED_SHOWN = 10;

/** All sessions that one leads, shares or is invited to, by state, live. */
export function QueuePage(): ReactNode {
  const queue = useObservable(useConnection().queue);
  const sessions = queue === undefined ? [] : [...queue.values()].sort((a, b) => b.createdAt - a.createdAt);
  return (
    <Stack className={classes.page} gap="md">
      <Group justify="space-between">
        <Title order={1}>Your sessions</Title>
        <NewSessionButton />
      </Group>
      <CodeEntryNotice />
      <SupportProgramsNotice />
      <NotificationsOffer />
      {queue === undefined ? <PageLoading /> : <Sections sessions={sessions} />}
    </Stack>
  );
}

function Sections({ sessions }: { sessions: readonly SessionSummary[] }): ReactNode {
  const now = useServerNow();
  const me = useMe().technician.id;
  if (sessions.length === 0) return <EmptyQueue />;
  const isInvitation = (session: SessionSummary): boolean => partOfTechnician(session, me) === 'invited';
  const sectionOf = ({ phase: { phase }, owner }: SessionSummary): SectionName =>
    owner.id !== me && phase !== 'closed' ? 'shared' : phase;
  const others = sessions.filter((session) => !isInvitation(session));
  const inside = (name: SectionName): readonly SessionSummary[] => {
    const found = others.filter((session) => sectionOf(session) === name);
    return name === 'waiting' ? found.sort(byWaiting) : found;
  };
  return (
    <>
      <Invitations sessions={sessions.filter(isInvitation)} now={now} />
      {SECTIONS.map((name) => {
        const found = inside(name);
        return found.length === 0 ? null : (
          <Section key={name} title={TITLES[name]} sessions={found} now={now} shortened={name === 'closed'} />
        );
      })}
    </>
  );
}

/** Who has waited longest comes first. */
function byWaiting({ phase: a }: SessionSummary, { phase: b }: SessionSummary): number {
  return a.phase === 'waiting' && b.phase === 'waiting' ? a.since - b.since : 0;
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
