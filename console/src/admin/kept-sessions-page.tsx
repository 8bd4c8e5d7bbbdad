import { Button, Stack, Table, Text, Title, VisuallyHidden } from '@mantine/core';
import { modals } from '@mantine/modals';
import { notifications } from '@mantine/notifications';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { type KeptSession, moment } from '@throwline/protocol';
import type { ReactNode } from 'react';
import { eraseSession, readKeptSessions } from '../api/api.ts';
import { Failure, notifyFailure, reasonOf } from '../app/failure.tsx';
import { useMe } from '../app/me.ts';
import { PageLoading } from '../app/page-states.tsx';
import classes from './admin.module.css';

const KEY = ['kept-sessions'] as const;
const FIRST: KeptSession | undefined = undefined;

/** Administration Center: the closed sessions that the server keeps, and how they are erased. */
export function KeptSessionsPage(): ReactNode {
  const { technician: me } = useMe();
  const kept = useInfiniteQuery({
    queryKey: KEY,
    queryFn: ({ pageParam, signal }: { pageParam: KeptSession | undefined; signal: AbortSignal }) =>
      readKeptSessions(pageParam, signal),
    initialPageParam: FIRST,
    getNextPageParam: (last) => (last.more ? last.sessions.at(-1) : undefined),
    enabled: me.role === 'administrator',
  });
  const [first] = kept.data?.pages ?? [];
  const sessions = kept.data?.pages.flatMap((page) => page.sessions) ?? [];
  return (
    <Stack className={classes.page}>
      <Title order={1}>Stored sessions</Title>
      {me.role !== 'administrator' ? (
        <Text>Only administrators can see or change this. Ask one of your administrators.</Text>
      ) : kept.error !== null ? (
        <Failure error={kept.error} />
      ) : first === undefined ? (
        <PageLoading />
      ) : (
        <>
          <Text size="sm">{howLong(first.retentionDays)}</Text>
          {sessions.length === 0 ? (
            <Text>No closed sessions are stored.</Text>
          ) : (
            <SessionsTable sessions={sessions} />
          )}
          {kept.hasNextPage && (
            <Button
              variant="default"
              loading={kept.isFetchingNextPage}
              onClick={() => void kept.fetchNextPage()}
            >
              Show older sessions
            </Button>
          )}
        </>
      )}
    </Stack>
  );
}

function howLong(days: number): string {
  if (days === 0) return 'Closed sessions are kept until you erase them.';
  return `Closed sessions are erased after ${days === 1 ? 'one day' : `${days} days`}. You can erase one sooner.`;
}

function SessionsTable({ sessions }: { sessions: readonly KeptSession[] }): ReactNode {
  const now = Date.now();
  // The roles are said because a table that is laid out otherwise, as on a narrow page, is no table to some browsers.
  return (
    <div className={classes.table}>
      <Table verticalSpacing={6} role="table">
        <Table.Thead role="rowgroup">
          <Table.Tr role="row">
            <Table.Th role="columnheader">Customer</Table.Th>
            <Table.Th role="columnheader">Technician</Table.Th>
            <Table.Th role="columnheader">Closed</Table.Th>
            <Table.Th role="columnheader">
              <VisuallyHidden>Actions</VisuallyHidden>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody role="rowgroup">
          {sessions.map((session) => (
            <Table.Tr role="row" key={session.sessionId} data-testid="kept-session-row">
              <Table.Td role="cell" className={classes.words} data-of="name">
                {session.customerName ?? 'No name'}
              </Table.Td>
              <Table.Td role="cell" className={classes.words} data-of="email">
                {session.technicianName}
              </Table.Td>
              <Table.Td role="cell" data-of="last">
                {moment(session.closedAt, now)}
              </Table.Td>
              <Table.Td role="cell" ta="right" data-of="menu">
                <EraseButton session={session} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function EraseButton({ session }: { session: KeptSession }): ReactNode {
  const queries = useQueryClient();
  const name = session.customerName ?? 'an unnamed customer';
  const erase = (): void => {
    eraseSession(session.sessionId)
      .then(() => {
        notifications.show({ message: 'The session has been erased.', color: 'teal', role: 'status' });
      })
      .catch((error: unknown) => notifyFailure('The session was not erased', reasonOf(error)))
      .finally(() => void queries.invalidateQueries({ queryKey: KEY }));
  };
  const ask = (): void => {
    modals.openConfirmModal({
      title: `Erase the session with ${name}?`,
      children: (
        <Text size="sm">
          Its log, chat, names and emails will be gone for good, for you and for its technician. Backups you
          have made still contain it.
        </Text>
      ),
      labels: { confirm: 'Erase it', cancel: 'Keep it' },
      confirmProps: { color: 'red' },
      onConfirm: erase,
    });
  };
  return (
    <Button
      size="compact-sm"
      variant="subtle"
      color="red"
      c="var(--tl-colour-danger-text)"
      aria-label={`Erase the session with ${name}`}
      onClick={ask}
    >
      Erase
    </Button>
  );
}
