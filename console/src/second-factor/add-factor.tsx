import { Alert, Button, Center, Code, Group, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconDeviceMobile, IconFingerprint } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type OneTimeCodeOffer, oneTimeCode } from '@throwline/protocol';
import { type ReactNode, useState } from 'react';
import { addOneTimeCode, offerOneTimeCode } from '../api/sign-in.ts';
import { checkName } from '../app/checks.ts';
import { Failure } from '../app/failure.tsx';
import { makePasskey } from './passkeys.ts';
import { QrCode } from './qr-code.tsx';
import { useConfirmed } from './use-confirmed.tsx';

/** What is wrong with a typed one-time code, or `null`. */
export function checkOneTimeCode(text: string): string | null {
  return oneTimeCode.safeParse(text).success ? null : 'Type the six digits that the app shows.';
}

/** Adds a second factor: first which, then how. `onDone` is told recovery codes, if there are new ones. */
export function AddFactor(props: {
  canHavePasskeys: boolean;
  onDone: (recoveryCodes: readonly string[]) => void;
}): ReactNode {
  const [how, setHow] = useState<'ask' | 'passkey' | OneTimeCodeOffer>('ask');
  const { run, dialog } = useConfirmed();
  const offering = useMutation({ mutationFn: () => run(offerOneTimeCode), onSuccess: setHow });
  if (how === 'passkey') return <NewPasskey onDone={props.onDone} onBack={() => setHow('ask')} />;
  if (how !== 'ask') return <NewApp offer={how} onDone={props.onDone} onBack={() => setHow('ask')} />;
  return (
    <Stack gap="sm">
      {dialog}
      {offering.error !== null && <Failure error={offering.error} />}
      <Button
        variant="default"
        leftSection={<IconDeviceMobile size={18} aria-hidden />}
        loading={offering.isPending}
        onClick={() => offering.mutate()}
      >
        Authenticator app
      </Button>
      {props.canHavePasskeys && (
        <Button
          variant="default"
          leftSection={<IconFingerprint size={18} aria-hidden />}
          onClick={() => setHow('passkey')}
        >
          Passkey or security key
        </Button>
      )}
    </Stack>
  );
}

function NewApp(props: {
  offer: OneTimeCodeOffer;
  onDone: (recoveryCodes: readonly string[]) => void;
  onBack: () => void;
}): ReactNode {
  const { offer } = props;
  const { run, dialog } = useConfirmed();
  const adding = useMutation({
    mutationFn: (values: { code: string; name: string }) => run(() => addOneTimeCode(values)),
    onSuccess: props.onDone,
    onError: () => form.setFieldValue('code', ''),
  });
  const form = useForm({
    initialValues: { code: '', name: 'Authenticator app' },
    validate: { code: checkOneTimeCode, name: checkName },
  });
  return (
    <form noValidate onSubmit={form.onSubmit((values) => adding.mutate(values))}>
      {dialog}
      <Stack gap="sm">
        <Text size="sm">Scan this with an authenticator app on your phone:</Text>
        <Center>
          <QrCode text={offer.uri} label="QR code for your authenticator app" />
        </Center>
        <Text size="sm">
          Or type this key into it:{' '}
          <Code data-testid="one-time-secret" style={{ overflowWrap: 'anywhere' }}>
            {offer.secret.replace(/(.{4})(?=.)/g, '$1 ')}
          </Code>
        </Text>
        {adding.error !== null && <Failure error={adding.error} />}
        <TextInput
          label="Code shown in the app"
          inputMode="numeric"
          autoComplete="one-time-code"
          data-autofocus
          {...form.getInputProps('code')}
        />
        <TextInput
          label="Name, so that you recognise it"
          autoComplete="off"
          {...form.getInputProps('name')}
        />
        <Buttons label="Add the app" isPending={adding.isPending} onBack={props.onBack} />
      </Stack>
    </form>
  );
}

function NewPasskey(props: {
  onDone: (recoveryCodes: readonly string[]) => void;
  onBack: () => void;
}): ReactNode {
  const { run, dialog } = useConfirmed();
  const adding = useMutation({
    mutationFn: (values: { name: string }) => run(() => makePasskey(values.name)),
    onSuccess: props.onDone,
  });
  const form = useForm({ initialValues: { name: 'Passkey' }, validate: { name: checkName } });
  return (
    <form noValidate onSubmit={form.onSubmit((values) => adding.mutate(values))}>
      {dialog}
      <Stack gap="sm">
        <Text size="sm">
          Your browser asks for your fingerprint, your face, a PIN or a security key. The secret stays with
          you; the server keeps only what it needs to check it.
        </Text>
        {adding.error !== null && <Failure error={adding.error} />}
        <TextInput
          label="Name, so that you recognise it"
          autoComplete="off"
          {...form.getInputProps('name')}
        />
        {adding.isPending && <Alert variant="light">Follow your browser’s instructions.</Alert>}
        <Buttons label="Add the passkey" isPending={adding.isPending} onBack={props.onBack} />
      </Stack>
    </form>
  );
}

function Buttons(props: { label: string; isPending: boolean; onBack: () => void }): ReactNode {
  return (
    <Group gap="sm">
      <Button type="submit" loading={props.isPending}>
        {props.label}
      </Button>
      <Button variant="subtle" onClick={props.onBack}>
        Another method
      </Button>
    </Group>
  );
}
