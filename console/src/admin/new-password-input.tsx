import { Button, Group, PasswordInput } from '@mantine/core';
import { randomId } from '@throwline/protocol';
import { type ReactNode, useState } from 'react';

/** A field for a new password of somebody else, with one suggested on demand. */
export function NewPasswordInput(props: {
  value: string;
  error?: ReactNode;
  onChange: (value: string) => void;
}): ReactNode {
  const [isShown, setShown] = useState(false);
  const suggest = (): void => {
    const text = randomId(crypto.getRandomValues(new Uint8Array(26)));
    props.onChange(`${text.slice(0, 5)}-${text.slice(5, 10)}-${text.slice(10, 15)}`);
    setShown(true);
  };
  return (
    <PasswordInput
      label="Password"
      description="At least 10 characters. Give it to them in person; they can change it."
      autoComplete="new-password"
      visible={isShown}
      onVisibilityChange={setShown}
      visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
      value={props.value}
      error={props.error}
      onChange={(event) => props.onChange(event.currentTarget.value)}
      inputContainer={(input) => (
        <Group gap="xs" wrap="nowrap">
          <div style={{ flex: 1 }}>{input}</div>
          <Button variant="default" onClick={suggest}>
            Suggest
          </Button>
        </Group>
      )}
    />
  );
}
