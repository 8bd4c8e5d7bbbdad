import { ActionIcon, Button, Menu, Modal, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { modals } from '@mantine/modals';
import { notifications } from '@mantine/notifications';
import { IconDots } from '@tabler/icons-react';
import type { Technician } from '@throwline/protocol';
import { type ReactNode, useState } from 'react';
import { changeTechnician } from '../api/api.ts';
import { resetSecondFactors } from '../api/sign-in.ts';
import { checkNewPassword } from '../app/checks.ts';
import { Failure, notifyFailure, reasonOf } from '../app/failure.tsx';
import { useConfirmed } from '../second-factor/use-confirmed.tsx';
import { NewPasswordInput } from './new-password-input.tsx';
import { useTechnicianChange } from './use-technician-change.ts';

type Change = Parameters<typeof changeTechnician>[1];

/** What can be done with one account. */
export function TechnicianMenu({ technician }: { technician: Technician }): ReactNode {
  const { id, name, role, disabled, hasSecondFactor } = technician;
  const [isResetting, setResetting] = useState(false);
  const changing = useTechnicianChange(
    (body: Change) => changeTechnician(id, body),
    () => undefined,
  );
  const change = (body: Change): void =>
    changing.mutate(body, { onError: (error) => notifyFailure(`${name} was not changed`, reasonOf(error)) });
  const otherRole = role === 'administrator' ? 'technician' : 'administrator';
  const disable = (): void => {
    modals.openConfirmModal({
      title: `Disable ${name}?`,
      children: (
        <Text size="sm">
          They are signed out at once and cannot sign in until you enable them again. Their sessions stay
          open, but nobody handles them.
        </Text>
      ),
      labels: { confirm: `Disable ${name}`, cancel: 'Cancel' },
      confirmProps: { color: 'red' },
      onConfirm: () => change({ disabled: true }),
    });
  };
  const { run, dialog } = useConfirmed();
  const resetting = useTechnicianChange(
    () => run(() => resetSecondFactors(id)),
    () =>
      notifications.show({
        message: `${name} signs in with the password alone until they add a second step.`,
        color: 'teal',
        role: 'status',
      }),
  );
  const reset = (): void => {
    modals.openConfirmModal({
      title: `Remove the second step of ${name}?`,
      children: (
        <Text size="sm">
          For somebody who has lost their phone and recovery codes. Make sure the request really comes from
          them. They are signed out everywhere, and their password alone lets them in until they add a new
          second step.
        </Text>
      ),
      labels: { confirm: 'Remove the second step', cancel: 'Cancel' },
      confirmProps: { color: 'red' },
      onConfirm: () =>
        resetting.mutate(undefined, {
          onError: (error) => notifyFailure(`${name}’s second step was not removed`, reasonOf(error)),
        }),
    });
  };
  return (
    <>
      {dialog}
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" c="inherit" aria-label={`Actions for ${name}`}>
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => change({ role: otherRole })}>
            {otherRole === 'administrator' ? 'Make an administrator' : 'Make a technician only'}
          </Menu.Item>
          <Menu.Item onClick={() => setResetting(true)}>Set a new password</Menu.Item>
          {hasSecondFactor && <Menu.Item onClick={reset}>Remove the second step</Menu.Item>}
          {disabled ? (
            <Menu.Item onClick={() => change({ disabled: false })}>Enable</Menu.Item>
          ) : (
            <Menu.Item c="var(--tl-colour-danger-text)" onClick={disable}>
              Disable
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <Modal opened={isResetting} onClose={() => setResetting(false)} title={`New password for ${name}`}>
        <ResetPassword technician={technician} onDone={() => setResetting(false)} />
      </Modal>
    </>
  );
}

function ResetPassword({ technician, onDone }: { technician: Technician; onDone: () => void }): ReactNode {
  const resetting = useTechnicianChange(
    (password: string) => changeTechnician(technician.id, { password }),
    () => {
      notifications.show({
        message: `${technician.name} has a new password and is signed out everywhere.`,
        color: 'teal',
        role: 'status',
      });
      onDone();
    },
  );
  const form = useForm({ initialValues: { password: '' }, validate: { password: checkNewPassword } });
  const { value, error, onChange } = form.getInputProps('password');
  return (
    <form noValidate onSubmit={form.onSubmit(({ password }) => resetting.mutate(password))}>
      <Stack gap="sm">
        {resetting.error !== null && <Failure error={resetting.error} />}
        <NewPasswordInput value={value} error={error} onChange={onChange} />
        <Button type="submit" loading={resetting.isPending}>
          Set the password
        </Button>
      </Stack>
    </form>
  );
}
