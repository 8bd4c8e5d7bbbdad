import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import {
  claimResponse,
  createSessionResponse,
  randomId,
  type ServerMessage,
  type SessionId,
  SUPPORTED_VERSIONS,
  serverMessage,
} from '@throwline/protocol';
import { addAuthenticator } from '@throwline/testbed/authenticator.ts';
import { WebSocket } from 'ws';
import { z } from 'zod';

const SERVER = fileURLToPath(new URL('../../../server/src/testing/server-process.ts', import.meta.url));
const started = z.object({
  url: z.string(),
  port: z.number(),
  setupUrl: z.string(),
  certificate: z.string(),
});

/** A server in a process of its own, with nothing of the applet but a placeholder to download. */
export class BareServer {
  readonly child: ChildProcess;
  readonly url: string;
  readonly #certificate: string;
  readonly #data: string;
  #cookie = '';

  private constructor(child: ChildProcess, data: string, said: z.infer<typeof started>) {
    this.child = child;
    this.url = said.url;
    this.#certificate = said.certificate;
    this.#data = data;
  }

  /** Starts it, with one technician signed in. */
  static async start(): Promise<BareServer> {
    const data = mkdtempSync(join(tmpdir(), 'throwline-bench-'));
    writeFileSync(join(data, 'applet.run'), 'applet');
    const child = spawn(process.execPath, [SERVER, join(data, 'applet.run')], {
      env: {
        ...process.env,
        THROWLINE_DATA: data,
        THROWLINE_PORT: '0',
        THROWLINE_MAX_SESSIONS: '100000',
        THROWLINE_LOG_LEVEL: 'warn',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = await once(createInterface(child.stdout), 'line');
    const said = started.parse(JSON.parse(String(line)));
    const server = new BareServer(child, data, said);
    await server.call('/api/setup', {
      organisation: 'Bench',
      name: 'Bench',
      email: 'bench@example.org',
      password: 'a password for a benchmark',
      secret: new URL(said.setupUrl).hash.slice(1),
    });
    await addAuthenticator('bench@example.org', server.url, (path, body) => server.call(path, body));
    return server;
  }

  /** Makes one call; keeps the cookie. */
  async call(path: string, body: unknown): Promise<unknown> {
    const payload = JSON.stringify(body);
    const sent = request(new URL(path, this.url), {
      method: 'POST',
      ca: this.#certificate,
      headers: {
        origin: this.url,
        cookie: this.#cookie,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(payload),
      },
    });
    sent.end(payload);
    const [response] = await once(sent, 'response');
    let text = '';
    for await (const chunk of response) text += String(chunk);
    if (response.statusCode >= 400) throw new Error(`${path}: ${response.statusCode} ${text}`);
    this.#cookie = String(response.headers['set-cookie']?.[0] ?? this.#cookie).split(';')[0] ?? '';
    return JSON.parse(text);
  }

  /** An open socket on one of the server's paths. */
  async socket(path: string, origin?: string): Promise<WebSocket> {
    const socket = new WebSocket(this.url.replace('https', 'wss') + path, {
      ca: this.#certificate,
      perMessageDeflate: false,
      ...(origin === undefined ? {} : { origin }),
    });
    await once(socket, 'open');
    return socket;
  }

  /** A session whose applet is connected and waits. */
  async waitingApplet(): Promise<{ sessionId: SessionId; socket: WebSocket }> {
    const { code, session } = createSessionResponse.parse(await this.call('/api/sessions', {}));
    const { ticket } = claimResponse.parse(await this.call('/api/claims', { code }));
    const socket = await this.socket('/sockets/events');
    socket.send(
      JSON.stringify({
        type: 'hello',
        as: 'applet',
        versions: SUPPORTED_VERSIONS,
        ticket,
        key: randomId(randomBytes(26)),
        after: 0,
        applet: {
          os: 'linux',
          arch: 'x64',
          version: '0.1.0',
          capabilities: ['view-screen', 'control-input'],
        },
      }),
    );
    await messageOf(socket, 'welcome');
    return { sessionId: session.sessionId, socket };
  }

  close(): void {
    this.child.kill('SIGKILL');
    rmSync(this.#data, { recursive: true, force: true });
  }
}

/** The next message of a type on an events socket. */
export async function messageOf<K extends ServerMessage['type']>(
  socket: WebSocket,
  type: K,
): Promise<Extract<ServerMessage, { type: K }>> {
  const isWanted = (message: ServerMessage): message is Extract<ServerMessage, { type: K }> =>
    message.type === type;
  return new Promise((resolve, reject) => {
    const look = (data: unknown): void => {
      const message = serverMessage.parse(JSON.parse(String(data)));
      if (message.type === 'refused') reject(new Error(message.message));
      if (!isWanted(message)) return;
      socket.off('message', look);
      resolve(message);
    };
    socket.on('message', look);
    socket.once('close', () => reject(new Error('the socket closed')));
  });
}
