import { Alert, Text } from '@mantine/core';
import { IconDeviceMobileOff, IconMapPin } from '@tabler/icons-react';
import { moment, type Place, type SessionId } from '@throwline/protocol';
import type { ReactNode } from 'react';
import { useConnection, useServerNow } from '../app/connection-context.tsx';
import { useObservable } from '../app/use-observable.ts';

/** Says that the code was typed where the support program does not run, and that it is still good. Nothing otherwise. */
export function TypedElsewhere({ sessionId }: { sessionId: SessionId }): ReactNode {
  const typed = useArrival(sessionId)?.typedElsewhere;
  const now = useServerNow();
  return (
    <div role="status">
      {typed !== undefined && (
        <Alert variant="light" color="yellow" py="xs" icon={<IconDeviceMobileOff aria-hidden />}>
          <Text size="sm">
            The code was typed on {typed.device} at {moment(typed.at, now)}, where the support program does
            not run. It is still good: ask the customer to type it on the computer they need help with.
          </Text>
        </Alert>
      )}
    </div>
  );
}

/** Says, before the session starts, on which device and in which network the code was typed and the program runs. */
export function WhoHasCome({ sessionId }: { sessionId: SessionId }): ReactNode {
  const arrival = useArrival(sessionId);
  const now = useServerNow();
  const { code, program } = arrival ?? {};
  if (code === undefined && program === undefined) return null;
  const isOtherNetwork = code !== undefined && program !== undefined && code.network !== program.network;
  return (
    <Alert
      variant="light"
      color={isOtherNetwork ? 'yellow' : 'gray'}
      py="xs"
      icon={<IconMapPin aria-hidden />}
      data-testid="who-has-come"
    >
      {code !== undefined && (
        <Text size="sm">
          The code was typed in {where(code)} at {moment(code.at, now)}.
        </Text>
      )}
      {program !== undefined && (
        <Text size="sm">
          The program runs on {where(program)} since {moment(program.at, now)}.
        </Text>
      )}
      {isOtherNetwork && (
        <Text size="sm" fw={600}>
          These are two networks. Ask the customer whether that is right.
        </Text>
      )}
      <Text size="sm">Does this not fit your customer? Then do not start, and end the session.</Text>
    </Alert>
  );
}

function where({ device, network }: Place): string {
  return `${device}, network ${network},`;
}

function useArrival(sessionId: SessionId) {
  return useObservable(useConnection().queue)?.get(sessionId)?.arrival;
}
