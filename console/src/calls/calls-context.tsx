import { useNavigate } from '@tanstack/react-router';
import type { SessionId } from '@throwline/protocol';
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { useConnection } from '../app/connection-context.tsx';
import { useMe } from '../app/me.ts';
import { steadyNow } from '../connection/timers.ts';
import { CallDesk } from './call-desk.ts';
import { CallChoice } from './call-settings.ts';
import { Notices } from './notices.ts';
import { OneOfTabs } from './one-of-tabs.ts';
import { ReadMarks } from './read-marks.ts';
import { Sight } from './sight.ts';
import { CallSound, webAudio } from './sound.ts';
import { askTabs, exclusively, tellTabs } from './tab-locks.ts';

interface CallParts {
  readonly desk: CallDesk;
  readonly marks: ReadMarks;
  readonly choice: CallChoice;
  readonly notices: Notices;
  readonly sight: Sight;
  readonly sound: CallSound;
}

const CallsContext = createContext<CallParts | undefined>(undefined);

/** Calls the technician while they are signed in. Below `ConnectionProvider`. */
export function CallsProvider({ children }: { children: ReactNode }): ReactNode {
  const connection = useConnection();
  const me = useMe().technician.id;
  const navigate = useNavigate();
  const [parts] = useState((): CallParts => {
    const open = (sessionId: SessionId): void =>
      void navigate({ to: '/console/sessions/$sessionId', params: { sessionId } });
    const marks = new ReadMarks(localStorage, me);
    const choice = new CallChoice(localStorage);
    const notices = new Notices(open);
    const sight = new Sight();
    const sound = new CallSound(webAudio);
    const desk = new CallDesk({
      me,
      queue: connection.queue,
      inSight: sight.inSight,
      marks,
      settings: choice.settings,
      oneOfTabs: new OneOfTabs({ storage: localStorage, exclusively, now: Date.now }),
      serverNow: () => steadyNow() + connection.clockOffset.get(),
      canSound: () => sound.isReady,
      playSound: () => sound.play(),
      canNotify: () => notices.allowance.get() === 'allowed',
      notify: (call) => notices.show(call),
      unnotify: (sessionId) => notices.take(sessionId),
      otherTabs: askTabs,
    });
    return { desk, marks, choice, notices, sight, sound };
  });
  useEffect(() => parts.desk.start(), [parts]);
  useEffect(() => tellTabs(parts.sight.inSight), [parts]);
  useEffect(() => {
    const { inSight } = parts.sight;
    return inSight.subscribe(() => connection.look(inSight.get().sessionId));
  }, [connection, parts]);
  useEffect(() => followBrowser(parts), [parts]);
  return <CallsContext value={parts}>{children}</CallsContext>;
}

/** What the tab, the other tabs and the technician's hands say. */
function followBrowser({ sight, sound, marks, choice }: CallParts): () => void {
  const look = (): void => sight.tab(document.visibilityState === 'visible', document.hasFocus());
  const unlock = (): void => sound.unlock();
  const stored = ({ key }: StorageEvent): void => {
    if (key === marks.key || key === null) marks.reload();
    if (key === choice.key || key === null) choice.reload();
  };
  look();
  const ends = new AbortController();
  const { signal } = ends;
  document.addEventListener('visibilitychange', look, { signal });
  window.addEventListener('focus', look, { signal });
  window.addEventListener('blur', look, { signal });
  window.addEventListener('storage', stored, { signal });
  for (const hands of ['pointerdown', 'keydown'] as const) {
    window.addEventListener(hands, unlock, { signal, capture: true });
  }
  return () => ends.abort();
}

/** How the technician is called; only below {@link CallsProvider}. */
export function useCalls(): CallParts {
  const parts = useContext(CallsContext);
  if (parts === undefined) throw new Error('There is no CallsProvider above.');
  return parts;
}
