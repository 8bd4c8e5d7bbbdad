import {
  createChangeTracker,
  createLossyEncoder,
  createViewerStream,
  type PixelView,
  type Rect,
  type ViewerStream,
} from '../src/index.ts';
import { kernel } from './kernel.ts';
import { lossyKernels } from './lossy.ts';
import { compress } from './zstd.ts';

/** A screen for one viewer, as the applet keeps it: another size, or another layout, is another tracker with another stream. */
export interface Sender {
  readonly stream: ViewerStream;
  /** Takes a frame in. @param damage default: not known */
  take(frame: PixelView, at?: number, damage?: readonly Rect[] | 'all'): void;
  /** The layout has changed: begins anew with the next frame, whatever its size. */
  renew(): void;
}

/** @param isLossy whether what moves may be sent lossy */
export function createSender(isLossy: boolean): Sender {
  const lossy = isLossy
    ? {
        makeLossyEncoder: (width: number, height: number) =>
          createLossyEncoder({ kernel: lossyKernels.encoder, width, height }),
      }
    : {};
  const open = ({ width, height }: PixelView) => {
    const tracker = createChangeTracker({ width, height, kernel });
    return { tracker, stream: createViewerStream(tracker, { compress, ...lossy }) };
  };
  let current: ReturnType<typeof open> | undefined;
  return {
    get stream() {
      if (current === undefined) throw new Error('no frame has been taken yet');
      return current.stream;
    },
    take(frame, at, damage = 'all') {
      const fits = current?.tracker.width === frame.width && current.tracker.height === frame.height;
      const { tracker, stream } = fits && current !== undefined ? current : open(frame);
      stream.mark(tracker.ingest(frame, damage, [], at));
      current = { tracker, stream };
    },
    renew() {
      current = undefined;
    },
  };
}
