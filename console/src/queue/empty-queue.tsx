import { Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { Mark } from '../app/mark.tsx';
import classes from './queue.module.css';

const STEPS = [
  {
    title: 'Give a code',
    text: 'Press New session. You get six digits that work once, for a short time; or send an email with a link.',
  },
  {
    title: 'Tell the customer',
    text: 'They go to this server’s address, type the code and run the small program they download.',
  },
  {
    title: 'Help',
    text: 'The session appears here as waiting. Start it, then ask to see the screen. The customer decides.',
  },
];

/** What a technician without any session sees: how to come to one. */
export function EmptyQueue(): ReactNode {
  return (
    <div className={classes.empty}>
      <Mark size={48} />
      <Title order={2}>No sessions yet</Title>
      <ol className={classes.teach}>
        {STEPS.map(({ title, text }) => (
          <li key={title}>
            <Text fw={600} size="sm">
              {title}
            </Text>
            <Text size="sm" c="dimmed">
              {text}
            </Text>
          </li>
        ))}
      </ol>
    </div>
  );
}
