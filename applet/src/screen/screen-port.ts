import { parentPort, workerData } from 'node:worker_threads';
import type { FromScreen, ScreenThreadData, ToScreen } from './screen-messages.ts';

/** Where a screen process finds what it is started with, as JSON. */
export const SCREEN_DATA_VARIABLE = 'THROWLINE_SCREEN';

/** How the screen's thread or process speaks with the applet. */
export interface ScreenPort {
  readonly data: ScreenThreadData;
  post(message: FromScreen): void;
  listen(listener: (message: ToScreen | { readonly type: 'close' }) => void): void;
  /** Ends the thread or process. */
  close(): void;
}

/**
 * The port of whatever this runs as.
 * @throws Error when it is neither a worker thread nor a process that was forked for this
 */
export function screenPort(): ScreenPort {
  const port = parentPort;
  if (port !== null) {
    return {
      data: workerData,
      post: (message) => port.postMessage(message, message.type === 'frame' ? [message.payload.buffer] : []),
      listen: (listener) => port.on('message', listener),
      close: () => port.close(),
    };
  }
  const text = process.env[SCREEN_DATA_VARIABLE];
  if (process.send === undefined || text === undefined)
    throw new Error('This runs as a thread or a process of the applet only.');
  // Whoever started this is gone: nobody looks at the screen any more.
  process.once('disconnect', () => process.exit(0));
  return {
    data: JSON.parse(text),
    post: (message) => process.send?.(message),
    listen: (listener) => process.on('message', listener),
    close: () => process.disconnect(),
  };
}
