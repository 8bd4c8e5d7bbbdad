import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { useConnection } from '../app/connection-context.tsx';
import { useMe } from '../app/me.ts';
import { ReadyScreens, sessionsToKeep } from './ready-screens.ts';
import { RemoteScreen } from './remote-screen.ts';

const ScreensContext = createContext<ReadyScreens<RemoteScreen> | undefined>(undefined);

/** Keeps the peer workers of the technician's sessions while they are signed in. Below `ConnectionProvider`. */
export function ScreensProvider({ children }: { children: ReactNode }): ReactNode {
  const connection = useConnection();
  const me = useMe().technician.id;
  const [screens] = useState(
    () => new ReadyScreens((id) => new RemoteScreen(id, (wanted) => connection.peerToken(wanted))),
  );
  useEffect(() => {
    const follow = (): void => screens.keep(sessionsToKeep(connection.queue.get(), me));
    follow();
    const stop = connection.queue.subscribe(follow);
    return () => {
      stop();
      screens.keep([]);
    };
  }, [connection, screens, me]);
  useEffect(() => {
    const follow = (): void => screens.pause(connection.status.get().state === 'expired');
    return connection.status.subscribe(follow);
  }, [connection, screens]);
  return <ScreensContext value={screens}>{children}</ScreensContext>;
}

/** The peer workers; only below {@link ScreensProvider}. */
export function useScreens(): ReadyScreens<RemoteScreen> {
  const screens = useContext(ScreensContext);
  if (screens === undefined) throw new Error('There is no ScreensProvider above.');
  return screens;
}
