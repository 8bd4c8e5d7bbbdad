import { Alert, Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { readSetup, setUp } from '../api/api.ts';
import { checkEmail, checkName, checkNewPassword, checkStaffName } from '../app/checks.ts';
import { Failure } from '../app/failure.tsx';
import { FrontPage } from '../app/front-page.tsx';
import { meQuery } from '../app/me.ts';
import { PageLoading } from '../app/page-states.tsx';

/** Makes the first administrator, by the one-time link that the server printed. */
export function SetupPage(): ReactNode {
  const open = useQuery({
    queryKey: ['setup'],
    queryFn: async () => {
      await readSetup();
      return true;
    },
  });
  if (open.isPending) return <PageLoading />;
  if (open.error !== null) {
    return (
      <FrontPage title="Set up Throwline">
        <Text size="sm">
          Set-up is not available: there is already an administrator, or the server cannot be reached.
        </Text>
        <Failure error={open.error} />
        <Button component={Link} to="/console/sign-in">
          Go to the sign-in page
        </Button>
      </FrontPage>
    );
  }
  return (
    <FrontPage title="Set up Throwline">
      <SetupForm />
    </FrontPage>
  );
}

function SetupForm(): ReactNode {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [secret] = useState(() => location.hash.replace(/^#/, ''));
  const form = useForm({
    initialValues: { organisation: '', name: '', email: '', password: '' },
    validate: {
      organisation: checkName,
      name: checkStaffName,
      email: checkEmail,
      password: checkNewPassword,
    },
  });
  const making = useMutation({
    mutationFn: setUp,
    onSuccess: async (me) => {
      queries.setQueryData(meQuery.queryKey, me);
      await navigate({ to: '/console/second-factor', replace: true });
    },
  });
  return (
    <form noValidate onSubmit={form.onSubmit((values) => making.mutate({ ...values, secret }))}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          You will be the first administrator. Next, you set up a second step for signing in; after that, you
          can add technicians.
        </Text>
        {secret === '' && (
          <Alert color="orange" variant="light">
            The address is incomplete. Open the whole link that the server printed, including everything after
            the #.
          </Alert>
        )}
        {making.error !== null && <Failure error={making.error} />}
        <TextInput
          label="Organisation"
          description="Customers see this whenever you ask them for something."
          autoComplete="organization"
          {...form.getInputProps('organisation')}
        />
        <TextInput
          label="Your name"
          description="Customers see this too."
          autoComplete="name"
          {...form.getInputProps('name')}
        />
        <TextInput
          label="Email address"
          type="email"
          autoComplete="username"
          {...form.getInputProps('email')}
        />
        <PasswordInput
          label="Password"
          description="At least 10 characters."
          autoComplete="new-password"
          visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
          {...form.getInputProps('password')}
        />
        <Button type="submit" fullWidth mt="xs" loading={making.isPending} disabled={secret === ''}>
          Create the administrator
        </Button>
      </Stack>
    </form>
  );
}
