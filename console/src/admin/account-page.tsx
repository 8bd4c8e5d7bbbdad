import { Button, Paper, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { changeOwnPassword } from '../api/api.ts';
import { checkNewPassword } from '../app/checks.ts';
import { Failure } from '../app/failure.tsx';
import { useMe } from '../app/me.ts';
import { SecondFactorsCard } from '../second-factor/second-factors-card.tsx';
import classes from './admin.module.css';
import { SignInsCard } from './sign-ins-card.tsx';

/** One's own account: who one is, the password, the second step, and where one is signed in. */
export function AccountPage(): ReactNode {
  const { technician, organisation } = useMe();
  return (
    <Stack className={classes.page} maw={520}>
      <Title order={1}>Your account</Title>
      <Text size="sm">
        {technician.name} · {technician.email} ·{' '}
        {technician.role === 'administrator' ? 'Administrator' : 'Technician'} at {organisation}
      </Text>
      <Paper className={classes.card}>
        <PasswordForm email={technician.email} />
      </Paper>
      <SecondFactorsCard />
      <SignInsCard />
    </Stack>
  );
}

function PasswordForm({ email }: { email: string }): ReactNode {
  const form = useForm({
    initialValues: { current: '', next: '' },
    validate: {
      current: (text) => (text === '' ? 'Type your current password.' : null),
      next: checkNewPassword,
    },
  });
  const changing = useMutation({
    mutationFn: changeOwnPassword,
    onSuccess: () => {
      form.reset();
      notifications.show({ message: 'Your password has been changed.', color: 'teal', role: 'status' });
    },
  });
  return (
    <form noValidate onSubmit={form.onSubmit((values) => changing.mutate(values))}>
      <Stack gap="sm">
        <Title order={2}>Change your password</Title>
        {changing.error !== null && <Failure error={changing.error} />}
        <input type="hidden" autoComplete="username" value={email} readOnly />
        <PasswordInput
          label="Current password"
          autoComplete="current-password"
          visibilityToggleButtonProps={{ 'aria-label': 'Show the current password' }}
          {...form.getInputProps('current')}
        />
        <PasswordInput
          label="New password"
          description="At least 10 characters."
          autoComplete="new-password"
          visibilityToggleButtonProps={{ 'aria-label': 'Show the new password' }}
          {...form.getInputProps('next')}
        />
        <Button type="submit" loading={changing.isPending} style={{ alignSelf: 'flex-start' }}>
          Change the password
        </Button>
      </Stack>
    </form>
  );
}
