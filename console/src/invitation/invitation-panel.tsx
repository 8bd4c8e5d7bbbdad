import { Button, CopyButton, Group, Stack, Text } from '@mantine/core';
import { IconCheck, IconCopy, IconMail } from '@tabler/icons-react';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { countdown, type SessionId } from '@throwline/protocol';
import type { ReactNode } from 'react';
import { readInvitation } from '../api/mail.ts';
import { useServerNow } from '../app/connection-context.tsx';
import { Failure } from '../app/failure.tsx';
import { PageLoading } from '../app/page-states.tsx';
import classes from '../queue/code-panel.module.css';
import { mailtoAddress } from './mailto.ts';
import { MessageList } from './message-list.tsx';
import { SendAgain } from './send-again.tsx';

/** How often a message that waits is looked at, milliseconds: tries in between are not in the session's log. */
const WAITING_INTERVAL = 3000;

/**
 * A session's invitation: what became of its messages, and the link to give in another way.
 * @param lastNumber of the session's log; what is shown is read anew when it grows
 */
export function InvitationPanel(props: { sessionId: SessionId; lastNumber: number }): ReactNode {
  const { sessionId, lastNumber } = props;
  const queries = useQueryClient();
  const invitation = useQuery({
    queryKey: ['invitation', sessionId, lastNumber],
    queryFn: ({ signal }) => readInvitation(sessionId, signal),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) =>
      state.data?.messages.some((message) => message.state.state === 'waiting') ? WAITING_INTERVAL : false,
  });
  if (invitation.error !== null) return <Failure error={invitation.error} />;
  if (invitation.data === undefined) return <PageLoading />;
  const { messages, canSend, link, draft } = invitation.data;
  return (
    <Stack gap="md">
      <MessageList messages={messages} />
      {canSend && link !== undefined && (
        <SendAgain
          sessionId={sessionId}
          newest={messages[0]}
          onSent={() => void queries.invalidateQueries({ queryKey: ['invitation', sessionId] })}
        />
      )}
      {link !== undefined && draft !== undefined && (
        <LinkPlate
          link={link}
          mailto={mailtoAddress(messages[0]?.address, draft)}
          expiresAt={invitation.data.expiresAt}
        />
      )}
    </Stack>
  );
}

function LinkPlate(props: { link: string; mailto: string; expiresAt: number | undefined }): ReactNode {
  const { link, mailto, expiresAt } = props;
  const now = useServerNow();
  return (
    <Stack gap="xs" className={classes.plate}>
      <Text size="sm">
        The customer’s link. It works once. Give it to nobody else.
        {expiresAt !== undefined && (
          <>
            {' '}
            Valid for <span className={classes.figures}>{countdown(expiresAt - now)}</span>.
          </>
        )}
      </Text>
      <Text size="sm" className={classes.address} data-testid="invitation-link">
        {link}
      </Text>
      <Group gap="xs">
        <CopyButton value={link} timeout={2000}>
          {({ copied, copy }) => (
            <Button
              variant="default"
              size="compact-sm"
              onClick={copy}
              leftSection={copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
            >
              {copied ? 'Copied' : 'Copy the link'}
            </Button>
          )}
        </CopyButton>
        <Button
          component="a"
          href={mailto}
          variant="default"
          size="compact-sm"
          leftSection={<IconMail size={14} aria-hidden />}
        >
          Write the email yourself
        </Button>
      </Group>
    </Stack>
  );
}
