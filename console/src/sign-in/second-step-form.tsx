import { Button, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconFingerprint } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type MeResponse, recoveryCode, type SecondStep, type SignInId } from '@throwline/protocol';
import { type ReactNode, useState } from 'react';
import { ApiError } from '../api/call.ts';
import { renewing, showSecondFactor } from '../api/sign-in.ts';
import { Failure } from '../app/failure.tsx';
import { checkOneTimeCode } from '../second-factor/add-factor.tsx';
import { showPasskey } from '../second-factor/passkeys.ts';

/** What the button says that leads to a way. */
const OFFERS: Readonly<Record<SecondStep, string>> = {
  passkey: 'Use a passkey',
  'one-time-code': 'Use an authenticator app',
  'recovery-code': 'Use a recovery code',
};

/** The second step of signing in, in one of the ways that the account has. */
export function SecondStepForm(props: {
  ways: readonly SecondStep[];
  /** A sign-in whose place the new one takes. */
  renews?: SignInId;
  onDone: (me: MeResponse) => Promise<void>;
  onBack: () => void;
}): ReactNode {
  const { renews, onDone, onBack } = props;
  const [chosen, setChosen] = useState<SecondStep | undefined>(props.ways[0]);
  return (
    <Stack gap="sm">
      {chosen === undefined ? (
        <Text size="sm">Your account has no second step left. Ask an administrator to remove it.</Text>
      ) : chosen === 'passkey' ? (
        <PasskeyStep renews={renews} onDone={onDone} onBack={onBack} />
      ) : (
        <CodeStep key={chosen} kind={chosen} renews={renews} onDone={onDone} onBack={onBack} />
      )}
      {props.ways
        .filter((way) => way !== chosen)
        .map((way) => (
          <Button key={way} variant="subtle" onClick={() => setChosen(way)}>
            {OFFERS[way]}
          </Button>
        ))}
      <Button variant="subtle" onClick={props.onBack}>
        Start again
      </Button>
    </Stack>
  );
}

interface StepProps {
  readonly renews: SignInId | undefined;
  readonly onDone: (me: MeResponse) => Promise<void>;
  readonly onBack: () => void;
}

function PasskeyStep({ renews, onDone }: StepProps): ReactNode {
  const using = useMutation({ mutationFn: () => showPasskey(renews), onSuccess: onDone });
  return (
    <>
      <Text size="sm">Confirm that it is you with your passkey or security key.</Text>
      {using.error !== null && <StepFailure error={using.error} />}
      <Button
        autoFocus
        leftSection={<IconFingerprint size={18} aria-hidden />}
        loading={using.isPending}
        onClick={() => using.mutate()}
      >
        Use a passkey
      </Button>
    </>
  );
}

function CodeStep(props: StepProps & { kind: 'one-time-code' | 'recovery-code' }): ReactNode {
  const { kind, renews } = props;
  const form = useForm({
    initialValues: { code: '' },
    validate: {
      code: (text) =>
        kind === 'one-time-code'
          ? checkOneTimeCode(text)
          : recoveryCode.safeParse(text).success
            ? null
            : 'A recovery code has ten letters and digits.',
    },
  });
  const showing = useMutation({
    mutationFn: ({ code }: { code: string }) => showSecondFactor({ kind, code, ...renewing(renews) }),
    onSuccess: props.onDone,
    onError: () => form.setFieldValue('code', ''),
  });
  return (
    <form noValidate onSubmit={form.onSubmit((values) => showing.mutate(values))}>
      <Stack gap="sm">
        {showing.error !== null && <StepFailure error={showing.error} />}
        <TextInput
          label={kind === 'one-time-code' ? 'Code from your authenticator app' : 'Recovery code'}
          description={
            kind === 'one-time-code' ? 'Six digits; a new one every 30 seconds.' : 'Each works once.'
          }
          inputMode={kind === 'one-time-code' ? 'numeric' : 'text'}
          autoComplete="one-time-code"
          autoFocus
          {...form.getInputProps('code')}
        />
        <Button type="submit" loading={showing.isPending}>
          Sign in
        </Button>
      </Stack>
    </form>
  );
}

/** A refusal, with what to do when it took too long. */
function StepFailure({ error }: { error: Error }): ReactNode {
  const isOver = error instanceof ApiError && error.code === 'not-signed-in';
  return (
    <Failure error={isOver ? new Error('This took too long. Start again with your password.') : error} />
  );
}
