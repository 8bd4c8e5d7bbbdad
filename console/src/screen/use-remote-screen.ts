import type { Phase, SessionId } from '@throwline/protocol';
import { useEffect, useState } from 'react';
import { useConnection } from '../app/connection-context.tsx';
import { RemoteScreen } from './remote-screen.ts';

/**
 * The peer worker of a session: begun when the customer is there, so that it is ready when the session starts; ended
 * with the session or the page. After the end of the session it still holds the files that came.
 */
export function useRemoteScreen(sessionId: SessionId, phase: Phase | undefined): RemoteScreen | undefined {
  const connection = useConnection();
  const [screen, setScreen] = useState<RemoteScreen>();
  const isServed = phase === 'waiting' || phase === 'active';
  useEffect(() => {
    if (!isServed) return;
    const opened = new RemoteScreen(sessionId, (id) => connection.peerToken(id));
    setScreen(opened);
    return () => opened.close();
  }, [isServed, connection, sessionId]);
  return screen;
}
