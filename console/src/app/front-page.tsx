import { Center, Group, Paper, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { Mark } from './mark.tsx';

/** The frame of the pages before signing in: the mark, a title and a card. */
export function FrontPage({ title, children }: { title: string; children: ReactNode }): ReactNode {
  return (
    <Center component="main" mih="100dvh" p="md">
      <Stack w="100%" maw={400} gap="lg">
        <Group gap="sm" justify="center">
          <Mark size={40} />
          <Text fz={28} fw={650} lh={1}>
            Throwline
          </Text>
        </Group>
        <Paper withBorder radius="md" p="lg" bd="1px solid var(--tl-colour-border)">
          <Stack gap="md">
            <Title order={1}>{title}</Title>
            {children}
          </Stack>
        </Paper>
        <Text size="xs" c="dimmed" ta="center">
          Technician Console
        </Text>
      </Stack>
    </Center>
  );
}
