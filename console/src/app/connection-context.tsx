import { EVENTS_SOCKET_PATH } from '@throwline/protocol';
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { fetchSocketToken } from '../api/api.ts';
import { ApiError } from '../api/call.ts';
import { EventsConnection, TokenRefused } from '../connection/events-connection.ts';
import { openWebSocket, socketUrl } from '../connection/sockets.ts';
import { steadyNow, systemTimers } from '../connection/timers.ts';
import { renewals } from './renewals.ts';
import { useObservable } from './use-observable.ts';

const ConnectionContext = createContext<EventsConnection | undefined>(undefined);

async function socketToken(signal: AbortSignal): ReturnType<typeof fetchSocketToken> {
  try {
    return await fetchSocketToken(signal);
  } catch (error) {
    if (error instanceof ApiError && (error.code === 'not-signed-in' || error.code === 'sign-in-expired')) {
      const code = renewals.isUnderWay ? 'sign-in-expired' : error.code;
      throw new TokenRefused(code, error.message);
    }
    throw error;
  }
}

function openConnection(): EventsConnection {
  return new EventsConnection({
    random: Math.random,
    url: socketUrl(location, EVENTS_SOCKET_PATH),
    openSocket: openWebSocket,
    fetchToken: socketToken,
    timers: systemTimers,
    randomBytes: () => crypto.getRandomValues(new Uint8Array(26)),
  });
}

/** Keeps the one connection to the server while somebody is signed in. */
export function ConnectionProvider({ children }: { children: ReactNode }): ReactNode {
  const [connection, setConnection] = useState<EventsConnection>();
  useEffect(() => {
    const opened = openConnection();
    opened.start();
    setConnection(opened);
    const retry = (): void => opened.retryNow();
    window.addEventListener('online', retry);
    return () => {
      window.removeEventListener('online', retry);
      opened.stop();
    };
  }, []);
  if (connection === undefined) return null;
  return <ConnectionContext value={connection}>{children}</ConnectionContext>;
}

/** The connection to the server; only below {@link ConnectionProvider}. */
export function useConnection(): EventsConnection {
  const connection = useContext(ConnectionContext);
  if (connection === undefined) throw new Error('There is no ConnectionProvider above.');
  return connection;
}

/**
 * The server's time, epoch milliseconds, drawn again every `interval` milliseconds.
 * @param interval 1000 by default: for countdowns in seconds
 */
export function useServerNow(interval = 1000): number {
  const offset = useObservable(useConnection().clockOffset);
  const [now, setNow] = useState(steadyNow);
  useEffect(() => {
    const timer = setInterval(() => setNow(steadyNow()), interval);
    return () => clearInterval(timer);
  }, [interval]);
  return now + offset;
}
