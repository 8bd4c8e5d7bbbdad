import { Anchor, Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { MeResponse, SecondStep } from '@throwline/protocol';
import { type ReactNode, useState } from 'react';
import { signIn } from '../api/sign-in.ts';
import { checkEmail } from '../app/checks.ts';
import { Failure } from '../app/failure.tsx';
import { FrontPage } from '../app/front-page.tsx';
import { meQuery } from '../app/me.ts';
import { SecondStepForm } from './second-step-form.tsx';

/** Signing in: email address and password, then the second step where the account has one. */
export function SignInPage(): ReactNode {
  const { to } = useSearch({ from: '/console/sign-in' });
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [ways, setWays] = useState<readonly SecondStep[] | undefined>(undefined);
  const enter = async (me: MeResponse): Promise<void> => {
    queries.setQueryData(meQuery.queryKey, me);
    await navigate({ href: to ?? '/console' });
  };
  if (ways !== undefined) {
    return (
      <FrontPage title="Second step">
        <SecondStepForm ways={ways} onDone={enter} onBack={() => setWays(undefined)} />
      </FrontPage>
    );
  }
  return (
    <FrontPage title="Sign in">
      <PasswordForm onSignedIn={enter} onSecondStep={setWays} />
    </FrontPage>
  );
}

function PasswordForm(props: {
  onSignedIn: (me: MeResponse) => Promise<void>;
  onSecondStep: (ways: readonly SecondStep[]) => void;
}): ReactNode {
  const form = useForm({
    initialValues: { email: '', password: '' },
    validate: {
      email: checkEmail,
      password: (text) => (text === '' ? 'Type your password.' : null),
    },
  });
  const signing = useMutation({
    mutationFn: signIn,
    onSuccess: async (answer) => {
      switch (answer.step) {
        case 'signed-in':
          return props.onSignedIn(answer.me);
        case 'second-factor':
          return props.onSecondStep(answer.ways);
      }
    },
    onError: () => form.setFieldValue('password', ''),
  });
  return (
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
        <Text size="sm" ta="center">
          <Anchor component={Link} to="/console/forgotten-password">
            Forgotten your password?
          </Anchor>
        </Text>
      </Stack>
    </form>
  );
}
