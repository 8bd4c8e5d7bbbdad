import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type AppletFrame,
  type ConsoleFrame,
  PEER_SOCKET_PATH,
  readConsoleFrame,
  readEnvelope,
  type Secret,
  SUPPORTED_VERSIONS,
  writeAppletFrame,
  writeEnvelope,
} from '@throwline/protocol';
import { WebSocket } from 'ws';

/** The line between a {@link BareCustomer}'s program and the consoles. */
export class BarePeer {
  /** What consoles have sent, oldest first. */
  readonly heard: readonly { readonly from: number; readonly frame: ConsoleFrame }[];
  readonly #socket: WebSocket;

  private constructor(socket: WebSocket, heard: BarePeer['heard']) {
    this.#socket = socket;
    this.heard = heard;
  }

  /** @param server a server and its data */
  static async open(
    server: { readonly url: string; readonly dataFolder: string },
    token: Secret,
  ): Promise<BarePeer> {
    const ca = readFileSync(join(server.dataFolder, 'tls', 'certificate.pem'));
    const socket = new WebSocket(server.url.replace('https', 'wss') + PEER_SOCKET_PATH, { ca });
    const heard: { from: number; frame: ConsoleFrame }[] = [];
    socket.on('message', (data) => {
      if (!(data instanceof Buffer)) return;
      const envelope = readEnvelope(data);
      if (envelope.kind !== 'data') return;
      const frame = readConsoleFrame(envelope.payload);
      heard.push({ from: envelope.peer, frame });
      // A console gives up a line on which nothing is answered.
      if (frame.type === 'ping')
        peer.send(envelope.peer, { type: 'pong', nonce: frame.nonce, clock: performance.now() });
    });
    const peer = new BarePeer(socket, heard);
    await new Promise((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    socket.send(JSON.stringify({ type: 'peer-hello', versions: SUPPORTED_VERSIONS, token }));
    return peer;
  }

  /** Sends a frame to one console. */
  send(peer: number, frame: AppletFrame): void {
    this.#socket.send(writeEnvelope({ kind: 'data', peer, payload: writeAppletFrame(frame) }));
  }

  close(): void {
    this.#socket.terminate();
  }
}
