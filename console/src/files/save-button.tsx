import { Button, Group, Text } from '@mantine/core';
import { IconCheck, IconDownload } from '@tabler/icons-react';
import { cleanFileName } from '@throwline/protocol';
import { type ReactNode, useEffect, useState } from 'react';

/** Saves a received and checked file under a cleaned name. It is never opened here. */
export function SaveButton({ name, contents }: { name: string; contents: Blob }): ReactNode {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(contents);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [contents]);
  return (
    <Group gap="xs" mt={6} justify="space-between">
      <Text size="xs" c="var(--tl-colour-success)" span>
        <IconCheck size={14} aria-hidden style={{ verticalAlign: 'text-bottom' }} /> Saved to your downloads
      </Text>
      <Button
        component="a"
        size="compact-sm"
        leftSection={<IconDownload size={14} aria-hidden />}
        href={url}
        download={cleanFileName(name)}
        aria-label={`Save ${name}`}
      >
        Save
      </Button>
    </Group>
  );
}
