import '../app/without-eval.ts';
import { PEER_SOCKET_PATH, type Secret } from '@throwline/protocol';
import lossyDecoderUrl from '@throwline/screen/lossy-decoder.wasm?url';
import { PeerConnection } from '../connection/peer-connection.ts';
import { openWebSocket } from '../connection/sockets.ts';
import { systemTimers } from '../connection/timers.ts';
import { cursorImage } from './cursor-image.ts';
import { DrawingBox } from './drawing-box.ts';
import { PeerSession } from './peer-session.ts';
import { PictureReader } from './picture-reader.ts';
import type { FromWorker, ToSession, ToWorker } from './worker-messages.ts';

// The thread that holds the peer socket: pictures are read and decoded here; the page's thread only draws what has changed.

let box: DrawingBox | undefined;
/** Updates whose drawings went to the page as messages and are not drawn yet; the box must not overtake them. */
const posted = new Set<number>();

function tell(message: FromWorker): void {
  if (message.type === 'draw') {
    if (posted.size === 0 && box?.put(message) === true) return;
    posted.add(message.frame);
  }
  self.postMessage(message, { transfer: message.type === 'draw' ? [message.drawing.pixels.buffer] : [] });
}

let connection: PeerConnection | undefined;
let session: PeerSession | undefined;
/** What came before the session was ready. */
let early: ToSession[] = [];
let awaited: { give: (token: Secret) => void; refuse: (reason: Error) => void } | undefined;

function fetchToken(): Promise<Secret> {
  awaited?.refuse(new Error('Asked again.'));
  return new Promise((give, refuse) => {
    awaited = { give, refuse };
    tell({ type: 'token-wanted' });
  });
}

async function start(url: string): Promise<void> {
  const lossyKernel = await fetch(lossyDecoderUrl);
  if (!lossyKernel.ok) throw new Error(`the picture’s decoder: ${lossyKernel.status}`);
  const pictures = await PictureReader.create(new Uint8Array(await lossyKernel.arrayBuffer()));
  const opened = new PeerConnection({
    random: Math.random,
    url: `${url}${PEER_SOCKET_PATH}`,
    openSocket: openWebSocket,
    timers: systemTimers,
    fetchToken,
    onStatus: (status) => session?.status(status),
    onFrame: (frame) => session?.frame(frame),
  });
  connection = opened;
  session = new PeerSession({
    connection: opened,
    pictures,
    timers: systemTimers,
    monotonic: () => performance.now(),
    cursorImage,
    tell,
  });
  for (const message of early) session.take(message);
  early = [];
  opened.start();
  // While the socket is being opened there is nothing else to do here.
  pictures.rehearse();
}

function close(): void {
  connection?.send({ type: 'release-input' });
  connection?.send({ type: 'stop-screen' });
  connection?.close();
  self.close();
}

self.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  switch (data.type) {
    case 'start':
      if (data.box !== undefined) box = new DrawingBox(data.box);
      start(data.url).catch((error: unknown) => {
        tell({ type: 'broken', message: error instanceof Error ? error.message : String(error) });
      });
      return;
    case 'token':
      if (data.token === undefined) awaited?.refuse(new Error('No token.'));
      else awaited?.give(data.token);
      awaited = undefined;
      return;
    case 'close':
      close();
      return;
    default:
      if (data.type === 'drawn') posted.delete(data.frame);
      if (session === undefined) early.push(data);
      else session.take(data);
  }
});
