import { Button, CopyButton, Stack, Text } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { countdown } from '@throwline/protocol';
import { type ReactNode, useEffect, useRef } from 'react';
import { useServerNow } from '../app/connection-context.tsx';
import classes from './code-panel.module.css';
import { groupedCode, type ToldCode } from './told-codes.ts';

/** The code, large, with its remaining time, and what to say to the customer. */
export function CodePanel({ told }: { told: ToldCode }): ReactNode {
  const plate = useRef<HTMLOutputElement>(null);
  // What was just made is what is read out and where the keyboard goes on.
  useEffect(() => plate.current?.focus(), []);
  const rest = told.expiresAt - useServerNow();
  const isExpired = rest <= 0;
  return (
    <Stack gap="md">
      <Stack gap={4} align="center" className={classes.plate}>
        <output
          ref={plate}
          tabIndex={-1}
          className={classes.code}
          aria-label="Code"
          data-testid="session-code"
          data-expired={isExpired}
        >
          {groupedCode(told.code)}
        </output>
        <Text size="sm" c="dimmed" role="timer">
          {isExpired ? (
            'This code is no longer valid. Make a new session.'
          ) : (
            <>
              Valid for <span className={classes.figures}>{countdown(rest)}</span>
            </>
          )}
        </Text>
        {!isExpired && (
          <CopyButton value={told.code} timeout={2000}>
            {({ copied, copy }) => (
              <Button
                variant="default"
                size="compact-sm"
                onClick={copy}
                leftSection={
                  copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />
                }
              >
                {copied ? 'Copied' : 'Copy the code'}
              </Button>
            )}
          </CopyButton>
        )}
      </Stack>
      <ol className={classes.steps}>
        <li>
          Ask the customer to open <strong className={classes.address}>{location.origin}</strong>
        </li>
        <li>
          Read the code to them: <strong className={classes.figures}>{groupedCode(told.code)}</strong>
        </li>
        <li>
          They press <em>Start Download</em> and run the file. You can follow their progress here.
        </li>
      </ol>
    </Stack>
  );
}
