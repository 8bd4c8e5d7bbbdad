import { useEffect, useRef, useState } from 'preact/hooks';
import type { SessionView } from '../session-store.ts';
import { haveRead, unreadMessages } from '../unread.ts';
import type { WindowSession } from '../window-session.ts';
import { Chat } from './chat.tsx';
import { Files } from './files.tsx';
import { SaveLog, SessionLog } from './session-log.tsx';

const TABS = ['chat', 'files', 'log'] as const;
type Tab = (typeof TABS)[number];
const NAMES: Readonly<Record<Tab, string>> = { chat: 'Chat', files: 'Send a file', log: 'Session log' };

/** Chat, files and log, one at a time, so that each has room in a small window and at large text. */
export function Tabs({ session, view }: { session: WindowSession; view: SessionView }) {
  const [open, setOpen] = useState<Tab>('chat');
  const buttons = useRef(new Map<Tab, HTMLButtonElement>());
  const isRead = open === 'chat' && view.shape !== 'strip';
  const unread = isRead ? 0 : unreadMessages(view.events);
  useEffect(() => {
    if (isRead) haveRead(view.events);
  }, [isRead, view.events]);

  const offering = view.offers.length > 0;
  useEffect(() => {
    // A file dropped while another tab was open.
    if (offering) setOpen('files');
  }, [offering]);

  function move(by: number): void {
    const next = TABS[(TABS.indexOf(open) + by + TABS.length) % TABS.length] ?? 'chat';
    setOpen(next);
    buttons.current.get(next)?.focus();
  }

  return (
    <section class="tabs" aria-label="Session">
      <div class="tab-list" role="tablist" aria-label="Chat, files and log">
        {TABS.map((tab) => (
          <button
            key={tab}
            ref={(element) => {
              if (element !== null) buttons.current.set(tab, element);
            }}
            type="button"
            role="tab"
            id={`tab-${tab}`}
            aria-selected={tab === open}
            aria-controls={`panel-${tab}`}
            tabIndex={tab === open ? 0 : -1}
            data-testid={`tab-${tab}`}
            onClick={() => setOpen(tab)}
            onKeyDown={(event) => {
              if (event.key === 'ArrowRight') move(1);
              if (event.key === 'ArrowLeft') move(-1);
            }}
          >
            {NAMES[tab]}
            {tab === 'chat' && unread > 0 && <span class="unread"> {unread} new</span>}
          </button>
        ))}
      </div>
      <div class="panel" role="tabpanel" id="panel-chat" aria-labelledby="tab-chat" hidden={open !== 'chat'}>
        <Chat view={view} send={session.chat} />
      </div>
      <div
        class="panel"
        role="tabpanel"
        id="panel-files"
        aria-labelledby="tab-files"
        hidden={open !== 'files'}
      >
        <Files view={view} offer={session.offerFiles} cancel={session.cancelFile} />
      </div>
      <div class="panel" role="tabpanel" id="panel-log" aria-labelledby="tab-log" hidden={open !== 'log'}>
        {open === 'log' && (
          <SessionLog events={view.events}>
            <SaveLog events={view.events} organisation={view.organisation} />
          </SessionLog>
        )}
      </div>
    </section>
  );
}
