/** The screen's thread: captures, compares and encodes, so that the main thread answers at once whatever is drawn. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { constants, zstdCompressSync } from 'node:zlib';
import { createChangeTracker, createLossyEncoder } from '@throwline/screen';
import { SYSTEM_CLOCK } from '../clock.ts';
import { X11Screen } from '../platform/linux/x11-screen.ts';
import { ScreenEngine } from './screen-engine.ts';
import type { FromScreen, ScreenThreadData, ToScreen } from './screen-messages.ts';

const port = parentPort;
if (port === null) throw new Error('This runs as a worker thread only.');
const { display, kernelPath }: ScreenThreadData = workerData;
const kernel = readFileSync(kernelPath);
const lossyKernel = readFileSync(join(dirname(kernelPath), 'lossy-encoder.wasm'));

const engine = new ScreenEngine({
  openSource: () => new X11Screen(display),
  makeTracker: (width, height) => createChangeTracker({ width, height, kernel }),
  // Level 1: see the screen package's README for what was measured.
  compress: (bytes) => zstdCompressSync(bytes, { params: { [constants.ZSTD_c_compressionLevel]: 1 } }),
  makeLossyEncoder: (width, height) => createLossyEncoder({ kernel: lossyKernel, width, height }),
  clock: SYSTEM_CLOCK,
  soon: (act) => setImmediate(act),
  post(message: FromScreen) {
    port.postMessage(message, message.type === 'frame' ? [message.payload.buffer] : []);
  },
});

port.on('message', (message: ToScreen | { readonly type: 'close' }) => {
  if (message.type === 'close') {
    engine.close();
    port.close();
  } else {
    engine.handle(message);
  }
});
