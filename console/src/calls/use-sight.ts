import type { SessionId, SessionSummary } from '@throwline/protocol';
import { type RefObject, useEffect } from 'react';
import { useMe } from '../app/me.ts';
import { useObservable } from '../app/use-observable.ts';
import { useCalls } from './calls-context.tsx';
import { type Counts, unreadOf } from './unread.ts';

/** While the component is shown, the session's page is what the technician sees. */
export function useSessionInSight(sessionId: SessionId): void {
  const { sight } = useCalls();
  useEffect(() => sight.open(sessionId), [sight, sessionId]);
}

/** Whether `box`, which holds a session's chat, can be seen: not behind another tab, nor beside what is in full screen. */
export function useChatInSight(sessionId: SessionId, box: RefObject<HTMLElement | null>): void {
  const { sight } = useCalls();
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    let isOnPage = false;
    const tell = (): void => {
      const full = document.fullscreenElement;
      sight.chat(sessionId, isOnPage && (full === null || full.contains(element)));
    };
    const observer = new IntersectionObserver((entries) => {
      isOnPage = entries.at(-1)?.isIntersecting ?? false;
      tell();
    });
    observer.observe(element);
    document.addEventListener('fullscreenchange', tell);
    return () => {
      observer.disconnect();
      document.removeEventListener('fullscreenchange', tell);
      sight.chat(sessionId, false);
    };
  }, [sight, sessionId, box]);
}

/** What the technician has not seen yet of a session in the queue. */
export function useUnread(session: SessionSummary): Counts {
  const { marks } = useCalls();
  const me = useMe().technician.id;
  return unreadOf(session, useObservable(marks.marks)[session.sessionId], me);
}
