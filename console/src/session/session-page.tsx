import { Button, Stack, Title } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import type { SessionId } from '@throwline/protocol';
import type { ReactNode } from 'react';
import { Failure } from '../app/failure.tsx';
import { PageLoading, PageNotFound } from '../app/page-states.tsx';
import { useRemoteScreen } from '../screen/use-remote-screen.ts';
import { Announcements } from './announcements.tsx';
import { MainArea } from './main-area.tsx';
import { SessionHeader } from './session-header.tsx';
import classes from './session-page.module.css';
import { SidePanel } from './side-panel.tsx';
import { readSessionId, useSession } from './use-session.ts';

/** One session: its state and actions, the screen, permissions, chat, log and files. */
export function SessionPage(): ReactNode {
  const { sessionId } = useParams({ from: '/signed-in/console/sessions/$sessionId' });
  const id = readSessionId(sessionId);
  return id === undefined ? <PageNotFound /> : <OpenSessionPage key={id} sessionId={id} />;
}

function OpenSessionPage({ sessionId }: { sessionId: SessionId }): ReactNode {
  const session = useSession(sessionId);
  const { state } = session.log;
  const screen = useRemoteScreen(sessionId, state?.phase);
  if (session.refusal !== undefined) {
    return (
      <div className={classes.notice}>
        <Stack align="flex-start">
          <Title order={1}>This session cannot be shown</Title>
          <Failure error={new Error(session.refusal)} />
          <Button component={Link} to="/console">
            Go to your sessions
          </Button>
        </Stack>
      </div>
    );
  }
  if (state === undefined) return <PageLoading />;
  return (
    <div className={classes.page}>
      <SessionHeader session={session} state={state} />
      <div className={classes.body}>
        <MainArea session={session} state={state} screen={screen} />
        <SidePanel session={session} state={state} screen={screen} />
      </div>
      <Announcements events={session.log.events} />
    </div>
  );
}
