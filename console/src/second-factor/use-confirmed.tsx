import { Button, Modal, PasswordInput, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { ApiError } from '../api/call.ts';
import { confirmPassword } from '../api/sign-in.ts';
import { Failure } from '../app/failure.tsx';

/** What waits for the password. */
interface Waiting {
  readonly goOn: () => void;
  readonly giveUp: () => void;
}

/**
 * Calls that the server takes only from whoever has typed the password lately.
 * @returns `run` makes such a call, asking for the password where it is needed; `dialog` is to be shown
 */
export function useConfirmed(): { run: <T>(action: () => Promise<T>) => Promise<T>; dialog: ReactNode } {
  const [waiting, setWaiting] = useState<Waiting | undefined>(undefined);
  const run = async <T,>(action: () => Promise<T>): Promise<T> => {
    try {
      return await action();
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'password-needed') throw error;
      await new Promise<void>((resolve, reject) =>
        setWaiting({ goOn: resolve, giveUp: () => reject(error) }),
      );
      return action();
    }
  };
  const finish = (how: keyof Waiting): void => {
    waiting?.[how]();
    setWaiting(undefined);
  };
  const dialog = (
    <Modal opened={waiting !== undefined} onClose={() => finish('giveUp')} title="Confirm your password">
      <PasswordForm onDone={() => finish('goOn')} />
    </Modal>
  );
  return { run, dialog };
}

function PasswordForm({ onDone }: { onDone: () => void }): ReactNode {
  const form = useForm({
    initialValues: { password: '' },
    validate: { password: (text) => (text === '' ? 'Type your password.' : null) },
  });
  const confirming = useMutation({
    mutationFn: confirmPassword,
    onSuccess: onDone,
    onError: () => form.setFieldValue('password', ''),
  });
  return (
    <form
      noValidate
      onSubmit={(event) => {
        // The dialog stands inside another form.
        event.stopPropagation();
        form.onSubmit((values) => confirming.mutate(values))(event);
      }}
    >
      <Stack gap="sm">
        <Text size="sm">You are about to change how you sign in.</Text>
        {confirming.error !== null && <Failure error={confirming.error} />}
        <PasswordInput
          label="Password"
          autoComplete="current-password"
          data-autofocus
          visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
          {...form.getInputProps('password')}
        />
        <Button type="submit" loading={confirming.isPending}>
          Continue
        </Button>
      </Stack>
    </form>
  );
}
