import { Button, Checkbox, Group, Paper, SimpleGrid, Stack, Text } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCopy, IconDownload } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';

/** Shows new recovery codes, the only time that they are seen, until somebody says that they keep them. */
export function RecoveryCodes(props: { codes: readonly string[]; onDone: () => void }): ReactNode {
  const [isKept, setKept] = useState(false);
  const clipboard = useClipboard();
  const text = `Recovery codes for ${location.host}. Each works once, in place of your second step.\n\n${props.codes.join('\n')}\n`;
  const download = (): void => {
    const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
    const link = document.createElement('a');
    link.href = url;
    link.download = 'throwline-recovery-codes.txt';
    link.click();
    URL.revokeObjectURL(url);
  };
  return (
    <Stack gap="sm">
      <Text size="sm">
        These codes let you in if you lose your phone or your key. Each works once. Keep them where you can
        find them without your computer: they are shown only once.
      </Text>
      <Paper withBorder p="sm" data-testid="recovery-codes">
        <SimpleGrid cols={2} spacing="xs" verticalSpacing={4}>
          {props.codes.map((code) => (
            <Text key={code} ff="monospace" size="sm">
              {code}
            </Text>
          ))}
        </SimpleGrid>
      </Paper>
      <Group gap="sm">
        <Button
          variant="default"
          leftSection={<IconCopy size={16} aria-hidden />}
          onClick={() => clipboard.copy(text)}
        >
          {clipboard.copied ? 'Copied' : 'Copy'}
        </Button>
        <Button variant="default" leftSection={<IconDownload size={16} aria-hidden />} onClick={download}>
          Save as a file
        </Button>
      </Group>
      <Checkbox
        label="I have saved these codes"
        checked={isKept}
        onChange={(event) => setKept(event.currentTarget.checked)}
      />
      <Button disabled={!isKept} onClick={props.onDone}>
        Done
      </Button>
    </Stack>
  );
}
