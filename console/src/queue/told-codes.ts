import type { CreateSessionResponse, SessionId } from '@throwline/protocol';
import { Value } from '../connection/observable.ts';

/** A code as the server told it, once. */
export interface ToldCode {
  readonly code: string;
  /** Epoch milliseconds, the server's clock. */
  readonly expiresAt: number;
}

const codes = new Value<ReadonlyMap<SessionId, ToldCode>>(new Map());

/** The codes that were told to this tab. They are kept in its memory only: nobody can ask for a code again. */
export const toldCodes = {
  get: codes.get,
  subscribe: codes.subscribe,
  keep({ session, code, codeExpiresAt }: CreateSessionResponse): void {
    codes.set(new Map(codes.get()).set(session.sessionId, { code, expiresAt: codeExpiresAt }));
  },
};

/** A code in groups of three, as it is read aloud: `123 456`. */
export function groupedCode(code: string): string {
  return code.match(/\d{3}/g)?.join(' ') ?? code;
}
