import { Anchor, Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { type ReactNode, useEffect, useState } from 'react';
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
      <SetupSteps />
    </FrontPage>
  );
}

/** Who has not come by the whole link can paste it; then follows the form. */
function SetupSteps(): ReactNode {
  const [secret, setSecret] = useState(() => secretIn(location.hash));
  // The whole link in the address bar of this very page changes nothing but what follows the #.
  useEffect(() => {
    const follow = (): void => setSecret((before) => secretIn(location.hash) ?? before);
    window.addEventListener('hashchange', follow);
    return () => window.removeEventListener('hashchange', follow);
  }, []);
  return secret === undefined ? <LinkForm onSecret={setSecret} /> : <SetupForm secret={secret} />;
}

/** The secret at the end of a set-up link; `undefined` where there is none. */
function secretIn(text: string): string | undefined {
  return /(?:^|#)([0-9a-z]{26})$/.exec(text.trim())?.[1];
}

function LinkForm({ onSecret }: { onSecret: (secret: string) => void }): ReactNode {
  const form = useForm({
    initialValues: { link: '' },
    validate: {
      link: (text) =>
        secretIn(text) === undefined ? 'Paste the whole link, including everything after the #.' : null,
    },
  });
  const submit = ({ link }: { link: string }): void => {
    const secret = secretIn(link);
    if (secret !== undefined) onSecret(secret);
  };
  return (
    <form noValidate onSubmit={form.onSubmit(submit)}>
      <Stack gap="sm">
        <Text size="sm">
          This server is not set up yet. When it started, it printed a link for whoever runs it. Open that
          link, or paste it here.
        </Text>
        <TextInput label="Set-up link" autoComplete="off" autoFocus {...form.getInputProps('link')} />
        <Button type="submit" fullWidth>
          Continue
        </Button>
        <Text size="sm" ta="center">
          <Anchor href="/">I am looking for help with my computer</Anchor>
        </Text>
      </Stack>
    </form>
  );
}

function SetupForm({ secret }: { secret: string }): ReactNode {
  const navigate = useNavigate();
  const queries = useQueryClient();
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
        <Button type="submit" fullWidth mt="xs" loading={making.isPending}>
          Create the administrator
        </Button>
      </Stack>
    </form>
  );
}
