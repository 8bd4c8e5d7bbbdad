/** Why the server cannot start, in one line for the person who starts it. `main.ts` prints it without a stack trace. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

/** The system's error code (`EACCES`, `ENOSPC`, …) of anything thrown, if it has one. */
export function systemErrorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
