import { Alert, Button, Group, Text } from '@mantine/core';
import { IconClockExclamation } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useCallback, useEffect, useState } from 'react';
import { extendSignIn } from '../api/sign-in.ts';
import { RenewalDialog } from '../sign-in/renewal-dialog.tsx';
import { useConnection, useServerNow } from './connection-context.tsx';
import { meQuery, useMe } from './me.ts';
import { onRefusal } from './query-client.ts';
import { renewals } from './renewals.ts';
import { useObservable } from './use-observable.ts';
import { useWork } from './use-work.ts';

/** How long before its end it is said, milliseconds. */
const TOLD_BEFORE = 10 * 60_000;
/** How often the time left is looked at, milliseconds. */
const LOOK = 10_000;

/**
 * Keeps the sign-in while somebody works, says beforehand when it will run out, and renews it in place: pages, what is typed, and
 * what is on its way stay as they are.
 */
export function SignInKeeper(): ReactNode {
  const connection = useConnection();
  const queries = useQueryClient();
  const { technician, signIn } = useMe();
  const now = useServerNow(LOOK);
  const isCut = useObservable(connection.status).state === 'expired';
  const [isRefused, setRefused] = useState(false);
  const [isOffered, setOffered] = useState(false);
  const isNeeded = isCut || isRefused;

  useEffect(
    () =>
      onRefusal(({ code }) => {
        if (code === 'sign-in-expired') setRefused(true);
      }),
    [],
  );

  useWork(
    useCallback(() => {
      extendSignIn().then(
        (me) => {
          if (me.technician.id === technician.id) queries.setQueryData(meQuery.queryKey, me);
        },
        // Whoever is out of reach or has run out is told so elsewhere.
        () => undefined,
      );
    }, [queries, technician.id]),
    !isNeeded,
  );

  const isNear = signIn.expiresAt - now < TOLD_BEFORE;
  // Somebody may have worked in another tab of this browser.
  useEffect(() => {
    if (isNear) void queries.invalidateQueries({ queryKey: meQuery.queryKey });
  }, [isNear, queries]);

  const goOn = useCallback(() => {
    setRefused(false);
    setOffered(false);
    connection.resume();
    void queries.invalidateQueries();
  }, [connection, queries]);
  useEffect(() => renewals.listen(goOn), [goOn]);

  return (
    <>
      <div role="status">
        {isNear && !isNeeded && (
          <Alert
            color="yellow"
            variant="light"
            radius={0}
            py="xs"
            icon={<IconClockExclamation aria-hidden />}
            data-testid="sign-in-ends"
          >
            <Group gap="sm">
              <Text size="sm">
                {endsIn(signIn.expiresAt - now)} Sign in again to continue; nothing is interrupted.
              </Text>
              <Button size="compact-sm" variant="default" onClick={() => setOffered(true)}>
                Sign in again now
              </Button>
            </Group>
          </Alert>
        )}
      </div>
      {(isNeeded || isOffered) && (
        <RenewalDialog
          isNeeded={isNeeded}
          onClose={() => setOffered(false)}
          onDone={(me) => {
            queries.setQueryData(meQuery.queryKey, me);
            goOn();
            renewals.tell();
          }}
        />
      )}
    </>
  );
}

function endsIn(left: number): string {
  const minutes = Math.ceil(left / 60_000);
  if (minutes <= 1) return 'Your sign-in expires in less than a minute.';
  return `Your sign-in expires in ${minutes} minutes.`;
}
