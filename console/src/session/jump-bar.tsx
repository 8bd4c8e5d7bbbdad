import { Button } from '@mantine/core';
import type { ReactNode, RefObject } from 'react';
import classes from './session-page.module.css';

/** On a narrow page screen and chat lie below one another; this bar at its lower edge leads from one to the other. */
export function JumpBar(props: {
  main: RefObject<HTMLElement | null>;
  chat: RefObject<HTMLElement | null>;
  unread: number;
  onChat: () => void;
}): ReactNode {
  const { main, chat, unread, onChat } = props;
  return (
    <nav className={classes.jump} aria-label="Parts of this page">
      <Button variant="default" size="xs" onClick={() => lead(main.current)}>
        Screen
      </Button>
      <Button
        variant={unread > 0 ? 'filled' : 'default'}
        size="xs"
        onClick={() => {
          onChat();
          lead(chat.current);
        }}
      >
        {unread === 0 ? 'Chat' : `Chat (${unread} new)`}
      </Button>
    </nav>
  );
}

function lead(to: HTMLElement | null): void {
  // A tab's panel that has just been chosen is shown with the next frame.
  requestAnimationFrame(() => {
    to?.scrollIntoView({ block: 'start' });
    to?.focus({ preventScroll: true });
  });
}
