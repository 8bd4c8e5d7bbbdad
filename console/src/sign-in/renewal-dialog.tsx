import { Button, Modal, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import type { MeResponse, SecondStep } from '@throwline/protocol';
import { type ReactNode, useEffect, useState } from 'react';
import { ApiError } from '../api/call.ts';
import { signIn } from '../api/sign-in.ts';
import { Failure } from '../app/failure.tsx';
import { useMe } from '../app/me.ts';
import { renewals } from '../app/renewals.ts';
import { SecondStepForm } from './second-step-form.tsx';

/** Signs in again as the same account, over the page, which stays as it is. */
export function RenewalDialog(props: {
  /** The sign-in has run out; otherwise it is about to, and the dialog may be closed. */
  isNeeded: boolean;
  onDone: (me: MeResponse) => void;
  onClose: () => void;
}): ReactNode {
  const { isNeeded, onDone, onClose } = props;
  const renews = useMe().signIn.id;
  const [ways, setWays] = useState<readonly SecondStep[]>();
  const [isBegun, setBegun] = useState(false);
  useEffect(() => (isBegun ? renewals.begin() : undefined), [isBegun]);
  // Once the password was right the browser has the new sign-in, which is of no use before its second step.
  const mayClose = !isNeeded && !isBegun;
  return (
    <Modal
      opened
      onClose={onClose}
      title={ways === undefined ? 'Sign in again' : 'Second step'}
      withCloseButton={mayClose}
      closeOnEscape={mayClose}
      closeOnClickOutside={false}
      // Whoever passes by an unattended page is not to read it.
      overlayProps={isNeeded ? { backgroundOpacity: 0.7, blur: 10 } : {}}
    >
      <Stack gap="sm">
        <Text size="sm">
          {isNeeded
            ? 'Your sign-in has expired. Everything stays as it is: what you have typed is kept, and file transfers continue.'
            : 'Nothing is interrupted: the page stays as it is.'}
        </Text>
        {ways === undefined ? (
          <PasswordStep
            onDone={onDone}
            onSecondStep={(next) => {
              setWays(next);
              setBegun(true);
            }}
          />
        ) : (
          <SecondStepForm
            ways={ways}
            renews={renews}
            onDone={async (me) => onDone(me)}
            onBack={() => setWays(undefined)}
          />
        )}
        {isNeeded && (
          <Button variant="subtle" onClick={() => location.assign('/console/sign-in')}>
            Sign out instead
          </Button>
        )}
      </Stack>
    </Modal>
  );
}

function PasswordStep(props: {
  onDone: (me: MeResponse) => void;
  onSecondStep: (ways: readonly SecondStep[]) => void;
}): ReactNode {
  const { technician, signIn: old } = useMe();
  const form = useForm({
    initialValues: { password: '' },
    validate: { password: (text) => (text === '' ? 'Type your password.' : null) },
  });
  const signing = useMutation({
    mutationFn: ({ password }: { password: string }) =>
      signIn({ email: technician.email, password, renews: old.id }),
    onSuccess: (answer) => {
      switch (answer.step) {
        case 'signed-in':
          props.onDone(answer.me);
          return;
        case 'second-factor':
          props.onSecondStep(answer.ways);
      }
    },
    onError: () => form.setFieldValue('password', ''),
  });
  return (
    <form noValidate onSubmit={form.onSubmit((values) => signing.mutate(values))}>
      <Stack gap="sm">
        {signing.error !== null && <Failure error={inWords(signing.error)} />}
        <TextInput
          label="Email address"
          description="This page belongs to this account. To use another one, sign out."
          type="email"
          autoComplete="username"
          readOnly
          value={technician.email}
        />
        <PasswordInput
          label="Password"
          autoComplete="current-password"
          data-autofocus
          visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
          {...form.getInputProps('password')}
        />
        <Button type="submit" loading={signing.isPending}>
          Sign in
        </Button>
      </Stack>
    </form>
  );
}

/** What was ended, by an administrator for example, cannot be gone on with. */
function inWords(error: Error): Error {
  return error instanceof ApiError && error.code === 'not-signed-in'
    ? new Error('This sign-in was ended, so it cannot be renewed here. Sign out, then sign in again.')
    : error;
}
