import { Alert } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';

/** What went wrong, in the words of whoever knows; never empty. */
export function reasonOf(error: unknown): string {
  return error instanceof Error && error.message !== ''
    ? error.message
    : 'Something went wrong. Reload the page and try again.';
}

/** A failure where it happened. */
export function Failure({ error, title }: { error: unknown; title?: string }): ReactNode {
  return (
    <Alert color="red" variant="light" role="alert" title={title} icon={<IconAlertTriangle aria-hidden />}>
      {reasonOf(error)}
    </Alert>
  );
}

/** A failure of something done in passing, shown at the edge of the page and read out. */
export function notifyFailure(title: string, message: string): void {
  notifications.show({ title, message, color: 'red', role: 'alert', autoClose: 10_000 });
}
