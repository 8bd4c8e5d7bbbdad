import { Button, Group, Progress, Text } from '@mantine/core';
import { bytes, type SessionState } from '@throwline/protocol';
import type { ReactNode } from 'react';
import type { RemoteScreen } from '../screen/remote-screen.ts';
import classes from '../session/session-page.module.css';
import type { FollowedSession } from '../session/use-session.ts';
import { SaveButton } from './save-button.tsx';
import { useTransfers } from './transfers-context.tsx';
import type { SessionFile } from './use-arrivals.ts';

interface Props {
  readonly session: FollowedSession;
  readonly state: SessionState;
  readonly screen: RemoteScreen | undefined;
  readonly files: readonly SessionFile[];
}

/** The files that the customer has offered. */
export function FileList({ session, state, screen, files }: Props): ReactNode {
  const isOpen = state.phase === 'active';
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <section className={classes.scroll} tabIndex={0} aria-label="Files from the customer">
      {files.length === 0 && (
        <Text size="sm" c="dimmed">
          {state.phase === 'closed'
            ? 'No files were offered.'
            : 'No files yet. The customer can send one with “Send a file” in their window; nothing is sent until you accept it.'}
        </Text>
      )}
      <AcceptAll files={isOpen ? files.filter(({ step }) => step === 'offered') : []} session={session} />
      {files.map((file) => (
        <div key={file.fileId} className={classes.file} data-testid="file" data-step={file.step}>
          <div className={classes.fileName}>{file.name}</div>
          <Text size="xs" c="dimmed">
            {bytes(file.size)}
          </Text>
          <FileStep file={file} session={session} screen={screen} isOpen={isOpen} />
        </div>
      ))}
    </section>
  );
}

/** Accepts a file; it is saved where the browser puts downloads as soon as it is whole. */
function useAccept(session: FollowedSession): (file: SessionFile) => Promise<void> {
  const transfers = useTransfers();
  return async ({ fileId, name, size }) => {
    const { sessionId } = session;
    const result = await session.give('The file was not accepted', { type: 'accept-file', fileId });
    if (result.ok) transfers.receive({ sessionId, fileId, name, size });
  };
}

function AcceptAll(props: { files: readonly SessionFile[]; session: FollowedSession }): ReactNode {
  const { files, session } = props;
  const accept = useAccept(session);
  if (files.length < 2) return null;
  return (
    <div className={classes.acceptAll}>
      <Button size="compact-sm" onClick={() => void Promise.all(files.map(accept))}>
        Accept all {files.length}
      </Button>
      <Text size="xs" c="dimmed">
        Your browser may ask whether this page may save several files: allow it.
      </Text>
    </div>
  );
}

function FileStep(props: {
  file: SessionFile;
  session: FollowedSession;
  screen: RemoteScreen | undefined;
  isOpen: boolean;
}): ReactNode {
  const { file, session, screen, isOpen } = props;
  const { fileId, name, size, step, arrival } = file;
  const accept = useAccept(session);
  const transfers = useTransfers();
  const decline = (): void =>
    void session.give('The file was not declined', { type: 'decline-file', fileId });
  const cancel = (): void => {
    if (screen !== undefined) transfers.drop(fileId, screen);
    void session.give('The file was not cancelled', { type: 'cancel-file', fileId, failed: false });
  };
  if (arrival?.step === 'here' && step !== 'cancelled') {
    return <SaveButton name={name} contents={arrival.contents} />;
  }
  switch (step) {
    case 'offered':
      if (!isOpen) return <Note text="Not accepted." />;
      return (
        <Group gap="xs" mt={6}>
          <Button size="compact-sm" aria-label={`Accept ${name}`} onClick={() => void accept(file)}>
            Accept
          </Button>
          <Button size="compact-sm" variant="default" aria-label={`Decline ${name}`} onClick={decline}>
            Decline
          </Button>
        </Group>
      );
    case 'accepted':
      if (arrival?.step === 'failed')
        return <Note text={`${arrival.message} Ask the customer to send it again.`} />;
      if (!isOpen) return <Note text="The session ended before the whole file had arrived." />;
      return (
        <>
          {arrival === undefined ? (
            <Note text="The start of this file is not in this tab. Cancel it, and ask the customer to send it again." />
          ) : (
            <Receiving
              received={arrival.step === 'receiving' ? arrival.received : 0}
              size={size}
              name={name}
            />
          )}
          <Button size="compact-sm" variant="default" mt={6} aria-label={`Cancel ${name}`} onClick={cancel}>
            Cancel
          </Button>
        </>
      );
    case 'received':
      return <Note text="Received. It is no longer in this tab." />;
    case 'declined':
      return <Note text="Declined." />;
    case 'cancelled':
      return <Note text={arrival?.step === 'failed' ? arrival.message : 'Cancelled.'} />;
  }
}

function Receiving({ received, size, name }: { received: number; size: number; name: string }): ReactNode {
  const percent = size === 0 ? 100 : Math.floor((received / size) * 100);
  return (
    <>
      <Progress value={percent} mt={6} aria-label={`Receiving ${name}`} />
      <Text size="xs" c="dimmed" className={classes.figures}>
        {bytes(received)} of {bytes(size)} ({percent} %)
      </Text>
    </>
  );
}

function Note({ text }: { text: string }): ReactNode {
  return (
    <Text size="sm" c="dimmed" mt={4}>
      {text}
    </Text>
  );
}
