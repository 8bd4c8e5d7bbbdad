import { createDecoder } from '../src/index.ts';
import { createZstdDecompress } from '../src/zstd-browser.ts';
import { lossyKernels } from '../testing/lossy.ts';
import { createSender } from '../testing/sender.ts';
import { LARGEST, recordedFrames } from './recorded-frames.ts';

/** What the engine waits before it looks again at what could not be sent at once, in milliseconds (screen-engine.ts). */
const FOLLOW_UP = 50;
const BYTES_PER_PIXEL = 4;

const decompress = await createZstdDecompress();

/** What a stretch of a session has cost: milliseconds of the processor, and bytes. */
export interface Spent {
  readonly compare: number;
  readonly encode: number;
  readonly decode: number;
  readonly bytes: number;
}

/** One play of a recording through tracker, stream and decoder. */
export interface RecordingRun {
  /** The first frame: all of the screen. */
  readonly first: Spent;
  /** All frames after it, up to when the viewer has the last one exactly. */
  readonly rest: Spent;
  readonly frames: number;
  readonly seconds: number;
  /** The size at the beginning. */
  readonly width: number;
  readonly height: number;
  /** All frames as they were captured, 4 bytes a pixel. */
  readonly rawBytes: number;
  readonly lossyUpdates: number;
}

/** What this process has had of the processor, in milliseconds. */
function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/**
 * Plays a recording once, with its times but without waiting. Where the screen has changed is not told: all of each frame is compared.
 * @param isLossy whether what moves may be sent lossy
 * @throws {Error} when the viewer does not end with exactly the last frame
 */
export function runRecording(recording: Uint8Array, isLossy: boolean): RecordingRun {
  const sender = createSender(isLossy);
  const { decoder: lossyKernel } = lossyKernels;
  const decoder = createDecoder({ decompress, maxWidth: LARGEST, maxHeight: LARGEST, lossyKernel });
  let spent = { compare: 0, encode: 0, decode: 0, bytes: 0 };
  let lossyUpdates = 0;

  /** Sends all that may be sent at that time. */
  function send(at: number): void {
    for (;;) {
      const t0 = processorTime();
      const update = sender.stream.encode(Number.POSITIVE_INFINITY, { at });
      const t1 = processorTime();
      spent.encode += t1 - t0;
      if (update === undefined) return;
      const { isLossy: wasLossy } = decoder.apply(update);
      spent.decode += processorTime() - t1;
      spent.bytes += update.length;
      if (wasLossy) lossyUpdates++;
    }
  }

  let first: Spent | undefined;
  let size = { width: 0, height: 0 };
  let last = { at: 0, rgba: new Uint8ClampedArray() };
  let frames = 0;
  let rawBytes = 0;
  for (const { at, screen, rgba } of recordedFrames(recording)) {
    if (frames === 0) size = { width: screen.width, height: screen.height };
    else {
      for (let early = last.at + FOLLOW_UP; early < at && sender.stream.pending > 0; early += FOLLOW_UP)
        send(early);
    }
    const t0 = processorTime();
    sender.take(screen, at);
    spent.compare += processorTime() - t0;
    send(at);
    if (first === undefined) {
      first = spent;
      spent = { compare: 0, encode: 0, decode: 0, bytes: 0 };
    }
    frames++;
    rawBytes += screen.width * screen.height * BYTES_PER_PIXEL;
    last = { at, rgba };
  }
  if (first === undefined) throw new Error('a recording without frames');
  for (let at = last.at + FOLLOW_UP; sender.stream.pending > 0; at += FOLLOW_UP) send(at);
  const bytes = (pixels: Uint8ClampedArray<ArrayBuffer>) => new Uint8Array(pixels.buffer);
  if (Buffer.compare(bytes(decoder.pixels), bytes(last.rgba)) !== 0)
    throw new Error('not exactly the last frame');
  return { first, rest: spent, frames, seconds: last.at / 1000, ...size, rawBytes, lossyUpdates };
}
