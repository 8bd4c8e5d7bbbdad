/** Why an update was refused. */
export type DecodeErrorCode =
  /** Shorter than its header or its regions say. */
  | 'truncated'
  /** Longer than its regions say, or than any update for its picture can be. */
  | 'oversized'
  | 'unknown-version'
  | 'unknown-flags'
  | 'unknown-encoding'
  /** A picture's size that is none, or above what this decoder takes. */
  | 'size-refused'
  /** Not the size that an earlier update told. */
  | 'size-untold'
  /** The body is no zstd frame of the length that the header says. */
  | 'decompression-failed'
  /** A region that is empty, outside the picture, or more pixels in all than the picture has. */
  | 'bad-region'
  /** A palette with an index beyond its colours. */
  | 'bad-palette'
  /** A lossy frame whose symbols are none that an encoder writes. */
  | 'bad-lossy'
  /** A lossy frame that is the difference to one that did not come just before it. */
  | 'missing-base';

/** An update was refused; the picture is as it was before it. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError';
  readonly code: DecodeErrorCode;

  constructor(code: DecodeErrorCode, message: string, options?: ErrorOptions) {
    super(`${code}: ${message}`, options);
    this.code = code;
  }
}
