import { Button, Group, Modal, Text } from '@mantine/core';
import { useBlocker } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { savedFiles } from './saved-files.ts';
import type { SessionFile } from './use-arrivals.ts';

/** Asks before the page is left with files that would be lost by it. */
export function LeaveGuard({ files }: { files: readonly SessionFile[] }): ReactNode {
  const isLosing = (): boolean =>
    files.some(
      ({ step, arrival }) =>
        (arrival?.step === 'receiving' && step === 'accepted') ||
        (arrival?.step === 'here' && !savedFiles.has(arrival.contents)),
    );
  const blocker = useBlocker({ shouldBlockFn: isLosing, enableBeforeUnload: isLosing, withResolver: true });
  return (
    <Modal opened={blocker.status === 'blocked'} onClose={() => blocker.reset?.()} title="Leave this page?">
      <Text size="sm">A file from the customer is not saved yet. It can be lost when you leave.</Text>
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={() => blocker.reset?.()}>
          Stay
        </Button>
        <Button color="red" onClick={() => blocker.proceed?.()}>
          Leave without the file
        </Button>
      </Group>
    </Modal>
  );
}
