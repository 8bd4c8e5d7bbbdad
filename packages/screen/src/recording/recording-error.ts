/** Why a recording was refused, or the rest of one. */
export type RecordingErrorCode =
  /** It does not begin as a recording does. */
  | 'not-a-recording'
  | 'unknown-format'
  /** It ends in the midst of its head or of an entry that is right as far as it goes: the end was cut off. */
  | 'truncated'
  | 'unknown-entry'
  /** An entry longer than any update for the largest picture taken can be. */
  | 'oversized'
  /** An entry that is earlier than the one before it. */
  | 'time-reversed'
  /** The decoder refuses an entry's update; its error is the cause. */
  | 'bad-update';

/** A recording was refused from one place on; what came before it holds good. */
export class RecordingError extends Error {
  override readonly name = 'RecordingError';
  readonly code: RecordingErrorCode;
  /** Where in the recording the head or the entry begins that is refused, in bytes. */
  readonly offset: number;

  constructor(code: RecordingErrorCode, offset: number, message: string, options?: ErrorOptions) {
    super(`${code} at byte ${offset}: ${message}`, options);
    this.code = code;
    this.offset = offset;
  }
}
