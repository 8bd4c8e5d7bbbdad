import { Alert, Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { modals } from '@mantine/modals';
import { notifications } from '@mantine/notifications';
import { IconCheck, IconMail } from '@tabler/icons-react';
import { type UseMutationResult, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { MAIL_FAILURES, type MailSettingsResponse, type TestMailResponse } from '@throwline/protocol';
import type { ReactNode } from 'react';
import { readMailSettings, removeMailServer, sendTestMail, setMailServer } from '../api/mail.ts';
import { Failure, notifyFailure, reasonOf } from '../app/failure.tsx';
import { useMe } from '../app/me.ts';
import { PageLoading } from '../app/page-states.tsx';
import classes from './admin.module.css';
import { MailServerForm } from './mail-server-form.tsx';
import { ServerNotices } from './server-notices.tsx';

const KEY = ['mail-settings'] as const;

/** Administration Center: the mail server that invitations are sent through. */
export function EmailPage(): ReactNode {
  const { technician: me } = useMe();
  const settings = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => readMailSettings(signal),
    enabled: me.role === 'administrator',
  });
  return (
    <Stack className={classes.page} maw={620}>
      <Title order={1}>Email</Title>
      <ServerNotices />
      {me.role !== 'administrator' ? (
        <Text>Only administrators can see or change this. Ask one of your administrators.</Text>
      ) : settings.error !== null ? (
        <Failure error={settings.error} />
      ) : settings.data === undefined ? (
        <PageLoading />
      ) : (
        <Settings settings={settings.data} email={me.email} />
      )}
    </Stack>
  );
}

function Settings({ settings, email }: { settings: MailSettingsResponse; email: string }): ReactNode {
  const queries = useQueryClient();
  const keep = (next: MailSettingsResponse): void => {
    queries.setQueryData(KEY, next);
    void queries.invalidateQueries({ queryKey: ['can-send'] });
  };
  const saving = useMutation({
    mutationFn: setMailServer,
    onSuccess: (next) => {
      keep(next);
      notifications.show({ message: 'The mail server has been saved.', color: 'teal', role: 'status' });
    },
  });
  const testing = useMutation({ mutationFn: sendTestMail });
  const remove = (): void => {
    modals.openConfirmModal({
      title: 'Remove the mail server?',
      children: (
        <Text size="sm">
          Its password is removed too. After that, you can only send invitations yourself.
        </Text>
      ),
      labels: { confirm: 'Remove', cancel: 'Keep it' },
      confirmProps: { color: 'red' },
      onConfirm: () => {
        removeMailServer().then(keep, (error: unknown) =>
          notifyFailure('The mail server was not removed', reasonOf(error)),
        );
      },
    });
  };
  return (
    <>
      <Text size="sm">Invitations to support sessions are sent through this mail server.</Text>
      <Paper className={classes.card}>
        {settings.source === 'environment' ? (
          <Fixed settings={settings} />
        ) : (
          <MailServerForm
            key={JSON.stringify(settings)}
            settings={settings}
            error={saving.error}
            isSaving={saving.isPending}
            onSave={saving.mutate}
          />
        )}
      </Paper>
      {settings.source !== 'none' && (
        <Group>
          <Button
            variant="default"
            className={classes.long}
            leftSection={<IconMail size={16} aria-hidden />}
            loading={testing.isPending}
            onClick={() => testing.mutate()}
          >
            Send a test message to {email}
          </Button>
          {settings.source === 'stored' && (
            <Button variant="subtle" color="red" c="var(--tl-colour-danger-text)" onClick={remove}>
              Remove the mail server
            </Button>
          )}
        </Group>
      )}
      <TestResult testing={testing} />
    </>
  );
}

function Fixed({ settings: { server } }: { settings: MailSettingsResponse }): ReactNode {
  return (
    <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
      Set in the server’s environment; it can only be changed there
      {server === undefined ? '' : `: ${server.host}, port ${server.port}, from ${server.from}`}.
    </Text>
  );
}

function TestResult({ testing }: { testing: UseMutationResult<TestMailResponse, Error, void> }): ReactNode {
  const { data, error, isPending } = testing;
  if (isPending) return null;
  if (error !== null) return <Failure error={error} />;
  if (data === undefined) return null;
  if (data.result === 'sent') {
    return (
      <Alert color="teal" variant="light" role="status" icon={<IconCheck aria-hidden />}>
        The mail server accepted the test message to {data.address}.
      </Alert>
    );
  }
  const answer = data.answer === undefined ? '' : ` It said: ${data.answer}`;
  return <Failure error={new Error(`Not sent: ${MAIL_FAILURES[data.reason]}.${answer}`)} />;
}
