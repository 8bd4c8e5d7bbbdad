import { Text } from '@mantine/core';
import { modals } from '@mantine/modals';

/**
 * Asks whether a session is to end, and says what that means.
 * @param isServed whether the customer's program has come
 */
export function askToEnd(isServed: boolean, end: () => void): void {
  modals.openConfirmModal({
    title: 'End this session?',
    children: (
      <Text size="sm">
        {isServed
          ? 'The customer’s program closes and removes itself. To help again, you need a new code. Files still being sent will be lost.'
          : 'The code or the link stops working. To help this customer, make a new session.'}
      </Text>
    ),
    labels: { confirm: 'End the session', cancel: 'Keep helping' },
    confirmProps: { color: 'red' },
    onConfirm: end,
  });
}
