import { cleanFileName } from '@throwline/protocol';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useState } from 'react';
import { useConnection } from '../app/connection-context.tsx';
import { useQuestionBeforeLeaving } from '../app/use-question-before-leaving.ts';
import { useScreens } from '../screen/screens-context.tsx';
import { Transfers } from './transfers.ts';

const TransfersContext = createContext<Transfers | undefined>(undefined);

/** How long the browser may take to begin with a download before its address goes, milliseconds. */
const ADDRESS_LIVES = 60_000;

/** Saves under a cleaned name; never opens. */
function save(name: string, contents: Blob): void {
  const address = URL.createObjectURL(contents);
  const link = document.createElement('a');
  link.href = address;
  link.download = cleanFileName(name);
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), ADDRESS_LIVES);
}

/** Keeps what is being received while the technician is signed in. Below `ScreensProvider`. */
export function TransfersProvider({ children }: { children: ReactNode }): ReactNode {
  const connection = useConnection();
  const screens = useScreens();
  const [transfers] = useState(
    () =>
      new Transfers({
        hold: (sessionId) => {
          const receiver = screens.hold(sessionId);
          return { receiver, letGo: () => screens.release(sessionId) };
        },
        command: (...given) => connection.command(...given),
        save,
      }),
  );
  useEffect(() => {
    const follow = (): void => {
      for (const { sessionId, phase } of connection.queue.get()?.values() ?? []) {
        if (phase.phase === 'closed') transfers.end(sessionId);
      }
    };
    return connection.queue.subscribe(follow);
  }, [connection, transfers]);
  useQuestionBeforeLeaving(useCallback(() => transfers.isBusy, [transfers]));
  return <TransfersContext value={transfers}>{children}</TransfersContext>;
}

/** What is being received; only below {@link TransfersProvider}. */
export function useTransfers(): Transfers {
  const transfers = useContext(TransfersContext);
  if (transfers === undefined) throw new Error('There is no TransfersProvider above.');
  return transfers;
}
