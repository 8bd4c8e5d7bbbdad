import { Button, Stack, Text, Title } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import {
  describeEvent,
  logNames,
  partOfTechnician,
  type SessionEvent,
  type SessionId,
  type SessionState,
  type TechnicianId,
} from '@throwline/protocol';
import { type ReactNode, useRef, useState } from 'react';
import { useConnection, useServerNow } from '../app/connection-context.tsx';
import { Failure } from '../app/failure.tsx';
import { useMe } from '../app/me.ts';
import { PageLoading, PageNotFound } from '../app/page-states.tsx';
import { useObservable } from '../app/use-observable.ts';
import { useCalls } from '../calls/calls-context.tsx';
import { useSessionInSight } from '../calls/use-sight.ts';
import { Invitation } from '../queue/invitations.tsx';
import type { RemoteScreen } from '../screen/remote-screen.ts';
import { useRemoteScreen } from '../screen/use-remote-screen.ts';
import { Announcements } from './announcements.tsx';
import { JumpBar } from './jump-bar.tsx';
import { MainArea } from './main-area.tsx';
import { PanelEdge, PanelToggle } from './panel-controls.tsx';
import { SessionHeader } from './session-header.tsx';
import classes from './session-page.module.css';
import { SidePanel } from './side-panel.tsx';
import { usePanel } from './use-panel.ts';
import { type FollowedSession, readSessionId, useSession } from './use-session.ts';
import { useUnread } from './use-unread.ts';

/** One session: its state and actions, the screen, permissions, chat, log and files. */
export function SessionPage(): ReactNode {
  const { sessionId } = useParams({ from: '/signed-in/console/sessions/$sessionId' });
  const id = readSessionId(sessionId);
  return id === undefined ? <PageNotFound /> : <AnySessionPage key={id} sessionId={id} />;
}

/** An invitation is answered first: the log is told only to who has joined. */
function AnySessionPage({ sessionId }: { sessionId: SessionId }): ReactNode {
  useSessionInSight(sessionId);
  const queue = useObservable(useConnection().queue);
  const me = useMe().technician.id;
  const now = useServerNow();
  if (queue === undefined) return <PageLoading />;
  const summary = queue.get(sessionId);
  if (summary === undefined || partOfTechnician(summary, me) !== 'invited') {
    return <OpenSessionPage sessionId={sessionId} />;
  }
  return (
    <div className={classes.notice}>
      <Stack align="flex-start">
        <Title order={1}>You are invited to this session</Title>
        <Invitation session={summary} now={now} />
        <Text size="sm" c="dimmed">
          When you accept, you can read the log and write in the chat. Screen, control and files stay with the
          colleague who invited you.
        </Text>
      </Stack>
    </div>
  );
}

function OpenSessionPage({ sessionId }: { sessionId: SessionId }): ReactNode {
  const session = useSession(sessionId);
  const { state } = session.log;
  const me = useMe().technician.id;
  // Colleagues have no peer socket: the customer's Yes was for the lead.
  const screen = useRemoteScreen(sessionId, state?.owner.id === me ? state.phase : undefined);
  if (session.refusal !== undefined) {
    const last = state && reasonOfLeaving(session.log.events, me);
    return (
      <div className={classes.notice}>
        <Stack align="flex-start">
          <Title order={1}>This session cannot be shown</Title>
          {last === undefined ? <Failure error={new Error(session.refusal)} /> : <Text>{last}</Text>}
          <Button component={Link} to="/console">
            Go to your sessions
          </Button>
        </Stack>
      </div>
    );
  }
  if (state === undefined) return <PageLoading />;
  return <Case session={session} state={state} screen={screen} />;
}

/** The case itself: what matters most on the left, beside it the panel with chat, files and log. */
function Case(props: {
  session: FollowedSession;
  state: SessionState;
  screen: RemoteScreen | undefined;
}): ReactNode {
  const { session, state, screen } = props;
  const panel = usePanel();
  const [tab, setTab] = useState(state.phase === 'closed' ? 'log' : 'chat');
  const main = useRef<HTMLDivElement>(null);
  const chat = useRef<HTMLDivElement>(null);
  const sight = useObservable(useCalls().sight.inSight);
  const unread = useUnread(session, sight.sessionId === session.sessionId && sight.hasChat);
  const toggle = <PanelToggle panel={panel} unread={unread} />;
  return (
    <div
      className={classes.page}
      data-full-screen={panel.isFullScreen}
      ref={(element) => element?.style.setProperty('--panel-width', `${panel.width}px`)}
    >
      <SessionHeader session={session} state={state}>
        {toggle}
      </SessionHeader>
      <div className={classes.body} data-panel={panel.isOpen}>
        <div className={classes.main} ref={main} tabIndex={-1}>
          <MainArea
            session={session}
            state={state}
            screen={screen}
            panelToggle={panel.isFullScreen && toggle}
          />
        </div>
        {panel.isOpen && <PanelEdge panel={panel} />}
        <SidePanel
          session={session}
          state={state}
          screen={screen}
          panel={panel}
          tab={tab}
          onTab={setTab}
          unread={unread}
          chat={chat}
        />
      </div>
      <JumpBar main={main} chat={chat} unread={unread} onChat={() => setTab('chat')} />
      <Announcements events={session.log.events} />
    </div>
  );
}

/** What the log says of why the technician is no longer in a session, when it got that far. */
function reasonOfLeaving(events: readonly SessionEvent[], me: TechnicianId): string | undefined {
  const last = events.findLast(({ body }) => body.type === 'colleague-left' && body.technician.id === me);
  if (last?.body.type !== 'colleague-left') return undefined;
  return last.body.reason === 'left'
    ? 'You have left the session.'
    : describeEvent(last, 'technician', logNames(events));
}
