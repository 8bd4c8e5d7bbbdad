import { CloseButton } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useEffect, useState } from 'react';
import { useObservable } from '../app/use-observable.ts';
import { usePageHidden } from '../screen/use-page-hidden.ts';
import classes from './call-toasts.module.css';
import type { Call } from './calls.ts';
import { useCalls } from './calls-context.tsx';

/** How long a call stays by itself, milliseconds. What it is about stays to be seen in the queue. */
const STAYS_FOR = 15_000;

/** The calls, at the edge of every page, a case in full screen too: buttons that lead to their session. */
export function CallToasts(): ReactNode {
  const { desk } = useCalls();
  const calls = useObservable(desk.shown);
  const isHidden = usePageHidden();
  const [isHovered, setHovered] = useState(false);
  const [isFocused, setFocused] = useState(false);
  const isHeld = isHidden || isHovered || isFocused;
  return (
    <section
      className={classes.place}
      aria-label="Calls"
      aria-live="polite"
      onMouseEnter={() => setHovered(true)}
      onMouseLeave={() => setHovered(false)}
      onFocus={() => setFocused(true)}
      onBlur={({ currentTarget, relatedTarget }) => setFocused(currentTarget.contains(relatedTarget))}
    >
      {calls.map((call) => (
        <Toast key={`${call.sessionId}/${call.reason}`} call={call} isHeld={isHeld} />
      ))}
    </section>
  );
}

function Toast({ call, isHeld }: { call: Call; isHeld: boolean }): ReactNode {
  const { desk } = useCalls();
  const navigate = useNavigate();
  const { sessionId, title, text, reason } = call;
  // These do not stand in the queue afterwards, or want to be known at once.
  const stays = reason === 'ended' || reason === 'taken-back';
  useEffect(() => {
    if (isHeld || stays) return;
    const timer = setTimeout(() => desk.dismiss(call), STAYS_FOR);
    return () => clearTimeout(timer);
  }, [desk, call, isHeld, stays]);
  const open = (): void => {
    desk.dismiss(call);
    void navigate({ to: '/console/sessions/$sessionId', params: { sessionId } });
  };
  return (
    <div className={classes.toast} data-testid="call" data-reason={reason}>
      <button type="button" className={classes.open} onClick={open}>
        <strong>
          <bdi>{title}</bdi>
        </strong>{' '}
        {text}
        <span className={classes.hint}>Open the session</span>
      </button>
      <CloseButton aria-label={`Close: ${title} ${text}`} onClick={() => desk.dismiss(call)} />
    </div>
  );
}
