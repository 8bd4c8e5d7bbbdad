import { Button, Group, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconSend } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { InvitationMessage, SessionId } from '@throwline/protocol';
import { type ReactNode, useState } from 'react';
import { sendInvitation } from '../api/mail.ts';
import { checkMailAddress } from '../app/checks.ts';
import { Failure } from '../app/failure.tsx';

/** Sends the invitation once more: to the same address, or to the right one. Open by itself when the newest one failed. */
export function SendAgain(props: {
  sessionId: SessionId;
  newest: InvitationMessage | undefined;
  onSent: () => void;
}): ReactNode {
  const { sessionId, newest, onSent } = props;
  const [isAsked, setAsked] = useState(false);
  const form = useForm({
    initialValues: { address: newest?.address ?? '' },
    validate: { address: checkMailAddress },
  });
  const sending = useMutation({
    mutationFn: ({ address }: { address: string }) => sendInvitation(sessionId, { address }),
    onSuccess: () => {
      setAsked(false);
      onSent();
    },
  });
  if (!isAsked && newest?.state.state !== 'failed' && newest !== undefined) {
    return (
      <Button
        variant="default"
        size="compact-sm"
        style={{ alignSelf: 'flex-start' }}
        leftSection={<IconSend size={14} aria-hidden />}
        onClick={() => setAsked(true)}
      >
        Send again
      </Button>
    );
  }
  return (
    <form noValidate onSubmit={form.onSubmit((values) => sending.mutate(values))}>
      {sending.error !== null && <Failure error={sending.error} />}
      <Group align="flex-end" gap="xs">
        <TextInput
          label="Send to"
          type="email"
          maxLength={300}
          autoComplete="off"
          style={{ flex: 1, minWidth: 180 }}
          {...form.getInputProps('address')}
        />
        <Button type="submit" variant="default" loading={sending.isPending}>
          {newest === undefined ? 'Send' : 'Send again'}
        </Button>
      </Group>
    </form>
  );
}
