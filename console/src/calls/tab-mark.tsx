import usualIcon from '@throwline/identity/favicon.svg';
import callsIcon from '@throwline/identity/favicon-calls.svg';
import { type ReactNode, useEffect } from 'react';
import { useConnection } from '../app/connection-context.tsx';
import { useMe } from '../app/me.ts';
import { useObservable } from '../app/use-observable.ts';
import { callingIn } from './call-desk.ts';
import { useCalls } from './calls-context.tsx';

const TITLE = 'Throwline Console';

/** Keeps the number of what calls in the tab's title, and a mark in its icon. */
export function TabMark(): ReactNode {
  const { marks } = useCalls();
  const queue = useObservable(useConnection().queue);
  const me = useMe().technician.id;
  useObservable(marks.marks);
  const count = callingIn(queue, marks.marks, me);
  useEffect(() => {
    document.title = count === 0 ? TITLE : `(${count}) ${TITLE}`;
    const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
    if (icon !== null) icon.href = count === 0 ? usualIcon : callsIcon;
  }, [count]);
  // Whoever has signed out is called by nothing.
  useEffect(
    () => () => {
      document.title = TITLE;
      const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
      if (icon !== null) icon.href = usualIcon;
    },
    [],
  );
  return null;
}
