import { ENCODING, FLAG, HEADER, maxUpdateBytes } from '../format.ts';
import {
  ENTRY,
  ENTRY_KIND,
  MAGIC,
  MAX_RECORDED_TIME,
  RECORDING_FORMAT,
  RECORDING_HEAD,
} from './recording-format.ts';

export interface RecorderOptions {
  /** Is given the recording piece by piece, the head at once and then each entry whole; each piece is its own memory. */
  readonly write: (bytes: Uint8Array) => void;
  /** When the recording begins, in milliseconds of the clock that {@link Recorder.add} is told. Default 0. */
  readonly startedAt?: number;
}

/** Writes down what one viewer is sent. */
export interface Recorder {
  /**
   * Notes one update. All of a stream's updates belong in a recording, from its first on, in their order; where the screen's size changes, those of
   * the new stream follow.
   * @param at when it was made, in milliseconds; kept to the millisecond
   * @throws {RangeError} for a time before the last one or more than 49 days after the start, and for what is no exact update:
   *   recordings hold no lossy ones. Nothing is written then
   */
  add(at: number, update: Uint8Array): void;
}

function checkExact(update: Uint8Array): void {
  if (update.length < HEADER.size) throw new RangeError(`No update is ${update.length} bytes long`);
  const head = new DataView(update.buffer, update.byteOffset, update.byteLength);
  const width = head.getUint16(HEADER.width, true);
  const height = head.getUint16(HEADER.height, true);
  if (update.length > maxUpdateBytes(width, height)) {
    throw new RangeError(`No update for ${width} × ${height} pixels is ${update.length} bytes long`);
  }
  // Streams compress no lossy frame: it is as short as it can be.
  const isPlain = (head.getUint8(HEADER.flags) & FLAG.zstd) === 0;
  if (isPlain && update[HEADER.size] === ENCODING.lossy) {
    throw new RangeError('A lossy update in a recording, which is exact');
  }
}

/** Begins a recording: its head is written before this returns. */
export function createRecorder({ write, startedAt = 0 }: RecorderOptions): Recorder {
  let last = 0;
  const head = new Uint8Array(RECORDING_HEAD.size);
  head.set(MAGIC, RECORDING_HEAD.magic);
  head[RECORDING_HEAD.format] = RECORDING_FORMAT;
  write(head);
  return {
    add(at, update) {
      const time = Math.round(at - startedAt);
      if (!(time >= last && time <= MAX_RECORDED_TIME)) {
        throw new RangeError(`An update at ${time} ms, after one at ${last} ms`);
      }
      checkExact(update);
      const entry = new Uint8Array(ENTRY.data + update.length);
      const view = new DataView(entry.buffer);
      view.setUint8(ENTRY.kind, ENTRY_KIND.update);
      view.setUint32(ENTRY.at, time, true);
      view.setUint32(ENTRY.bytes, update.length, true);
      entry.set(update, ENTRY.data);
      write(entry);
      last = time;
    },
  };
}
