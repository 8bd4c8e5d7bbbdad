import { readFileSync } from 'node:fs';
import { ScreenEngine } from '@throwline/applet/src/screen/screen-engine.ts';
import type { FromScreen } from '@throwline/applet/src/screen/screen-messages.ts';
import { FakeClock } from '@throwline/applet/src/testing/fake-clock.ts';
import { readAppletFrame } from '@throwline/protocol';
import { createChangeTracker, createDecoder, createLossyEncoder, UPDATE_VERSION } from '@throwline/screen';
import { buildKernel, buildLossyKernels } from '@throwline/screen/build.mjs';
import type { LinkShape } from '../link/shape.ts';
import { compress, decompress } from '../record/zstd.ts';
import { digest, digestRgba, likeness } from './picture-match.ts';
import { RecordedScreen } from './recorded-screen.ts';

/** What TLS, WebSocket and envelope add to each message, in bytes. */
const MESSAGE_OVERHEAD = 30;
/** From an update's arrival until it can be seen: half a screen's refresh and a little, in milliseconds. */
const DRAWING = 12;
/** After the first picture has come, and before what has been recorded, in milliseconds. */
const BEFORE = 1000;
/** How long the first picture, and the end, are waited for, in milliseconds. */
const LONGEST_WAIT = 60_000;
/** How often the viewer's picture is looked at after the end, in milliseconds. */
const LOOK = 10;
/** As near as this, in dB, a picture can be recognised and text in it be read. */
const NEAR = 30;
const VIEWER = 2;

const kernel = readFileSync(await buildKernel());
const lossyUrls = await buildLossyKernels();
const lossy = { encoder: readFileSync(lossyUrls.encoder), decoder: readFileSync(lossyUrls.decoder) };

/** What a viewer has seen of a recording over a link; times in milliseconds. */
export interface SimulatedView {
  /** How many frames were recorded. */
  readonly frames: number;
  /** How long the recording takes, in seconds. */
  readonly seconds: number;
  /** How many of its frames the viewer has seen whole and exactly. */
  readonly exactFrames: number;
  /** Bytes down during the recording, and until its last frame was exact. */
  readonly bytes: number;
  /** From the request until the first picture was near, and exact. */
  readonly first: Arrival;
  /** From the last recorded change until that was near, and exact. */
  readonly last: Arrival;
}

/** When a picture was {@link NEAR}, and when it was the same pixel by pixel. */
export interface Arrival {
  readonly near: number;
  readonly exact: number;
}

/**
 * Plays a recording to one viewer through the applet's own screen engine, over a link of a fixed rate and round trip. Time is virtual:
 * no processor's time counts, nothing waits, and the same recording and link always give the same figures.
 * @param shape without loss
 * @throws {Error} when the viewer's picture is not exact at the end
 */
export function simulate(recording: Uint8Array, { rate, roundTrip, loss }: LinkShape): SimulatedView {
  if (loss > 0) throw new RangeError('In virtual time no packet is lost');
  const clock = new FakeClock();
  const screen = new RecordedScreen(recording);
  const { width, height } = screen;
  const { decoder: lossyKernel, encoder: lossyEncoder } = lossy;
  const decoder = createDecoder({ decompress, maxWidth: width, maxHeight: height, lossyKernel });
  const seen = (): Uint32Array => new Uint32Array(decoder.pixels.buffer);
  const isExact = (): boolean =>
    likeness(seen(), screen.pixels) === Infinity && digestRgba(seen()) === digest(screen.pixels);
  const exact = new Set<number>();
  let freeAt = 0;
  let bytes = 0;
  let parts: Uint8Array[] = [];

  /** @param shown how many frames there had been, and the last one's digest, when the update was made */
  const arrive = (update: Uint8Array, frame: number, shown: number, wanted: number): void => {
    decoder.apply(update);
    if (digestRgba(seen()) === wanted) exact.add(shown);
    clock.after(roundTrip / 2, () => engine.handle({ type: 'shown', viewer: VIEWER, frame }));
  };
  const post = (message: FromScreen): void => {
    if (message.type === 'failed') throw new Error(message.message);
    if (message.type !== 'frame') return;
    const length = message.payload.length + MESSAGE_OVERHEAD;
    freeAt = Math.max(clock.monotonic(), freeAt) + (length * 8000) / rate;
    bytes += length;
    const frame = readAppletFrame(message.payload);
    if (frame.type !== 'screen-update') return;
    parts.push(frame.data);
    if (!frame.last) return;
    const update = Buffer.concat(parts);
    parts = [];
    const { shown, pixels } = screen;
    const wanted = digest(pixels);
    const way = freeAt + roundTrip / 2 + DRAWING - clock.monotonic();
    clock.after(way, () => arrive(update, frame.frame, shown, wanted));
  };
  const engine = new ScreenEngine({
    openSource: () => screen,
    makeTracker: (w, h) => createChangeTracker({ width: w, height: h, kernel }),
    makeLossyEncoder: (w, h) => createLossyEncoder({ kernel: lossyEncoder, width: w, height: h }),
    compress,
    clock,
    soon: (act) => void clock.after(0, act),
    post,
  });

  /** Lets time pass until the viewer has what the screen shows. */
  const arrival = (): Arrival => {
    const begun = clock.monotonic();
    let near: number | undefined;
    for (;;) {
      const waited = clock.monotonic() - begun;
      const isWhole = decoder.width === width;
      if (isWhole && near === undefined && likeness(seen(), screen.pixels) >= NEAR) near = waited;
      if (isWhole && isExact()) return { near: near ?? waited, exact: waited };
      if (waited > LONGEST_WAIT) throw new Error('The picture has not become exact');
      clock.advance(LOOK);
    }
  };

  engine.handle({ type: 'protect', processes: { kind: 'none' } });
  engine.handle({ type: 'view', viewer: VIEWER, view: 1, monitor: 0, version: UPDATE_VERSION, shapes: 0 });
  const first = arrival();
  clock.advance(BEFORE);
  const bytesBefore = bytes;
  let now = 0;
  for (let at = screen.nextAt; at !== undefined; at = screen.nextAt) {
    clock.advance(Math.max(0, at - now));
    now = Math.max(at, now);
    screen.showNext();
  }
  const last = arrival();
  engine.close();
  exact.delete(0);
  return {
    frames: screen.shown,
    seconds: now / 1000,
    exactFrames: exact.size,
    bytes: bytes - bytesBefore,
    first,
    last,
  };
}
