import type { SessionId } from '@throwline/protocol';
import type { Observable } from '../connection/observable.ts';
import type { Exclusively } from './one-of-tabs.ts';
import type { InSight } from './sight.ts';

const IN_FRONT = 'throwline-in-front';
const reading = (sessionId: SessionId): string => `throwline-reading/${sessionId}`;

/** The browser's locks; without them (plain HTTP) each tab is on its own. */
const locks = (): LockManager | undefined => ('locks' in navigator ? navigator.locks : undefined);

/** Runs something while no other tab does under the same name. */
export const exclusively: Exclusively = async (name, act) => {
  const manager = locks();
  if (manager === undefined) act();
  else await manager.request(name, () => act());
};

/**
 * Lets the other tabs of this browser know what this one shows, by locks that the browser itself gives up when the tab is
 * gone: nothing has to be said, and nothing that was said can be out of date.
 * @returns ends it
 */
export function tellTabs(inSight: Observable<InSight>): () => void {
  let held = new Map<string, () => void>();
  const follow = (): void => {
    const { sessionId, hasChat, isInFront } = inSight.get();
    const wanted = [
      ...(sessionId !== undefined && hasChat ? [reading(sessionId)] : []),
      ...(isInFront ? [IN_FRONT] : []),
    ];
    const before = held;
    held = new Map(wanted.map((name) => [name, before.get(name) ?? hold(name)]));
    for (const [name, release] of before) if (!held.has(name)) release();
  };
  follow();
  const stop = inSight.subscribe(follow);
  return () => {
    stop();
    for (const release of held.values()) release();
  };
}

/** What any tab of this browser has before its technician's eyes. */
export async function askTabs(sessionId: SessionId): Promise<{ isRead: boolean; isInFront: boolean }> {
  const names = ((await locks()?.query())?.held ?? []).map(({ name }) => name);
  return { isRead: names.includes(reading(sessionId)), isInFront: names.includes(IN_FRONT) };
}

function hold(name: string): () => void {
  let release = (): void => undefined;
  const done = new Promise<void>((resolve) => {
    release = resolve;
  });
  void locks()?.request(name, { mode: 'shared' }, () => done);
  return () => release();
}
