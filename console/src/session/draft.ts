import type { SessionId } from '@throwline/protocol';

const PREFIX = 'throwline-draft/';

/** What {@link drafts} keeps in: the tab's own storage, or a test's. */
export type DraftStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

/**
 * Half-written messages, by technician and session. They outlive a look at the queue and a reload, stay in this tab, and go
 * when the technician signs out.
 */
export function drafts(storage: DraftStorage): {
  read(technician: string, session: SessionId): string;
  write(technician: string, session: SessionId, text: string): void;
  clear(): void;
} {
  const key = (technician: string, session: SessionId): string => `${PREFIX}${technician}/${session}`;
  return {
    read: (technician, session) => storage.getItem(key(technician, session)) ?? '',
    write(technician, session, text) {
      if (text === '') storage.removeItem(key(technician, session));
      else storage.setItem(key(technician, session), text);
    },
    clear() {
      const names = Array.from({ length: storage.length }, (_, index) => storage.key(index));
      for (const name of names) if (name?.startsWith(PREFIX) === true) storage.removeItem(name);
    },
  };
}
