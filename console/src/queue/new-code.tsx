import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { SessionId } from '@throwline/protocol';
import { type ReactNode, useSyncExternalStore } from 'react';
import { renewCode } from '../api/api.ts';
import { notifyFailure, reasonOf } from '../app/failure.tsx';
import { type ToldCode, toldCodes } from './told-codes.ts';

/** Makes another code for a session in place of one that is lost; only while nobody has used it. */
export function NewCodeButton({ sessionId }: { sessionId: SessionId }): ReactNode {
  const making = useMutation({
    mutationFn: () => renewCode(sessionId),
    onSuccess: (made) => toldCodes.keep(made),
    onError: (error) => notifyFailure('No new code was made', reasonOf(error)),
  });
  return (
    <Button
      variant="default"
      size="compact-sm"
      style={{ alignSelf: 'flex-start' }}
      loading={making.isPending}
      onClick={() => making.mutate()}
    >
      New code
    </Button>
  );
}

/**
 * The code of a session, where this tab was told it and no other has been made since.
 * @param codeExpiresAt of the code that works now, epoch milliseconds
 */
export function useToldCode(sessionId: SessionId, codeExpiresAt: number | undefined): ToldCode | undefined {
  const told = useSyncExternalStore(toldCodes.subscribe, toldCodes.get).get(sessionId);
  return told !== undefined && told.expiresAt >= (codeExpiresAt ?? 0) ? told : undefined;
}
