import { Alert, AppShell, Button, Center, Group, Menu, Stack, Text, UnstyledButton } from '@mantine/core';
import {
  IconArchive,
  IconChevronDown,
  IconCloudOff,
  IconKey,
  IconLogout,
  IconShieldLock,
  IconUserCircle,
} from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { Link, Outlet, useNavigate } from '@tanstack/react-router';
import { ERRORS } from '@throwline/protocol';
import { type ReactNode, useEffect, useState } from 'react';
import { signOut } from '../api/sign-in.ts';
import { CallToasts } from '../calls/call-toasts.tsx';
import { CallsProvider } from '../calls/calls-context.tsx';
import { CallsMenu } from '../calls/calls-menu.tsx';
import { TabMark } from '../calls/tab-mark.tsx';
import { TransfersProvider } from '../files/transfers-context.tsx';
import { ScreensProvider } from '../screen/screens-context.tsx';
import { drafts } from '../session/draft.ts';
import { ConnectionProvider, useConnection } from './connection-context.tsx';
import { notifyFailure, reasonOf } from './failure.tsx';
import { Mark } from './mark.tsx';
import { useMe } from './me.ts';
import classes from './shell.module.css';
import { SignInKeeper } from './sign-in-keeper.tsx';
import { ThemeItems } from './theme-switch.tsx';
import { useObservable } from './use-observable.ts';

/** The frame around all pages of somebody who is signed in. */
export function Shell(): ReactNode {
  return (
    <ConnectionProvider>
      <CallsProvider>
        <AppShell header={{ height: 48 }} padding={0}>
          <a className="skip-link" href="#content">
            Skip to the content
          </a>
          {/* Before the page, so that a call is reached by keyboard at once. */}
          <CallToasts />
          <AppShell.Header className={classes.header}>
            <Header />
          </AppShell.Header>
          <AppShell.Main id="content" className={classes.main}>
            <ConnectionNotice />
            <SignInKeeper />
            <ScreensProvider>
              <TransfersProvider>
                <Outlet />
              </TransfersProvider>
            </ScreensProvider>
          </AppShell.Main>
        </AppShell>
        <TabMark />
      </CallsProvider>
    </ConnectionProvider>
  );
}

function Header(): ReactNode {
  const { technician, organisation } = useMe();
  return (
    <Group h="100%" wrap="nowrap" justify="space-between" className={classes.bar}>
      <Group wrap="nowrap" className={classes.start}>
        <Link to="/console" className={classes.brand} aria-label="Throwline, your sessions">
          <Mark size={28} />
          <span className={classes.brandName}>Throwline</span>
        </Link>
        <Group component="nav" gap={4} wrap="nowrap" aria-label="Main">
          <Link to="/console" className={classes.link} activeOptions={{ exact: true }}>
            Sessions
          </Link>
          {technician.role === 'administrator' && (
            <>
              <Link to="/console/admin/technicians" className={classes.link}>
                Technicians
              </Link>
              <Link to="/console/admin/email" className={classes.link}>
                Email
              </Link>
            </>
          )}
        </Group>
      </Group>
      <Group gap="sm" wrap="nowrap" className={classes.end}>
        <Text size="sm" c="dimmed" truncate visibleFrom="sm">
          {organisation}
        </Text>
        <CallsMenu />
        <AccountMenu name={technician.name} isAdministrator={technician.role === 'administrator'} />
      </Group>
    </Group>
  );
}

function AccountMenu({ name, isAdministrator }: { name: string; isAdministrator: boolean }): ReactNode {
  const { secondFactor } = useMe();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const leave = async (): Promise<void> => {
    try {
      await signOut();
      drafts(sessionStorage).clear();
    } catch (error) {
      notifyFailure('You are still signed in', reasonOf(error));
      return;
    }
    await navigate({ to: '/console/sign-in' });
    queries.clear();
  };
  return (
    <Menu position="bottom-end" width={220} withinPortal={false}>
      <Menu.Target>
        <UnstyledButton className={classes.account} aria-label={`Account of ${name}`}>
          <IconUserCircle size={22} aria-hidden className={classes.accountIcon} />
          <Text size="sm" truncate className={classes.accountName}>
            {name}
          </Text>
          <IconChevronDown size={14} aria-hidden className={classes.accountName} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Appearance</Menu.Label>
        <ThemeItems />
        <Menu.Divider />
        <Menu.Item component={Link} to="/console/account" leftSection={<IconKey size={16} aria-hidden />}>
          Your account
        </Menu.Item>
        {isAdministrator && (
          <Menu.Item
            component={Link}
            to="/console/admin/sessions"
            leftSection={<IconArchive size={16} aria-hidden />}
          >
            Stored sessions
          </Menu.Item>
        )}
        {secondFactor !== 'set-up' && (
          <Menu.Item
            component={Link}
            to="/console/second-factor"
            leftSection={<IconShieldLock size={16} aria-hidden />}
          >
            Add a second step
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => void leave()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** Says when the server is out of reach; leaves for the sign-in page when the sign-in has ended. */
function ConnectionNotice(): ReactNode {
  const connection = useConnection();
  const status = useObservable(connection.status);
  const navigate = useNavigate();
  const queries = useQueryClient();
  // A gap of a second is shown to nobody.
  const isLost = status.state === 'lost';
  const [isLastingly, setLastingly] = useState(false);
  useEffect(() => {
    if (!isLost) return;
    const timer = setTimeout(() => setLastingly(true), 1_000);
    return () => {
      clearTimeout(timer);
      setLastingly(false);
    };
  }, [isLost]);
  const isSignedOut = status.state === 'ended' && status.code === 'not-signed-in';
  useEffect(() => {
    if (!isSignedOut) return;
    void navigate({ to: '/console/sign-in', search: { to: location.pathname } }).then(() => queries.clear());
  }, [isSignedOut, navigate, queries]);
  switch (status.state) {
    case 'connecting':
    case 'online':
    case 'expired':
      return <div role="status" />;
    case 'lost':
      if (!isLastingly) return <div role="status" />;
      return (
        <div role="status">
          <Alert color="orange" variant="light" radius={0} py="xs" icon={<IconCloudOff aria-hidden />}>
            <Group gap="sm">
              <Text size="sm">
                {status.isBlocked
                  ? ERRORS['proxy-without-upgrade'].message
                  : 'No connection to the server. Reconnecting… Nothing you sent is lost.'}
              </Text>
              <Button size="compact-sm" variant="default" onClick={() => connection.retryNow()}>
                Try now
              </Button>
            </Group>
          </Alert>
        </div>
      );
    case 'ended':
      if (isSignedOut) return null;
      return (
        <Center p="md">
          <Stack>
            <Text>{status.message}</Text>
            <Button onClick={() => location.reload()}>Reload the page</Button>
          </Stack>
        </Center>
      );
  }
}
