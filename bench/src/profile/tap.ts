/**
 * Loaded before the server or the applet (`node --import`) to take note of when things happen in it: messages on its
 * sockets, and in the applet's screen thread changes, captures, compression. The product itself knows nothing of it.
 */
import { appendFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { isMainThread, parentPort, threadId } from 'node:worker_threads';
import zlib from 'node:zlib';
import type { X11Screen as Screen } from '@throwline/applet/src/platform/linux/x11-screen.ts';
import { FRAME_NUMBERS, readEnvelope } from '@throwline/protocol';
import { WebSocket } from 'ws';
import { z } from 'zod';
import type { Mark } from './trace.ts';

const FLUSH_INTERVAL = 200;

const folder = process.env.THROWLINE_TRACE;
const isApplet = process.argv[1]?.includes('/applet/') ?? false;
const part = !isApplet ? 'server' : isMainThread ? 'applet' : 'screen';
const frameNames = new Map<number, string>(
  Object.entries(FRAME_NUMBERS).map(([name, number]) => [number, name]),
);
const typed = z.object({ type: z.string() });
let marks: Mark[] = [];

function note(what: string, bytes = 0): void {
  marks.push({ at: performance.timeOrigin + performance.now(), part, what, bytes });
}

function flush(): void {
  if (folder === undefined || marks.length === 0) return;
  const lines = marks.map((mark) => `${JSON.stringify(mark)}\n`).join('');
  marks = [];
  appendFileSync(join(folder, `${part}-${process.pid}-${threadId}.jsonl`), lines);
}

/** Name of a message on one of the product's sockets, and its length. */
function describe(data: unknown): { readonly name: string; readonly bytes: number } | undefined {
  if (typeof data === 'string') return { name: `events ${typeOf(data)}`, bytes: Buffer.byteLength(data) };
  if (!(data instanceof Uint8Array)) return undefined;
  // The first byte of text is a bracket, of an envelope its version.
  if (data[0] === 0x7b) return describe(Buffer.from(data).toString('utf8'));
  return { name: `peer ${frameOf(data)}`, bytes: data.length };
}

function frameOf(data: Uint8Array): string {
  try {
    const { kind, payload } = readEnvelope(data);
    return kind === 'data' ? (frameNames.get(payload[0] ?? 0) ?? 'unknown') : kind;
  } catch {
    // The server passes long frames on in pieces.
    return 'rest of a frame';
  }
}

function typeOf(text: string): string {
  try {
    return typed.parse(JSON.parse(text)).type;
  } catch {
    return 'unknown';
  }
}

function tapSockets(): void {
  const { send, emit } = WebSocket.prototype;
  Object.defineProperty(WebSocket.prototype, 'send', {
    value(this: WebSocket, ...args: unknown[]) {
      const said = describe(args[0]);
      if (said !== undefined) note(`sent ${said.name}`, said.bytes);
      return Reflect.apply(send, this, args);
    },
  });
  Object.defineProperty(WebSocket.prototype, 'emit', {
    value(this: WebSocket, ...args: unknown[]) {
      const heard = args[0] === 'message' ? describe(args[1]) : undefined;
      if (heard !== undefined) note(`received ${heard.name}`, heard.bytes);
      return Reflect.apply(emit, this, args);
    },
  });
}

/** Notes the beginning and the end of a method that is called on any object of a class. */
function tapMethod(prototype: object, name: string, what: string): void {
  const method: unknown = Reflect.get(prototype, name);
  if (typeof method !== 'function') return;
  Object.defineProperty(prototype, name, {
    value(this: unknown, ...args: unknown[]) {
      note(`${what} begins`);
      const result: unknown = Reflect.apply(method, this, args);
      if (result instanceof Promise) void result.finally(() => note(`${what} ends`));
      else note(`${what} ends`);
      return result;
    },
  });
}

async function tapScreen(): Promise<void> {
  const { X11Screen } = await import('@throwline/applet/src/platform/linux/x11-screen.ts');
  tapMethod(X11Screen.prototype, 'capture', 'capture');
  const listen = X11Screen.prototype.listen;
  X11Screen.prototype.listen = function (this: Screen, listener) {
    listen.call(this, (event) => {
      note(`event ${event.kind}`);
      listener(event);
    });
  };
  const compress = zlib.zstdCompressSync;
  Object.defineProperty(zlib, 'zstdCompressSync', {
    value(...args: Parameters<typeof compress>) {
      note('zstd begins');
      const made = compress(...args);
      note('zstd ends', made.length);
      return made;
    },
  });
  syncBuiltinESMExports();
  const post = parentPort?.postMessage;
  if (parentPort === null || post === undefined) return;
  Object.defineProperty(parentPort, 'postMessage', {
    value(message: unknown, ...rest: unknown[]) {
      const type = z.object({
        type: z.literal('frame'),
        frame: z.string(),
        payload: z.instanceof(Uint8Array),
      });
      const frame = type.safeParse(message).data;
      if (frame !== undefined) note(`made ${frame.frame}`, frame.payload.length);
      return Reflect.apply(post, parentPort, [message, ...rest]);
    },
  });
}

if (folder !== undefined && (isApplet || process.argv[1]?.includes('/server/') === true)) {
  setInterval(flush, FLUSH_INTERVAL).unref();
  process.on('exit', flush);
  if (isMainThread) tapSockets();
  if (isApplet && isMainThread) {
    const { X11Input } = await import('@throwline/applet/src/platform/linux/x11-input.ts');
    tapMethod(X11Input.prototype, 'inject', 'inject');
  }
  if (isApplet && !isMainThread) await tapScreen();
}
