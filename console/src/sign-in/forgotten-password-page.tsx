import { Alert, Button, Code, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconMail } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { askForReset, readResetWays } from '../api/sign-in.ts';
import { checkEmail } from '../app/checks.ts';
import { Failure } from '../app/failure.tsx';
import { FrontPage } from '../app/front-page.tsx';
import { PageLoading } from '../app/page-states.tsx';

/** A forgotten password: a link by email, or whom to ask. */
export function ForgottenPasswordPage(): ReactNode {
  const ways = useQuery({ queryKey: ['reset-ways'], queryFn: ({ signal }) => readResetWays(signal) });
  return (
    <FrontPage title="Forgotten your password?">
      {ways.isPending && <PageLoading />}
      {ways.error !== null && <Failure error={ways.error} />}
      {ways.data !== undefined && (ways.data.byMail ? <AskForm /> : <WhomToAsk />)}
      <Button component={Link} to="/console/sign-in" variant="subtle">
        Back to signing in
      </Button>
    </FrontPage>
  );
}

function AskForm(): ReactNode {
  const asking = useMutation({ mutationFn: askForReset });
  const form = useForm({ initialValues: { email: '' }, validate: { email: checkEmail } });
  if (asking.isSuccess) {
    return (
      <Alert color="teal" variant="light" role="status" icon={<IconMail aria-hidden />}>
        If there is an account with this address, a link is on its way to it. It works once, for one hour.
        Nothing after a few minutes? Check your spam folder, or ask an administrator.
      </Alert>
    );
  }
  return (
    <form noValidate onSubmit={form.onSubmit((values) => asking.mutate(values))}>
      <Stack gap="sm">
        <Text size="sm">We will email you a link to set a new one.</Text>
        {asking.error !== null && <Failure error={asking.error} />}
        <TextInput
          label="Email address"
          type="email"
          autoComplete="username"
          autoFocus
          {...form.getInputProps('email')}
        />
        <Button type="submit" loading={asking.isPending}>
          Send the link
        </Button>
      </Stack>
    </form>
  );
}

function WhomToAsk(): ReactNode {
  return (
    <Stack gap="sm">
      <Text size="sm">
        This server sends no email. Ask an administrator of your organisation: they can set a new password for
        you.
      </Text>
      <Text size="sm">
        Are you the only administrator? Then ask whoever runs the server to make a link for you there, with{' '}
        <Code>npm run recover</Code>.
      </Text>
    </Stack>
  );
}
