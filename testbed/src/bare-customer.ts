import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import {
  appletHello,
  commandId,
  EVENTS_SOCKET_PATH,
  type ParticipantCommand,
  randomId,
  type ServerMessage,
  type SessionId,
  SUPPORTED_VERSIONS,
  serverMessage,
} from '@throwline/protocol';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { BarePeer } from './bare-peer.ts';
import { until } from './wait.ts';

/** A server and its data. */
interface Where {
  readonly url: string;
  readonly dataFolder: string;
}

/** A customer without a desktop: the code typed and a support program that only speaks, for tests of the technician's side. */
export class BareCustomer {
  readonly sessionId: SessionId;
  /** What the server has said, oldest first. */
  readonly heard: readonly ServerMessage[];
  readonly #socket: WebSocket;
  readonly #server: Where;
  readonly #ticket: string;

  private constructor(
    socket: WebSocket,
    server: Where,
    sessionId: SessionId,
    heard: readonly ServerMessage[],
    ticket: string,
  ) {
    this.#server = server;
    this.#ticket = ticket;
    this.#socket = socket;
    this.sessionId = sessionId;
    this.heard = heard;
  }

  /** Types a code and connects. */
  static async arrive(server: Where, code: string): Promise<BareCustomer> {
    const ca = certificateOf(server);
    const ticket = await ticketFor(server, ca, code);
    const { socket, heard } = hello(server, ca, ticket, 'linux');
    const welcome = await until('the welcome', () => heard.find(({ type }) => type === 'welcome'));
    if (welcome.type !== 'welcome' || welcome.who.as !== 'applet') throw new Error('not welcome');
    return new BareCustomer(socket, server, welcome.who.sessionId, heard, ticket);
  }

  /** Another computer with the same program comes, and asks. @returns what it has heard, and its leaving */
  async another(
    os: 'linux' | 'windows',
  ): Promise<{ readonly heard: readonly ServerMessage[]; leave(): void }> {
    const { socket, heard } = hello(this.#server, certificateOf(this.#server), this.#ticket, os);
    await until('the server to let it ask', () => heard.find(({ type }) => type === 'asking'));
    return { heard, leave: () => socket.terminate() };
  }

  /** Gives a command, and waits until the server has taken it. */
  async give(command: ParticipantCommand): Promise<void> {
    const { sessionId } = this;
    const id = commandId.parse(randomId(randomBytes(26)));
    this.#socket.send(JSON.stringify({ type: 'command', id, sessionId, command }));
    const answer = await until('the answer', () =>
      this.heard.find((each) => (each.type === 'accepted' || each.type === 'rejected') && each.id === id),
    );
    if (answer.type === 'rejected') throw new Error(answer.message);
  }

  write(text: string): Promise<void> {
    return this.give({ type: 'send-chat', text });
  }

  /** Opens the line to the technician's consoles. */
  async openPeer(): Promise<BarePeer> {
    this.#socket.send(JSON.stringify({ type: 'open-peer', sessionId: this.sessionId }));
    const said = await until('the token', () => this.heard.find(({ type }) => type === 'peer-token'));
    if (said.type !== 'peer-token') throw new Error('no token');
    return BarePeer.open(this.#server, said.token);
  }

  /** Goes without a word, as when the network is cut. */
  leave(): void {
    this.#socket.terminate();
  }
}

function certificateOf(server: Where): Buffer {
  return readFileSync(join(server.dataFolder, 'tls', 'certificate.pem'));
}

/** Connects with a key of its own. */
function hello(
  server: Where,
  ca: Buffer,
  ticket: string,
  os: 'linux' | 'windows',
): { readonly socket: WebSocket; readonly heard: readonly ServerMessage[] } {
  const socket = new WebSocket(server.url.replace('https', 'wss') + EVENTS_SOCKET_PATH, { ca });
  const heard: ServerMessage[] = [];
  socket.on('message', (data) => heard.push(serverMessage.parse(JSON.parse(String(data)))));
  socket.on('open', () => {
    const applet = { os, arch: 'x64', version: '0.1.0', capabilities: ['view-screen', 'control-input'] };
    const said = {
      type: 'hello',
      as: 'applet',
      versions: SUPPORTED_VERSIONS,
      ticket,
      key: randomId(randomBytes(26)),
      after: 0,
      applet,
      asks: true,
    };
    socket.send(JSON.stringify(appletHello.parse(said)));
  });
  return { socket, heard };
}

/** The ticket in the name of the file that the page offers. */
async function ticketFor(server: Where, ca: Buffer, code: string): Promise<string> {
  const ask = (method: string, path: string, body = ''): Promise<{ location: string; text: string }> =>
    new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: server.url };
      const sent = request(new URL(path, server.url), { method, ca, headers }, (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('end', () =>
          resolve({ location: answer.headers.location ?? '', text: Buffer.concat(parts).toString() }),
        );
      });
      sent.on('error', reject);
      sent.end(body);
    });
  const { location } = await ask('POST', '/', `code=${code}`);
  const { text } = await ask('GET', `${location}?steps=linux-firefox`);
  return z.string().parse(/-([0-9a-z]{26})\.run/.exec(text)?.[1]);
}
