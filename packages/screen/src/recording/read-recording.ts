import { maxUpdateBytes } from '../format.ts';
import { RecordingError } from './recording-error.ts';
import { ENTRY, ENTRY_KIND, MAGIC, RECORDING_FORMAT, RECORDING_HEAD } from './recording-format.ts';

/** One update of a recording. */
export interface RecordedUpdate {
  /** Milliseconds since the start; never less than the one before. */
  readonly at: number;
  /** A view of the recording's own bytes. */
  readonly update: Uint8Array;
  /** Where in the recording its entry begins, in bytes. */
  readonly offset: number;
}

/** The largest picture taken, in pixels; bounds what an entry may have. */
export interface RecordingBounds {
  readonly maxWidth: number;
  readonly maxHeight: number;
}

function checkHead(recording: Uint8Array): void {
  for (const [i, byte] of MAGIC.entries()) {
    const found = recording[RECORDING_HEAD.magic + i];
    if (found === undefined) throw new RecordingError('truncated', 0, `${recording.length} bytes`);
    if (found !== byte) throw new RecordingError('not-a-recording', 0, `byte ${i} is ${found}`);
  }
  const format = recording[RECORDING_HEAD.format];
  if (format === undefined) throw new RecordingError('truncated', 0, `${recording.length} bytes`);
  if (format !== RECORDING_FORMAT) throw new RecordingError('unknown-format', 0, `${format}`);
}

/**
 * Takes a recording apart, entry by entry, as they are asked for; copies nothing. What an entry says is judged as far as it
 * is there, so that `truncated` means that nothing is wrong but the missing end.
 * @param recording may come from anybody
 * @throws {RecordingError} when the head or the next entry is refused; not `bad-update`, as no update is looked into
 */
export function* readRecording(
  recording: Uint8Array,
  { maxWidth, maxHeight }: RecordingBounds,
): Generator<RecordedUpdate, void, undefined> {
  checkHead(recording);
  const maxBytes = maxUpdateBytes(maxWidth, maxHeight);
  const view = new DataView(recording.buffer, recording.byteOffset, recording.byteLength);
  let last = 0;
  for (let offset: number = RECORDING_HEAD.size; offset < recording.length; ) {
    const left = recording.length - offset;
    const kind = view.getUint8(offset + ENTRY.kind);
    if (kind !== ENTRY_KIND.update) throw new RecordingError('unknown-entry', offset, `${kind}`);
    if (left < ENTRY.bytes) throw new RecordingError('truncated', offset, 'an entry without its time');
    const at = view.getUint32(offset + ENTRY.at, true);
    if (at < last) throw new RecordingError('time-reversed', offset, `${at} ms after ${last} ms`);
    if (left < ENTRY.data) throw new RecordingError('truncated', offset, 'an entry without its length');
    const bytes = view.getUint32(offset + ENTRY.bytes, true);
    if (bytes > maxBytes) throw new RecordingError('oversized', offset, `${bytes} of ${maxBytes} bytes`);
    if (left - ENTRY.data < bytes) {
      throw new RecordingError('truncated', offset, `${left - ENTRY.data} of ${bytes} bytes`);
    }
    const start = offset + ENTRY.data;
    yield { at, update: recording.subarray(start, start + bytes), offset };
    last = at;
    offset = start + bytes;
  }
}
