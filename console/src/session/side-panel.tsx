import { Tabs } from '@mantine/core';
import type { SessionState } from '@throwline/protocol';
import type { ReactNode, RefObject } from 'react';
import { FileList } from '../files/file-list.tsx';
import { useArrivals } from '../files/use-arrivals.ts';
import type { RemoteScreen } from '../screen/remote-screen.ts';
import { Chat } from './chat.tsx';
import { Log } from './log.tsx';
import { Permissions } from './permissions.tsx';
import classes from './session-page.module.css';
import { Team } from './team.tsx';
import { PANEL_ID, type Panel } from './use-panel.ts';
import { useIsLead } from './use-part.ts';
import type { FollowedSession } from './use-session.ts';

/** Beside the screen: permissions, who is there, and chat, files and log as tabs. Colleagues have no permissions and no files. */
export function SidePanel(props: {
  session: FollowedSession;
  state: SessionState;
  screen: RemoteScreen | undefined;
  panel: Panel;
  tab: string;
  onTab: (tab: string) => void;
  /** Messages that have come since the chat was last in sight. */
  unread: number;
  chat: RefObject<HTMLDivElement | null>;
}): ReactNode {
  const { session, state, screen, panel, tab, onTab, unread, chat } = props;
  const files = useArrivals(session, screen);
  const offered = files.filter(({ step }) => step === 'offered').length;
  const isLead = useIsLead(state);
  return (
    <aside id={PANEL_ID} className={classes.side} aria-label="Session tools" data-closed={!panel.isOpen}>
      <Team session={session} state={state} />
      {isLead && state.phase === 'active' && <Permissions session={session} state={state} />}
      <Tabs
        value={tab}
        onChange={(next) => next !== null && onTab(next)}
        className={classes.tabs}
        keepMounted
      >
        <Tabs.List grow>
          <Tabs.Tab value="chat">{unread === 0 ? 'Chat' : `Chat (${unread} new)`}</Tabs.Tab>
          {isLead && (
            <Tabs.Tab value="files">{offered === 0 ? 'Files' : `Files (${offered} offered)`}</Tabs.Tab>
          )}
          <Tabs.Tab value="log">Log</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="chat" className={classes.panel} ref={chat} tabIndex={-1}>
          <Chat session={session} state={state} />
        </Tabs.Panel>
        {isLead && (
          <Tabs.Panel value="files" className={classes.panel}>
            <FileList session={session} state={state} screen={screen} files={files} />
          </Tabs.Panel>
        )}
        <Tabs.Panel value="log" className={classes.panel}>
          <Log events={session.log.events} />
        </Tabs.Panel>
      </Tabs>
    </aside>
  );
}
