import { Button, Modal, Select, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconUserPlus } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import {
  MAX_COLLEAGUES,
  MAX_NOTE_LENGTH,
  partOfTechnician,
  type SessionState,
  technicianId,
} from '@throwline/protocol';
import { type ReactNode, useState } from 'react';
import { inviteColleague, listColleagues } from '../api/api.ts';
import { checkLength } from '../app/checks.ts';
import { Failure } from '../app/failure.tsx';

/** Opens the dialog in which the lead chooses a colleague. */
export function InviteButton({ state }: { state: SessionState }): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const close = (): void => setOpen(false);
  return (
    <>
      <Button
        variant="default"
        size="compact-sm"
        leftSection={<IconUserPlus size={14} aria-hidden />}
        onClick={() => setOpen(true)}
      >
        Invite a colleague
      </Button>
      <Modal opened={isOpen} onClose={close} title="Invite a colleague">
        <InviteForm state={state} onDone={close} />
      </Modal>
    </>
  );
}

function InviteForm({ state, onDone }: { state: SessionState; onDone: () => void }): ReactNode {
  const known = useQuery({
    queryKey: ['colleagues'],
    queryFn: ({ signal }) => listColleagues(signal),
    staleTime: 0,
  });
  const form = useForm({
    initialValues: { whom: null as string | null, comment: '' },
    validateInputOnChange: ['comment'],
    validate: { comment: (text) => checkLength(text, MAX_NOTE_LENGTH) },
  });
  const inviting = useMutation({
    mutationFn: (body: Parameters<typeof inviteColleague>[1]) => inviteColleague(state.sessionId, body),
    onSuccess: onDone,
  });
  const free = (known.data ?? []).filter(({ id }) => partOfTechnician(state, id) === undefined);
  const submit = ({ whom, comment }: { whom: string | null; comment: string }): void => {
    const invited = technicianId.safeParse(whom);
    if (!invited.success) {
      form.setFieldError('whom', 'Choose a colleague.');
      return;
    }
    const words = comment.trim();
    inviting.mutate({ technicianId: invited.data, ...(words === '' ? {} : { comment: words }) });
  };
  const failure = known.error ?? inviting.error;
  if (known.data !== undefined && free.length === 0) {
    return (
      <Text size="sm">
        There is nobody to invite: every other technician on this server is already in the session, or there
        are none. An administrator can add technicians.
      </Text>
    );
  }
  return (
    <form onSubmit={form.onSubmit(submit)}>
      <Stack>
        {failure !== null && <Failure error={failure} />}
        <Select
          label="Colleague"
          placeholder={known.isPending ? 'Loading…' : 'Choose a name'}
          searchable
          nothingFoundMessage="Nobody with this name"
          // Inside the dialog, as assistive technology reads it.
          comboboxProps={{ withinPortal: false }}
          styles={{ option: { overflowWrap: 'anywhere' } }}
          data={free.map(({ id, name }) => ({ value: id, label: name }))}
          data-autofocus
          {...form.getInputProps('whom')}
        />
        <TextInput
          label="What is it about?"
          description="Optional. Your colleague reads it; the customer does not."
          autoComplete="off"
          {...form.getInputProps('comment')}
        />
        <Text size="sm" c="dimmed">
          Your colleague can read the log and chat. Screen, control and files stay with you: the customer said
          Yes to you only. At most {MAX_COLLEAGUES} colleagues.
        </Text>
        <Button type="submit" loading={inviting.isPending}>
          Invite
        </Button>
      </Stack>
    </form>
  );
}
