import { Button, Center, Loader, Stack, Text, Title } from '@mantine/core';
import { type ErrorComponentProps, Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Failure } from './failure.tsx';

export function PageLoading(): ReactNode {
  return (
    <Center mih="40vh" role="status" aria-label="Loading">
      <Loader />
    </Center>
  );
}

const OUTDATED = 'The console has been updated since this page was opened. Reload the page to continue.';

/** What browsers say when a part of the page is no longer there, which has its version in its name. */
function isOutdated(error: unknown): boolean {
  return error instanceof Error && /dynamically imported module|module script failed/i.test(error.message);
}

export function PageFailure({ error }: ErrorComponentProps): ReactNode {
  return (
    <Center component="main" mih="60vh" p="md">
      <Stack maw={480} w="100%">
        <Title order={1}>This page cannot be shown</Title>
        <Failure error={isOutdated(error) ? new Error(OUTDATED) : error} />
        <Button onClick={() => location.reload()}>Reload the page</Button>
      </Stack>
    </Center>
  );
}

export function PageNotFound(): ReactNode {
  return (
    <Center component="main" mih="60vh" p="md">
      <Stack maw={480} w="100%">
        <Title order={1}>Page not found</Title>
        <Text>The address may be mistyped, or the page no longer exists.</Text>
        <Button component={Link} to="/console">
          Go to your sessions
        </Button>
      </Stack>
    </Center>
  );
}
