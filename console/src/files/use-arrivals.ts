import type { FileId, OfferedFile, SessionEvent } from '@throwline/protocol';
import { useEffect, useMemo } from 'react';
import { useObservable } from '../app/use-observable.ts';
import { Value } from '../connection/observable.ts';
import type { Arrival, RemoteScreen } from '../screen/remote-screen.ts';
import type { FollowedSession } from '../session/use-session.ts';
import { useTransfers } from './transfers-context.tsx';

/** A file of the session, with what has come of it in this tab. */
export interface SessionFile extends OfferedFile {
  readonly arrival: Arrival | undefined;
}

const NONE = new Value<ReadonlyMap<FileId, Arrival>>(new Map());

/** The files of a session; what the customer cancels is not received any further. */
export function useArrivals(
  session: FollowedSession,
  screen: RemoteScreen | undefined,
): readonly SessionFile[] {
  const arrivals = useObservable(screen?.arrivals ?? NONE);
  const offered = useMemo(() => filesOf(session.log.events), [session.log.events]);
  const transfers = useTransfers();

  useEffect(() => {
    for (const { fileId, step } of offered) {
      const arrival = arrivals.get(fileId);
      if (arrival === undefined) continue;
      if (step === 'cancelled' && arrival.step === 'receiving' && screen !== undefined)
        transfers.drop(fileId, screen);
    }
  }, [offered, arrivals, screen, transfers]);

  return offered.map((file) => ({ ...file, arrival: arrivals.get(file.fileId) }));
}

/** From the log and not from the state, because a closed session's state has no files any more. */
function filesOf(events: readonly SessionEvent[]): readonly OfferedFile[] {
  const files = new Map<FileId, OfferedFile>();
  const step = (fileId: FileId, next: OfferedFile['step']): void => {
    const file = files.get(fileId);
    if (file !== undefined) files.set(fileId, { ...file, step: next });
  };
  for (const { body } of events) {
    switch (body.type) {
      case 'file-offered':
        files.set(body.fileId, { fileId: body.fileId, name: body.name, size: body.size, step: 'offered' });
        break;
      case 'file-accepted':
        step(body.fileId, 'accepted');
        break;
      case 'file-declined':
        step(body.fileId, 'declined');
        break;
      case 'file-received':
        step(body.fileId, 'received');
        break;
      case 'file-cancelled':
        step(body.fileId, 'cancelled');
        break;
      default:
        break;
    }
  }
  return [...files.values()];
}
