import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { signIn } from '../api/api.ts';
import { checkEmail } from '../app/checks.ts';
import { Failure } from '../app/failure.tsx';
import { FrontPage } from '../app/front-page.tsx';
import { meQuery } from '../app/me.ts';

/** Signing in with email address and password. */
export function SignInPage(): ReactNode {
  const { to } = useSearch({ from: '/console/sign-in' });
  const navigate = useNavigate();
  const queries = useQueryClient();
  const form = useForm({
    initialValues: { email: '', password: '' },
    validate: {
      email: checkEmail,
      password: (text) => (text === '' ? 'Type your password.' : null),
    },
  });
  const signing = useMutation({
    mutationFn: signIn,
    onSuccess: async (me) => {
      queries.setQueryData(meQuery.queryKey, me);
      await navigate({ href: to ?? '/console' });
    },
    onError: () => form.setFieldValue('password', ''),
  });
  return (
    <FrontPage title="Sign in">
      <form noValidate onSubmit={form.onSubmit((values) => signing.mutate(values))}>
        <Stack gap="sm">
          {signing.error !== null && <Failure error={signing.error} />}
          <TextInput
            label="Email address"
            type="email"
            autoComplete="username"
            autoFocus
            {...form.getInputProps('email')}
          />
          <PasswordInput
            label="Password"
            autoComplete="current-password"
            visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
            {...form.getInputProps('password')}
          />
          <Button type="submit" fullWidth mt="xs" loading={signing.isPending}>
            Sign in
          </Button>
        </Stack>
      </form>
    </FrontPage>
  );
}
