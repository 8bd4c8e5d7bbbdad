import { Alert, Text } from '@mantine/core';
import { IconShieldExclamation } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { readCodeEntry } from '../api/api.ts';

/** How often it is asked, milliseconds. */
const INTERVAL = 30_000;

/** Says when codes are being guessed, and what is the better way then. Says nothing otherwise. */
export function CodeEntryNotice(): ReactNode {
  const { data: state } = useQuery({
    queryKey: ['code-entry'],
    queryFn: ({ signal }) => readCodeEntry(signal),
    refetchInterval: INTERVAL,
  });
  return (
    <div role="status">
      {state === 'under-attack' && (
        <Alert variant="light" color="yellow" py="xs" icon={<IconShieldExclamation aria-hidden />}>
          <Text size="sm">
            <strong>Code entry is under attack: send a link.</strong> Somebody is guessing codes. New codes
            have nine digits and still work; links sent by email are not affected.
          </Text>
        </Alert>
      )}
    </div>
  );
}
