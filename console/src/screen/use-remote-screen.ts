import type { Phase, SessionId } from '@throwline/protocol';
import { useEffect, useState } from 'react';
import type { RemoteScreen } from './remote-screen.ts';
import { useScreens } from './screens-context.tsx';

/**
 * The peer worker of a session that one leads, while the customer is there. After the end of the session it still holds the
 * files that came, as long as the page is open.
 */
export function useRemoteScreen(sessionId: SessionId, phase: Phase | undefined): RemoteScreen | undefined {
  const screens = useScreens();
  const [screen, setScreen] = useState<RemoteScreen>();
  const isServed = phase === 'waiting' || phase === 'active';
  useEffect(() => {
    if (!isServed) return;
    setScreen(screens.hold(sessionId));
    return () => screens.release(sessionId);
  }, [isServed, screens, sessionId]);
  return screen;
}
