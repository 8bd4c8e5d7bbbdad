import { Alert, Stack, Text, Title } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { lasting, moment, type SessionState } from '@throwline/protocol';
import type { ReactNode } from 'react';
import { useServerNow } from '../app/connection-context.tsx';
import { useMe } from '../app/me.ts';
import { InvitationPanel } from '../invitation/invitation-panel.tsx';
import { CodePanel } from '../queue/code-panel.tsx';
import { NewCodeButton, useToldCode } from '../queue/new-code.tsx';
import { outcomeLabel } from '../queue/session-status.ts';
import type { RemoteScreen } from '../screen/remote-screen.ts';
import { ScreenPanel } from '../screen/screen-panel.tsx';
import { TypedElsewhere, WhoHasCome } from './arrival.tsx';
import { Askers } from './askers.tsx';
import { StartButton } from './session-header.tsx';
import classes from './session-page.module.css';
import { useIsLead } from './use-part.ts';
import type { FollowedSession } from './use-session.ts';

/** The large part of a session's page: what matters most in each phase. */
export function MainArea(props: {
  session: FollowedSession;
  state: SessionState;
  screen: RemoteScreen | undefined;
  /** In full screen, where the page's head is not in sight. */
  panelToggle: ReactNode;
}): ReactNode {
  const { session, state, screen, panelToggle } = props;
  const isLead = useIsLead(state);
  if (!isLead && (state.phase === 'waiting' || state.phase === 'active')) {
    return (
      <>
        <Away applet={state.applet} />
        <Shared state={state} />
      </>
    );
  }
  switch (state.phase) {
    case 'connecting':
      return <Connecting state={state} />;
    case 'waiting':
      return (
        <>
          <Away applet={state.applet} />
          <Stack className={classes.guide} align="flex-start">
            <Title order={2}>The customer is ready and waiting</Title>
            <Text size="sm">
              Their program is running. You can already chat. Start the session when you are ready; then you
              can ask to see their screen.
            </Text>
            <WhoHasCome sessionId={state.sessionId} />
            <Askers sessionId={state.sessionId} />
            <StartButton session={session} state={state} />
          </Stack>
        </>
      );
    case 'active':
      return (
        <>
          <Away applet={state.applet} />
          {screen !== undefined && <ScreenPanel state={state} screen={screen} panelToggle={panelToggle} />}
        </>
      );
    case 'closed':
      return <Closed state={state} />;
  }
}

/** What a colleague may do here, and whom to ask for the rest. */
function Shared({ state }: { state: SessionState }): ReactNode {
  return (
    <Stack className={classes.guide} data-testid="shared-session">
      <Title order={2}>You are helping {state.owner.name} in this session</Title>
      <Text size="sm">
        You can chat with the customer and {state.owner.name}, and read the log. Everybody sees the same.
      </Text>
      <Text size="sm">
        Only {state.owner.name} has the screen, control and files, because the customer said Yes to one
        technician.
      </Text>
    </Stack>
  );
}

function Connecting({ state }: { state: Extract<SessionState, { phase: 'connecting' }> }): ReactNode {
  const { step } = state;
  const told = useToldCode(state.sessionId, step.at === 'code-made' ? step.codeExpiresAt : undefined);
  const isLead = useIsLead(state);
  switch (state.step.at) {
    case 'code-made':
      return (
        <Stack className={classes.guide}>
          <Title order={2}>Waiting for the customer to type the code</Title>
          <TypedElsewhere sessionId={state.sessionId} />
          {told === undefined ? (
            <Text size="sm">
              The code is shown only in the tab in which it was made. If you have lost it, make a new one: the
              old one then no longer works.
            </Text>
          ) : (
            <CodePanel key={told.code} told={told} />
          )}
          {isLead && <NewCodeButton sessionId={state.sessionId} />}
        </Stack>
      );
    case 'invited':
      return (
        <Stack className={classes.guide}>
          <Title order={2}>
            {state.step.isDownloaded
              ? 'The program was downloaded through the link'
              : 'Waiting for the customer to open the link'}
          </Title>
          {state.step.isDownloaded && (
            <Text size="sm">
              By the customer, or by a program that checks their mail. This page continues once the program is
              running.
            </Text>
          )}
          <InvitationPanel sessionId={state.sessionId} lastNumber={state.lastNumber} />
        </Stack>
      );
    case 'code-claimed':
      return (
        <Stack className={classes.guide}>
          <Title order={2}>The customer has typed the code</Title>
          <Text size="sm">
            The page offers them the program. Ask them to download and run it as the page shows.
          </Text>
          <WhoHasCome sessionId={state.sessionId} />
        </Stack>
      );
    case 'downloaded':
      return (
        <Stack className={classes.guide}>
          <Title order={2}>The customer has downloaded the program</Title>
          <Text size="sm">
            Ask them to run it now. Their page shows how; on Linux, it has one line to paste.
          </Text>
        </Stack>
      );
  }
}

function Away(props: {
  applet: Extract<SessionState, { phase: 'active' | 'waiting' }>['applet'];
}): ReactNode {
  const { applet } = props;
  const now = useServerNow();
  if (applet.status === 'connected') return null;
  return (
    <Alert
      color="yellow"
      variant="light"
      radius={0}
      py="xs"
      role="status"
      icon={<IconPlugConnectedX aria-hidden />}
    >
      The customer’s program has been offline for {lasting(now - applet.lostAt)}. It keeps trying; the session
      continues when it is back.
    </Alert>
  );
}

function Closed({ state }: { state: Extract<SessionState, { phase: 'closed' }> }): ReactNode {
  const now = useServerNow();
  const me = useMe().technician.id;
  return (
    <Stack className={classes.guide}>
      <Title order={2}>This session is closed</Title>
      <Text size="sm">
        {outcomeLabel(state.outcome, state.owner, me)}, {moment(state.closedAt, now)}. You can still read the
        chat and log here.
      </Text>
    </Stack>
  );
}
