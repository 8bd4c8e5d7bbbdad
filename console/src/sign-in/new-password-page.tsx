import { Alert, Button, PasswordInput, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconCheck } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { ApiError } from '../api/call.ts';
import { resetPassword } from '../api/sign-in.ts';
import { checkNewPassword } from '../app/checks.ts';
import { Failure } from '../app/failure.tsx';
import { FrontPage } from '../app/front-page.tsx';

/** Sets a new password, by the link that was sent or printed. */
export function NewPasswordPage(): ReactNode {
  const queries = useQueryClient();
  const [secret] = useState(() => location.hash.replace(/^#/, ''));
  const form = useForm({ initialValues: { password: '' }, validate: { password: checkNewPassword } });
  const setting = useMutation({
    mutationFn: (values: { password: string }) => resetPassword({ ...values, secret }),
    onSuccess: () => queries.clear(),
  });
  if (setting.isSuccess) {
    return (
      <FrontPage title="New password">
        <Alert color="teal" variant="light" role="status" icon={<IconCheck aria-hidden />}>
          Your new password has been set, and you are signed out everywhere.
        </Alert>
        <Button component={Link} to="/console/sign-in">
          Sign in
        </Button>
      </FrontPage>
    );
  }
  const isOver = setting.error instanceof ApiError && setting.error.code === 'reset-invalid';
  return (
    <FrontPage title="New password">
      {secret === '' && (
        <Alert color="orange" variant="light">
          The address is incomplete. Open the whole link, including everything after the #.
        </Alert>
      )}
      {setting.error !== null && <Failure error={setting.error} />}
      {isOver || secret === '' ? (
        <Button component={Link} to="/console/forgotten-password">
          Ask for a new link
        </Button>
      ) : (
        <form noValidate onSubmit={form.onSubmit((values) => setting.mutate(values))}>
          <Stack gap="sm">
            <Text size="sm">Set a new password for your account.</Text>
            <PasswordInput
              label="New password"
              description="At least 10 characters."
              autoComplete="new-password"
              autoFocus
              visibilityToggleButtonProps={{ 'aria-label': 'Show the new password' }}
              {...form.getInputProps('password')}
            />
            <Button type="submit" loading={setting.isPending}>
              Set the password
            </Button>
          </Stack>
        </form>
      )}
    </FrontPage>
  );
}
