import { Button, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type CreateInvitationResponse, MAX_NAME_LENGTH, MAX_WORDS_LENGTH } from '@throwline/protocol';
import type { ReactNode } from 'react';
import { createInvitation, readCanSend } from '../api/mail.ts';
import { checkLength, checkMailAddress } from '../app/checks.ts';
import { Failure } from '../app/failure.tsx';
import { PageLoading } from '../app/page-states.tsx';

type OnMade = (made: CreateInvitationResponse) => void;

/** Invites a customer by email; where the server cannot send any, makes the link to be sent in another way. */
export function InvitationForm({ onMade }: { onMade: OnMade }): ReactNode {
  const canSend = useQuery({ queryKey: ['can-send'], queryFn: ({ signal }) => readCanSend(signal) });
  if (canSend.error !== null) return <Failure error={canSend.error} />;
  if (canSend.data === undefined) return <PageLoading />;
  return <Fields canSend={canSend.data} onMade={onMade} />;
}

function Fields({ canSend, onMade }: { canSend: boolean; onMade: OnMade }): ReactNode {
  const form = useForm({
    initialValues: { address: '', customerName: '', words: '' },
    validateInputOnChange: ['customerName', 'words'],
    validate: {
      address: (text) => (canSend ? checkMailAddress(text) : null),
      customerName: (text) => checkLength(text, MAX_NAME_LENGTH),
      words: (text) => checkLength(text, MAX_WORDS_LENGTH),
    },
  });
  const making = useMutation({ mutationFn: createInvitation, onSuccess: onMade });
  const submit = (values: typeof form.values): void => {
    const { address } = values;
    const customerName = values.customerName.trim();
    const words = values.words.trim();
    making.mutate({
      ...(customerName === '' ? {} : { customerName }),
      ...(canSend ? { mail: { address, ...(words === '' ? {} : { words }) } } : {}),
    });
  };
  return (
    <form noValidate onSubmit={form.onSubmit(submit)}>
      <Stack>
        {making.error !== null && <Failure error={making.error} />}
        {canSend ? (
          <TextInput
            label="Customer’s email address"
            type="email"
            maxLength={300}
            autoComplete="off"
            data-autofocus
            {...form.getInputProps('address')}
          />
        ) : (
          <Text size="sm">
            No mail server is set up yet; an administrator can add one under <em>Email</em>. Until then, you
            get a link to send yourself.
          </Text>
        )}
        <TextInput
          label="Customer’s name"
          description="Optional."
          autoComplete="off"
          {...form.getInputProps('customerName')}
        />
        {canSend && (
          <Textarea
            label="Personal message"
            description="Optional. It appears in the email, under your name."
            autosize
            minRows={2}
            maxRows={8}
            {...form.getInputProps('words')}
          />
        )}
        <Button type="submit" loading={making.isPending}>
          {canSend ? 'Send the email' : 'Get a link'}
        </Button>
      </Stack>
    </form>
  );
}
