import { Button, Group, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { type ReactNode, useMemo } from 'react';
import { type ChatLink, chatPieces } from './chat-links.ts';
import classes from './chat-text.module.css';

/** A message with its addresses as links. None opens by itself: a press leads to a question first. */
export function ChatText({ text, by }: { text: string; by: string }): ReactNode {
  const pieces = useMemo(() => chatPieces(text), [text]);
  return (
    <div dir="auto">
      {pieces.map(({ text: shown, link }, index) =>
        link === undefined ? (
          shown
        ) : (
          // A button and no link: a middle click or a drag would go there without the question.
          <button
            // biome-ignore lint/suspicious/noArrayIndexKey: a message's pieces never change
            key={index}
            type="button"
            className={classes.link}
            onClick={() => ask(link, by)}
          >
            {shown}
          </button>
        ),
      )}
    </div>
  );
}

function ask(link: ChatLink, by: string): void {
  const id = modals.open({
    title: 'Open this link?',
    children: <Question link={link} by={by} onDone={() => modals.close(id)} />,
  });
}

function Question({ link, by, onDone }: { link: ChatLink; by: string; onDone: () => void }): ReactNode {
  return (
    <>
      <Text size="sm">
        <bdi>{by}</bdi> wrote this link. It opens in a new tab of your browser, outside Throwline.
      </Text>
      <dl className={classes.address}>
        <dt>Site</dt>
        <dd dir="ltr" className={classes.host} data-testid="link-host">
          {link.host}
        </dd>
        <dt>Full address</dt>
        <dd dir="ltr" data-testid="link-address">
          {link.href}
        </dd>
      </dl>
      {link.isForeign && (
        <Text size="sm" c="var(--tl-colour-danger-text)" mb="sm">
          The site’s name contains letters that can look like others. Open it only if “{link.host}” is what
          you expect.
        </Text>
      )}
      {link.href.startsWith('http:') && (
        <Text size="sm" mb="sm">
          The connection to this site is not encrypted.
        </Text>
      )}
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={onDone} data-autofocus>
          Cancel
        </Button>
        <Button component="a" href={link.href} target="_blank" rel="noopener noreferrer" onClick={onDone}>
          Open in a new tab
        </Button>
      </Group>
    </>
  );
}
