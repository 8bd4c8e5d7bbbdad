import { Tabs } from '@mantine/core';
import type { SessionState } from '@throwline/protocol';
import { type ReactNode, useEffect, useState } from 'react';
import { useMe } from '../app/me.ts';
import { FileList } from '../files/file-list.tsx';
import { useArrivals } from '../files/use-arrivals.ts';
import type { RemoteScreen } from '../screen/remote-screen.ts';
import { Chat } from './chat.tsx';
import { Log } from './log.tsx';
import { Permissions } from './permissions.tsx';
import classes from './session-page.module.css';
import { Team } from './team.tsx';
import { useIsLead } from './use-part.ts';
import type { FollowedSession } from './use-session.ts';

/** Beside the screen: permissions, who is there, and chat, files and log as tabs. Colleagues have no permissions and no files. */
export function SidePanel(props: {
  session: FollowedSession;
  state: SessionState;
  screen: RemoteScreen | undefined;
}): ReactNode {
  const { session, state, screen } = props;
  const [tab, setTab] = useState<string | null>(state.phase === 'closed' ? 'log' : 'chat');
  const files = useArrivals(session, screen);
  const offered = files.filter(({ step }) => step === 'offered').length;
  const unread = useUnread(session, tab === 'chat');
  const isLead = useIsLead(state);
  return (
    <aside className={classes.side} aria-label="Session tools">
      <Team session={session} state={state} />
      {isLead && state.phase === 'active' && <Permissions session={session} state={state} />}
      <Tabs value={tab} onChange={setTab} className={classes.tabs} keepMounted>
        <Tabs.List grow>
          <Tabs.Tab value="chat">{unread === 0 ? 'Chat' : `Chat (${unread} new)`}</Tabs.Tab>
          {isLead && (
            <Tabs.Tab value="files">{offered === 0 ? 'Files' : `Files (${offered} offered)`}</Tabs.Tab>
          )}
          <Tabs.Tab value="log">Log</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="chat" className={classes.panel}>
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

/** How many messages of others have come since the chat was last seen. */
function useUnread({ log }: FollowedSession, isSeen: boolean): number {
  const me = useMe().technician.id;
  const written = log.events.filter(
    ({ body, actor }) =>
      body.type === 'chat-sent' && !(actor.role === 'technician' && actor.technician.id === me),
  ).length;
  const [seen, setSeen] = useState(written);
  useEffect(() => {
    if (isSeen) setSeen(written);
  }, [isSeen, written]);
  return isSeen ? 0 : Math.max(0, written - seen);
}
