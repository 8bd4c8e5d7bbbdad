import { ActionIcon, Button, Group, Popover, Stack, Switch, Text } from '@mantine/core';
import { IconBell, IconBellOff } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useObservable } from '../app/use-observable.ts';
import { useCalls } from './calls-context.tsx';

/** How the technician wants to be called, besides what is seen in the console. */
export function CallsMenu(): ReactNode {
  const { choice, sound } = useCalls();
  const settings = useObservable(choice.settings);
  const isSilent = !settings.sound && !settings.notifications;
  return (
    <Popover position="bottom-end" width={300} withinPortal={false} trapFocus>
      <Popover.Target>
        <ActionIcon variant="subtle" color="gray" c="var(--tl-colour-text)" size={32} aria-label="Alerts">
          {isSilent ? <IconBellOff size={20} aria-hidden /> : <IconBell size={20} aria-hidden />}
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="sm">
          <Text size="sm" c="dimmed">
            When a customer arrives, writes, offers a file, takes permission back or ends the session.
          </Text>
          <Group justify="space-between" wrap="nowrap">
            <Switch
              label="Sound"
              checked={settings.sound}
              onChange={({ currentTarget }) => choice.choose({ sound: currentTarget.checked })}
            />
            <Button size="compact-sm" variant="default" onClick={() => sound.play()}>
              Try it
            </Button>
          </Group>
          <Switch
            label="Notifications"
            description="Shown by your browser while you work in another window."
            checked={settings.notifications}
            onChange={({ currentTarget }) => choice.choose({ notifications: currentTarget.checked })}
          />
          {settings.notifications && <Allowing />}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

function Allowing(): ReactNode {
  const { notices } = useCalls();
  const allowance = useObservable(notices.allowance);
  switch (allowance) {
    case 'allowed':
      return null;
    case 'not-asked':
      return (
        <Button size="compact-sm" onClick={() => void notices.ask()}>
          Allow notifications
        </Button>
      );
    case 'blocked':
      return (
        <Text size="sm">
          Your browser blocks notifications from this site. Allow them in its settings for this site.
        </Text>
      );
    case 'impossible':
      return <Text size="sm">This browser shows notifications only over HTTPS.</Text>;
  }
}

/** Offers notifications in the queue, until the technician has said what they want. */
export function NotificationsOffer(): ReactNode {
  const { choice, notices } = useCalls();
  const isWanted = useObservable(choice.settings).notifications;
  const allowance = useObservable(notices.allowance);
  if (!isWanted || allowance !== 'not-asked') return null;
  return (
    <Group gap="xs" data-testid="notifications-offer">
      <Text size="sm" c="dimmed">
        Do you want to be told when a customer arrives or writes while you work in another window?
      </Text>
      <Group gap="xs" wrap="nowrap">
        <Button size="compact-sm" variant="default" onClick={() => void notices.ask()}>
          Allow notifications
        </Button>
        <Button size="compact-sm" variant="subtle" onClick={() => choice.choose({ notifications: false })}>
          No, thanks
        </Button>
      </Group>
    </Group>
  );
}
