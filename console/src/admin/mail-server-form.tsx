import {
  Button,
  Group,
  NativeSelect,
  NumberInput,
  PasswordInput,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { useForm } from '@mantine/form';
import {
  type MailSecurity,
  type MailServer,
  type MailSettingsResponse,
  mailSecurity,
} from '@throwline/protocol';
import type { ReactNode } from 'react';
import { checkMailAddress } from '../app/checks.ts';
import { Failure } from '../app/failure.tsx';

const PROTECTIONS: { value: MailSecurity; label: string }[] = [
  { value: 'starttls', label: 'STARTTLS (usually port 587)' },
  { value: 'tls', label: 'TLS from the start (usually port 465)' },
  { value: 'none', label: 'None (usually port 25)' },
];
const PORTS: Readonly<Record<MailSecurity, number>> = { starttls: 587, tls: 465, none: 25 };

/** The mail server's address, protection, account and sender. */
export function MailServerForm(props: {
  settings: MailSettingsResponse;
  error: Error | null;
  isSaving: boolean;
  onSave: (server: MailServer & { password?: string }) => void;
}): ReactNode {
  const { settings, error, isSaving, onSave } = props;
  const { server, hasPassword } = settings;
  const form = useForm({
    initialValues: {
      host: server?.host ?? '',
      port: server?.port ?? PORTS.starttls,
      security: server?.security ?? 'starttls',
      user: server?.user ?? '',
      password: '',
      from: server?.from ?? '',
    },
    validate: {
      host: (text) => (text.trim() === '' ? 'Type the mail server’s name, such as mail.example.org.' : null),
      port: (port) =>
        Number.isInteger(port) && port > 0 && port < 65_536 ? null : 'A number from 1 to 65535.',
      from: checkMailAddress,
    },
  });
  const submit = ({ host, port, security, user, password, from }: typeof form.values): void =>
    onSave({
      host,
      port,
      security,
      from,
      ...(user === '' ? {} : { user }),
      ...(password === '' ? {} : { password }),
    });
  return (
    <form noValidate onSubmit={form.onSubmit(submit)}>
      <Stack gap="sm">
        {error !== null && <Failure error={error} />}
        <Group align="flex-start" gap="sm">
          <TextInput
            label="Mail server"
            autoComplete="off"
            maxLength={253}
            style={{ flex: 1, minWidth: 200 }}
            {...form.getInputProps('host')}
          />
          <NumberInput
            label="Port"
            hideControls
            allowDecimal={false}
            w={100}
            {...form.getInputProps('port')}
          />
        </Group>
        <NativeSelect
          label="Protection"
          data={PROTECTIONS}
          value={form.values.security}
          onChange={({ currentTarget }) => {
            const security = mailSecurity.parse(currentTarget.value);
            const isUsual = form.values.port === PORTS[form.values.security];
            form.setValues({ security, ...(isUsual ? { port: PORTS[security] } : {}) });
          }}
        />
        <TextInput
          label="User name"
          description="Leave empty if the server needs no sign-in."
          autoComplete="off"
          maxLength={320}
          {...form.getInputProps('user')}
        />
        <PasswordInput
          label="Password"
          description={
            hasPassword
              ? 'Kept encrypted and never shown. Leave empty to keep the saved one for the same server and user name.'
              : 'Kept encrypted and never shown.'
          }
          autoComplete="new-password"
          maxLength={1000}
          visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
          {...form.getInputProps('password')}
        />
        <Text size="sm" c="dimmed">
          Some mail servers, such as Microsoft 365 and Outlook.com, accept no passwords from programs, only
          OAuth, which Throwline does not support. Others, such as Gmail, need a password made for this
          program alone, an <em>app password</em>. Where neither works, use your provider’s relay without
          sign-in, or another mail server.
        </Text>
        <TextInput
          label="Sender address"
          description="Invitations are sent from this address, and replies go to it."
          type="email"
          autoComplete="off"
          maxLength={300}
          {...form.getInputProps('from')}
        />
        <Button type="submit" loading={isSaving} style={{ alignSelf: 'flex-start' }}>
          Save
        </Button>
      </Stack>
    </form>
  );
}
