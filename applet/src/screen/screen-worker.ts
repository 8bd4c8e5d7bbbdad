/** The screen's thread or process: captures, compares and encodes, so that the main thread answers at once whatever is drawn. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { constants, zstdCompressSync } from 'node:zlib';
import { createChangeTracker, createLossyEncoder, rehearseEncoding } from '@throwline/screen';
import { SYSTEM_CLOCK } from '../clock.ts';
import { currentHost } from '../platform/current.ts';
import { ScreenEngine } from './screen-engine.ts';
import type { FromScreen } from './screen-messages.ts';
import { screenPort } from './screen-port.ts';

const port = screenPort();
const { display, kernelPath } = port.data;
const kernel = readFileSync(kernelPath);
const lossyKernel = readFileSync(join(dirname(kernelPath), 'lossy-encoder.wasm'));

// Level 1: see the screen package's README for what was measured.
const compress = (bytes: Uint8Array): Uint8Array =>
  zstdCompressSync(bytes, { params: { [constants.ZSTD_c_compressionLevel]: 1 } });

const engine = new ScreenEngine({
  openSource: () => currentHost().openScreen(display),
  makeTracker: (width, height) => createChangeTracker({ width, height, kernel }),
  compress,
  makeLossyEncoder: (width, height) => createLossyEncoder({ kernel: lossyKernel, width, height }),
  clock: SYSTEM_CLOCK,
  soon: (act) => setImmediate(act),
  post(message: FromScreen) {
    port.post(message);
  },
});

port.listen((message) => {
  if (message.type === 'close') {
    engine.close();
    port.close();
  } else {
    engine.handle(message);
  }
});

// Whatever was asked meanwhile comes first.
setImmediate(() => {
  if (engine.isViewed) return;
  rehearseEncoding({ kernel, compress });
  engine.prepare();
});
