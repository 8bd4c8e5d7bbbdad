import {
  type Envelope,
  type EnvelopeKind,
  readEnvelope,
  type Secret,
  type SessionId,
  writeEnvelope,
} from '@throwline/protocol';
import {
  type Ending,
  type EventsClient,
  ofType,
  SocketClient,
  type Target,
  VERSIONS,
} from './socket-client.ts';
import type { TestServer } from './test-server.ts';

/** A peer socket that has said its hello. */
export class PeerClient {
  readonly client: SocketClient<Envelope>;

  private constructor(client: SocketClient<Envelope>) {
    this.client = client;
  }

  /** @param origin the server's own for a console, `undefined` for an applet */
  static async open(target: Target, token: Secret, origin: string | undefined): Promise<PeerClient> {
    const client = await SocketClient.open(target, '/sockets/peer', origin, (data) => readEnvelope(data));
    client.send({ type: 'peer-hello', versions: VERSIONS, token });
    return new PeerClient(client);
  }

  get closed(): Promise<Ending> {
    return this.client.closed;
  }

  send(peer: number, payload: Uint8Array): void {
    this.client.send(writeEnvelope({ kind: 'data', peer, payload }));
  }

  /** The next data frame, without its kind. */
  async data(): Promise<{ peer: number; payload: Buffer }> {
    const { peer, payload } = await this.client.next(({ kind }) => kind === 'data');
    return { peer, payload: Buffer.from(payload) };
  }

  /** Waits for a notice and answers whom it is about. */
  async notice(kind: Exclude<EnvelopeKind, 'data'>): Promise<number> {
    return (await this.client.next((envelope) => envelope.kind === kind)).peer;
  }
}

/** Asks for a token on an events socket and opens the peer socket with it. */
export async function openPeer(
  server: TestServer,
  sessionId: SessionId,
  events: EventsClient,
  origin?: string,
): Promise<PeerClient> {
  events.send({ type: 'open-peer', sessionId });
  const { token } = await events.next(ofType('peer-token'));
  return PeerClient.open(server.running, token, origin);
}

/** The applet's and one console's peer sockets, both joined. */
export async function openPeers(
  server: TestServer,
  sessionId: SessionId,
  applet: EventsClient,
  desk: EventsClient,
): Promise<{ appletPeer: PeerClient; consolePeer: PeerClient }> {
  const appletPeer = await openPeer(server, sessionId, applet);
  const consolePeer = await openPeer(server, sessionId, desk, server.running.url);
  await Promise.all([appletPeer.notice('joined'), consolePeer.notice('joined')]);
  return { appletPeer, consolePeer };
}
