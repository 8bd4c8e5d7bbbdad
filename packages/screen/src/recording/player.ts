import { DecodeError } from '../decode-error.ts';
import { type AppliedUpdate, createDecoder, type Decoder, type DecoderOptions } from '../decoder.ts';
import { type RecordedUpdate, readRecording } from './read-recording.ts';
import { RecordingError } from './recording-error.ts';

/** As for a decoder. Recordings are exact, so lossy regions are refused. */
export type PlayerOptions = Omit<DecoderOptions, 'lossyKernel'>;

/** The picture as one entry has left it: what the update changed, and all of it. */
export interface PlayedUpdate extends AppliedUpdate {
  /** Milliseconds since the start. */
  readonly at: number;
  /** The bytes that this took of the viewer's link. */
  readonly update: Uint8Array;
  /** The whole picture, R, G, B, A; the next entry is painted into the same array unless it changes the size. */
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
}

function apply(decoder: Decoder, { update, offset }: RecordedUpdate): AppliedUpdate {
  try {
    return decoder.apply(update);
  } catch (cause) {
    if (!(cause instanceof DecodeError)) throw cause;
    throw new RecordingError('bad-update', offset, cause.message, { cause });
  }
}

/**
 * Plays a recording, one entry each time the next one is asked for; waiting is up to the caller. A recording of any length
 * needs a decoder's memory, and each entry a decoder's work.
 * @param recording may come from anybody
 * @throws {RecordingError} when the head or the next entry is refused; the picture is as the entry before has left it
 * @throws {RangeError} when the largest size is none of a picture's
 */
export function* playRecording(
  recording: Uint8Array,
  { decompress, maxWidth, maxHeight }: PlayerOptions,
): Generator<PlayedUpdate, void, undefined> {
  const decoder = createDecoder({ decompress, maxWidth, maxHeight });
  for (const entry of readRecording(recording, { maxWidth, maxHeight })) {
    const applied = apply(decoder, entry);
    yield { ...applied, at: entry.at, update: entry.update, pixels: decoder.pixels };
  }
}
