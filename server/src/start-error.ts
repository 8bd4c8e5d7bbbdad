/** Starts that a program around the server may want to tell apart; docs/ERRORS.md has their words. */
export type StartErrorCode = 'database-newer';

/** Why the server cannot start, in one line for the person who starts it. `main.ts` prints it without a stack trace. */
export class StartError extends Error {
  override readonly name = 'StartError';
  readonly code: StartErrorCode | undefined;

  constructor(message: string, options: { readonly cause?: unknown; readonly code?: StartErrorCode } = {}) {
    super(options.code === undefined ? message : `${message} (${options.code}).`, { cause: options.cause });
    this.code = options.code;
  }
}

/** The system's error code (`EACCES`, `ENOSPC`, …) of anything thrown, if it has one. */
export function systemErrorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
