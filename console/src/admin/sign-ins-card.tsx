import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { moment, type SignInId } from '@throwline/protocol';
import type { ReactNode } from 'react';
import { endSignIn, readSignIns } from '../api/sign-in.ts';
import { Failure } from '../app/failure.tsx';
import { PageLoading } from '../app/page-states.tsx';
import classes from './admin.module.css';

const KEY = ['sign-ins'] as const;

/** Where one is signed in, with a way to end it. */
export function SignInsCard(): ReactNode {
  const queries = useQueryClient();
  const own = useQuery({ queryKey: KEY, queryFn: ({ signal }) => readSignIns(signal) });
  const ending = useMutation({
    mutationFn: (id: SignInId | undefined) => endSignIn(id),
    onSettled: () => queries.invalidateQueries({ queryKey: KEY }),
  });
  const now = Date.now();
  return (
    <Paper className={classes.card}>
      <Stack gap="sm">
        <Title order={2}>Where you are signed in</Title>
        {own.error !== null && <Failure error={own.error} />}
        {ending.error !== null && <Failure error={ending.error} />}
        {own.isPending && <PageLoading />}
        {own.data?.map(({ id, browser, address, createdAt, seenAt, isThis }) => (
          <Group key={id} wrap="nowrap" gap="sm" data-testid="sign-in-row">
            <div style={{ flex: 1, minWidth: 0 }}>
              <Text size="sm">
                {browser}
                {isThis && ' (this browser)'}
              </Text>
              <Text size="xs" c="dimmed" className={classes.words ?? ''}>
                From {address}, since {moment(createdAt, now)}, last used {moment(seenAt, now)}
              </Text>
            </div>
            {!isThis && (
              <Button
                variant="default"
                size="compact-sm"
                aria-label={`Sign out ${browser}, ${address}`}
                onClick={() => ending.mutate(id)}
              >
                Sign out
              </Button>
            )}
          </Group>
        ))}
        {own.data !== undefined && own.data.length > 2 && (
          <Button
            variant="subtle"
            style={{ alignSelf: 'flex-start' }}
            loading={ending.isPending}
            onClick={() => ending.mutate(undefined)}
          >
            Sign out everywhere else
          </Button>
        )}
      </Stack>
    </Paper>
  );
}
