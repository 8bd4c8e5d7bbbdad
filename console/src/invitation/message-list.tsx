import { List, Text } from '@mantine/core';
import { countdown, type InvitationMessage, MAIL_FAILURES, moment } from '@throwline/protocol';
import type { ReactNode } from 'react';
import { useServerNow } from '../app/connection-context.tsx';

/** Addresses, and what mail servers say, hold words that are longer than a line. */
const ANY_WIDTH = { overflowWrap: 'anywhere' } as const;

/** Every message with the invitation, newest first, and what became of it. */
export function MessageList({ messages }: { messages: readonly InvitationMessage[] }): ReactNode {
  const now = useServerNow();
  if (messages.length === 0) return null;
  return (
    <List listStyleType="none" spacing="xs" aria-label="Emails" aria-live="polite" style={ANY_WIDTH}>
      {messages.map((message) => (
        <List.Item key={message.id} data-testid="invitation-message" data-state={message.state.state}>
          <Text size="sm" fw={600}>
            {message.address}
          </Text>
          <Text
            size="sm"
            c={message.state.state === 'failed' ? 'var(--tl-colour-danger-text)' : 'var(--tl-colour-text)'}
          >
            {sentence(message, now)}
          </Text>
          {message.answer !== undefined && message.state.state !== 'sent' && (
            <Text size="xs" c="dimmed">
              The mail server said: {message.answer}
            </Text>
          )}
        </List.Item>
      ))}
    </List>
  );
}

function sentence({ state, attempts }: InvitationMessage, now: number): string {
  switch (state.state) {
    case 'waiting':
      if (state.reason === undefined) return 'The email is being sent.';
      return `Not sent yet: ${MAIL_FAILURES[state.reason]}. ${
        state.nextAt <= now ? 'Trying again now.' : `Next try in ${countdown(state.nextAt - now)}.`
      }`;
    case 'sent':
      return `The email was sent, ${moment(state.at, now)}.`;
    case 'failed':
      return `The email could not be sent: ${MAIL_FAILURES[state.reason]}${
        attempts > 1 ? `, after ${attempts} tries` : ''
      }.`;
    case 'dropped':
      return 'The email was not sent: it was no longer needed.';
  }
}
