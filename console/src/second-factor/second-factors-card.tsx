import { ActionIcon, Button, Group, Modal, Paper, Stack, Text, Title } from '@mantine/core';
import { modals } from '@mantine/modals';
import { notifications } from '@mantine/notifications';
import { IconDeviceMobile, IconFingerprint, IconTrash } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { moment, type SecondFactor } from '@throwline/protocol';
import { type ReactNode, useState } from 'react';
import classes from '../admin/admin.module.css';
import { readSecondFactors, removeSecondFactor, renewRecoveryCodes } from '../api/sign-in.ts';
import { Failure, notifyFailure, reasonOf } from '../app/failure.tsx';
import { meQuery } from '../app/me.ts';
import { PageLoading } from '../app/page-states.tsx';
import { AddFactor } from './add-factor.tsx';
import { RecoveryCodes } from './recovery-codes.tsx';
import { useConfirmed } from './use-confirmed.tsx';

/** Where one's own second factors are kept. */
export const SECOND_FACTORS_KEY = ['second-factors'] as const;

/** One's own passkeys, authenticator apps and recovery codes. */
export function SecondFactorsCard(): ReactNode {
  const queries = useQueryClient();
  const [shown, setShown] = useState<'nothing' | 'adding' | readonly string[]>('nothing');
  const { run, dialog } = useConfirmed();
  const own = useQuery({ queryKey: SECOND_FACTORS_KEY, queryFn: ({ signal }) => readSecondFactors(signal) });
  const refresh = async (): Promise<void> => {
    await queries.invalidateQueries({ queryKey: SECOND_FACTORS_KEY });
    await queries.invalidateQueries({ queryKey: meQuery.queryKey });
    await queries.invalidateQueries({ queryKey: ['sign-ins'] });
  };
  const finish = (codes: readonly string[]): void => {
    setShown(codes.length > 0 ? codes : 'nothing');
    void refresh();
  };
  const remove = ({ id, name }: SecondFactor): void => {
    modals.openConfirmModal({
      title: `Remove ${name}?`,
      children: <Text size="sm">You can no longer sign in with it. You are signed out everywhere else.</Text>,
      labels: { confirm: 'Remove', cancel: 'Keep it' },
      confirmProps: { color: 'red' },
      onConfirm: () => {
        run(() => removeSecondFactor(id)).then(
          async () => {
            notifications.show({ message: `${name} has been removed.`, color: 'teal', role: 'status' });
            await refresh();
          },
          (error: unknown) => notifyFailure(`${name} was not removed`, reasonOf(error)),
        );
      },
    });
  };
  const renew = (): void => {
    run(renewRecoveryCodes).then(finish, (error: unknown) =>
      notifyFailure('New recovery codes could not be made', reasonOf(error)),
    );
  };
  const title = typeof shown === 'object' ? 'Save these recovery codes' : 'Add a second step';
  return (
    <Paper className={classes.card}>
      {dialog}
      <Stack gap="sm">
        <Title order={2}>Second step</Title>
        <Text size="sm">
          What you need besides your password to sign in. With two, you can afford to lose one.
        </Text>
        {own.error !== null && <Failure error={own.error} />}
        {own.isPending && <PageLoading />}
        {own.data !== undefined && (
          <>
            {own.data.factors.map((factor) => (
              <FactorRow key={factor.id} factor={factor} onRemove={() => remove(factor)} />
            ))}
            {own.data.factors.length === 0 && <Text size="sm">You have none yet.</Text>}
            <Group gap="sm">
              <Button variant="default" onClick={() => setShown('adding')}>
                Add a second step
              </Button>
              {own.data.factors.length > 0 && (
                <Button variant="subtle" onClick={renew}>
                  New recovery codes
                </Button>
              )}
            </Group>
            {own.data.factors.length > 0 && (
              <Text size="sm" c="dimmed">
                {own.data.recoveryCodesLeft === 1
                  ? 'One recovery code is left.'
                  : `${own.data.recoveryCodesLeft} recovery codes are left.`}
              </Text>
            )}
          </>
        )}
      </Stack>
      <Modal
        opened={shown !== 'nothing'}
        onClose={() => setShown('nothing')}
        title={title}
        // Codes that are closed by accident are gone.
        closeOnClickOutside={typeof shown !== 'object'}
        closeOnEscape={typeof shown !== 'object'}
        withCloseButton={typeof shown !== 'object'}
      >
        {typeof shown === 'object' ? (
          <RecoveryCodes codes={shown} onDone={() => setShown('nothing')} />
        ) : (
          <AddFactor canHavePasskeys={own.data?.canHavePasskeys ?? false} onDone={finish} />
        )}
      </Modal>
    </Paper>
  );
}

function FactorRow({ factor, onRemove }: { factor: SecondFactor; onRemove: () => void }): ReactNode {
  const { kind, name, createdAt, lastUsedAt } = factor;
  const now = Date.now();
  return (
    <Group wrap="nowrap" gap="sm">
      {kind === 'passkey' ? (
        <IconFingerprint size={20} aria-hidden />
      ) : (
        <IconDeviceMobile size={20} aria-hidden />
      )}
      <div style={{ flex: 1, minWidth: 0 }}>
        <Text size="sm" className={classes.words ?? ''}>
          {name}
        </Text>
        <Text size="xs" c="dimmed">
          {kind === 'passkey' ? 'Passkey' : 'Authenticator app'}, added {moment(createdAt, now)}
          {lastUsedAt === undefined ? '' : `, last used ${moment(lastUsedAt, now)}`}
        </Text>
      </div>
      <ActionIcon variant="subtle" color="gray" c="inherit" aria-label={`Remove ${name}`} onClick={onRemove}>
        <IconTrash size={18} aria-hidden />
      </ActionIcon>
    </Group>
  );
}
