import { Button, Group, Modal, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconPlus } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type CreateSessionResponse, MAX_NAME_LENGTH, type SessionId } from '@throwline/protocol';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { createSession } from '../api/api.ts';
import { checkLength } from '../app/checks.ts';
import { useConnection, useServerNow } from '../app/connection-context.tsx';
import { Failure } from '../app/failure.tsx';
import { useObservable } from '../app/use-observable.ts';
import { InvitationForm } from '../invitation/invitation-form.tsx';
import { InvitationPanel } from '../invitation/invitation-panel.tsx';
import { TypedElsewhere } from '../session/arrival.tsx';
import { CodeEntryNotice } from './code-entry.tsx';
import { CodePanel } from './code-panel.tsx';
import { summaryStatus } from './session-status.ts';
import { StatusBadge } from './status-badge.tsx';
import { toldCodes } from './told-codes.ts';

type Way = 'code' | 'email';
type Made =
  | { readonly way: 'code'; readonly code: CreateSessionResponse }
  | { readonly way: 'email'; readonly sessionId: SessionId };

const WAYS = [
  { value: 'code', label: 'Read out a code' },
  { value: 'email', label: 'Send an email' },
] as const satisfies readonly { value: Way; label: string }[];

const TITLES: Readonly<Record<Way, string>> = {
  code: 'Code for the customer',
  email: 'Invitation for the customer',
};

/** The button that makes a new session, with its dialog. */
export function NewSessionButton(): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const [made, setMade] = useState<Made>();
  const close = (): void => setOpen(false);
  return (
    <>
      <Button
        leftSection={<IconPlus size={16} aria-hidden />}
        onClick={() => {
          setMade(undefined);
          setOpen(true);
        }}
      >
        New session
      </Button>
      <Modal opened={isOpen} onClose={close} title={made === undefined ? 'New session' : TITLES[made.way]}>
        {made === undefined ? <WaysForm onMade={setMade} /> : <MadeSession made={made} onClose={close} />}
      </Modal>
    </>
  );
}

/** How the customer is to come: by a code that is read to them, or by a link that is sent. */
function WaysForm({ onMade }: { onMade: (made: Made) => void }): ReactNode {
  const [way, setWay] = useState<Way>('code');
  return (
    <Stack>
      <CodeEntryNotice />
      <SegmentedControl<Way>
        fullWidth
        aria-label="How to invite the customer"
        data={[...WAYS]}
        value={way}
        onChange={setWay}
      />
      {way === 'code' ? (
        <NameForm
          onMade={(code) => {
            toldCodes.keep(code);
            onMade({ way, code });
          }}
        />
      ) : (
        <InvitationForm onMade={({ session }) => onMade({ way, sessionId: session.sessionId })} />
      )}
    </Stack>
  );
}

function NameForm({ onMade }: { onMade: (made: CreateSessionResponse) => void }): ReactNode {
  const form = useForm({
    initialValues: { customerName: '' },
    validateInputOnChange: true,
    validate: { customerName: (text) => checkLength(text, MAX_NAME_LENGTH) },
  });
  const making = useMutation({ mutationFn: createSession, onSuccess: onMade });
  const submit = ({ customerName }: { customerName: string }): void => {
    const name = customerName.trim();
    making.mutate(name === '' ? {} : { customerName: name });
  };
  return (
    <form onSubmit={form.onSubmit(submit)}>
      <Stack>
        {making.error !== null && <Failure error={making.error} />}
        <TextInput
          label="Customer’s name"
          description="Optional. It helps you tell your sessions apart."
          autoComplete="off"
          data-autofocus
          {...form.getInputProps('customerName')}
        />
        <Button type="submit" loading={making.isPending}>
          Give a code
        </Button>
      </Stack>
    </form>
  );
}

function MadeSession({ made, onClose }: { made: Made; onClose: () => void }): ReactNode {
  const navigate = useNavigate();
  const openButton = useRef<HTMLButtonElement>(null);
  // A code takes the focus itself; without one this is where it goes on.
  useEffect(() => {
    if (made.way === 'email') openButton.current?.focus();
  }, [made]);
  const sessionId = made.way === 'code' ? made.code.session.sessionId : made.sessionId;
  const lastNumber = useObservable(useConnection().queue)?.get(sessionId)?.lastNumber ?? 0;
  const open = (): void => {
    onClose();
    void navigate({ to: '/console/sessions/$sessionId', params: { sessionId } });
  };
  return (
    <Stack>
      {made.way === 'code' && <TypedElsewhere sessionId={sessionId} />}
      {made.way === 'code' ? (
        <CodePanel told={{ code: made.code.code, expiresAt: made.code.codeExpiresAt }} />
      ) : (
        <InvitationPanel sessionId={sessionId} lastNumber={lastNumber} />
      )}
      <Group justify="space-between">
        <LiveStatus sessionId={sessionId} />
        <Button onClick={open} ref={openButton}>
          Open the session
        </Button>
      </Group>
    </Stack>
  );
}

function LiveStatus({ sessionId }: { sessionId: SessionId }): ReactNode {
  const summary = useObservable(useConnection().queue)?.get(sessionId);
  const now = useServerNow();
  if (summary === undefined) return <Text size="sm">…</Text>;
  return (
    <div aria-live="polite">
      <StatusBadge status={summaryStatus(summary, now)} />
    </div>
  );
}
