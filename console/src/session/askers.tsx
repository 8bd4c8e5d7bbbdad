import { Button, Group, Paper, Stack, Text, Title, VisuallyHidden } from '@mantine/core';
import { type Asker, type AskerAnswer, moment, type Place, type SessionId } from '@throwline/protocol';
import { type ReactNode, useRef, useState } from 'react';
import { answerAsker } from '../api/api.ts';
import { useConnection, useServerNow } from '../app/connection-context.tsx';
import { notifyFailure, reasonOf } from '../app/failure.tsx';
import { useObservable } from '../app/use-observable.ts';
import classes from './session-page.module.css';

/** The other computers that show this session's code and ask, now; told to its lead only. */
export function useAskers(sessionId: SessionId): readonly Asker[] {
  return useObservable(useConnection().queue)?.get(sessionId)?.askers ?? [];
}

/** Before the start: the computer that has the session beside those that ask for it, and the choice between them. */
export function Askers({ sessionId }: { sessionId: SessionId }): ReactNode {
  const askers = useAskers(sessionId);
  const place = useObservable(useConnection().queue)?.get(sessionId)?.arrival?.program;
  const heading = useRef<HTMLDivElement>(null);
  const answered = (): void => heading.current?.focus();
  return (
    <div ref={heading} tabIndex={-1} className={classes.askers} data-testid="askers">
      <VisuallyHidden role="status">
        {askers.length > 0 && `${headingOf(askers.length)}. Choose before you start.`}
      </VisuallyHidden>
      {askers.length > 0 && (
        <Stack gap="sm">
          <Title order={3} size="h4">
            {headingOf(askers.length)}
          </Title>
          <Text size="sm">
            Ask the customer which computer they are at, and what its window says. If you start now, you help
            the one that has the session, and the others are refused.
          </Text>
          <ul className={classes.computers}>
            <li>
              <Paper withBorder p="sm">
                <Text size="sm" fw={600}>
                  Has the session now
                </Text>
                {place === undefined ? (
                  <Text size="sm">It is not known where it runs.</Text>
                ) : (
                  <Facts place={place} />
                )}
              </Paper>
            </li>
            {askers.map((asker) => (
              <li key={asker.askerId}>
                <Choice sessionId={sessionId} asker={asker} answered={answered} />
              </li>
            ))}
          </ul>
        </Stack>
      )}
    </div>
  );
}

function Choice(props: { sessionId: SessionId; asker: Asker; answered: () => void }): ReactNode {
  const { sessionId, asker, answered } = props;
  const [busy, setBusy] = useState<AskerAnswer>();
  const give = async (answer: AskerAnswer): Promise<void> => {
    setBusy(answer);
    try {
      await answerAsker(sessionId, asker.askerId, answer);
      answered();
    } catch (error) {
      notifyFailure('Your choice did not take effect', reasonOf(error));
      setBusy(undefined);
    }
  };
  const where = `${asker.device}, network ${asker.network}`;
  return (
    <Paper withBorder p="sm">
      <Stack gap="xs">
        <div>
          <Text size="sm" fw={600}>
            Asks now
          </Text>
          <Facts place={asker} />
        </div>
        <Group gap="xs">
          <Button
            size="compact-sm"
            loading={busy === 'let-in'}
            disabled={busy !== undefined}
            aria-label={`Let this one in: ${where}`}
            onClick={() => void give('let-in')}
          >
            Let this one in
          </Button>
          <Button
            size="compact-sm"
            variant="default"
            loading={busy === 'turn-away'}
            disabled={busy !== undefined}
            aria-label={`Turn away: ${where}`}
            onClick={() => void give('turn-away')}
          >
            Turn away
          </Button>
        </Group>
      </Stack>
    </Paper>
  );
}

function Facts({ place }: { place: Place }): ReactNode {
  const now = useServerNow();
  return (
    <>
      <Text size="sm">{place.device}</Text>
      <Text size="sm">Network {place.network}</Text>
      <Text size="sm">Since {moment(place.at, now)}</Text>
    </>
  );
}

function headingOf(askers: number): string {
  return `${['Two', 'Three', 'Four'][askers - 1]} computers show this code`;
}
