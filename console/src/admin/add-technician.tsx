import { Button, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { AccountRole } from '@throwline/protocol';
import type { ReactNode } from 'react';
import { addTechnician } from '../api/api.ts';
import { checkEmail, checkNewPassword, checkStaffName } from '../app/checks.ts';
import { Failure } from '../app/failure.tsx';
import { NewPasswordInput } from './new-password-input.tsx';
import { ROLE_CHOICES } from './roles.ts';
import { useTechnicianChange } from './use-technician-change.ts';

const EMPTY: { name: string; email: string; role: AccountRole; password: string } = {
  name: '',
  email: '',
  role: 'technician',
  password: '',
};

/** The form that adds an account. */
export function AddTechnician({ onDone }: { onDone: () => void }): ReactNode {
  const adding = useTechnicianChange(addTechnician, onDone);
  const form = useForm({
    initialValues: EMPTY,
    validate: { name: checkStaffName, email: checkEmail, password: checkNewPassword },
  });
  const { value, error, onChange } = form.getInputProps('password');
  return (
    <form noValidate onSubmit={form.onSubmit((values) => adding.mutate(values))}>
      <Stack gap="sm">
        {adding.error !== null && <Failure error={adding.error} />}
        <TextInput
          label="Name"
          description="Customers see this whenever you ask them for something."
          data-autofocus
          autoComplete="off"
          {...form.getInputProps('name')}
        />
        <TextInput label="Email address" type="email" autoComplete="off" {...form.getInputProps('email')} />
        <NativeSelect label="Role" data={ROLE_CHOICES} {...form.getInputProps('role')} />
        <NewPasswordInput value={value} error={error} onChange={onChange} />
        <Button type="submit" loading={adding.isPending}>
          Add the technician
        </Button>
      </Stack>
    </form>
  );
}
