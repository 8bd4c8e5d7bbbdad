import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { request } from 'node:https';
import { join } from 'node:path';
import {
  commandId,
  consoleHello,
  createSessionResponse,
  EVENTS_SOCKET_PATH,
  listSessionsResponse,
  meResponse,
  type ParticipantCommand,
  randomId,
  type SessionSummary,
  SUPPORTED_VERSIONS,
  serverMessage,
  socketTokenResponse,
} from '@throwline/protocol';
import type { BrowserContext } from 'playwright-core';
import { WebSocket } from 'ws';
import { addAuthenticator } from './authenticator.ts';
import type { ServerProcess } from './server.ts';
import { until } from './wait.ts';

/** What a server answered. */
interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A server of the tests, as far as setting it up and calling it takes. */
type SetUpServer = Pick<ServerProcess, 'url' | 'setupUrl' | 'dataFolder'>;

/** A technician who works through the API, signed in; what a test or the demo does without a browser. */
export class ApiTechnician {
  readonly #server: SetUpServer;
  readonly #certificate: Buffer;
  readonly cookie: string;

  private constructor(server: SetUpServer, certificate: Buffer, cookie: string) {
    this.#server = server;
    this.#certificate = certificate;
    this.cookie = cookie;
  }

  /** Makes the first administrator of a fresh server, with an authenticator app as the second factor. */
  static async setUp(
    server: SetUpServer,
    account: { organisation: string; name: string; email: string; password: string },
  ): Promise<ApiTechnician> {
    const certificate = readFileSync(join(server.dataFolder, 'tls', 'certificate.pem'));
    const secret = new URL(server.setupUrl).hash.slice(1);
    const answer = await call(server, certificate, 'POST', '/api/setup', { ...account, secret });
    meResponse.parse(JSON.parse(answer.body.toString()));
    const cookie = answer.headers['set-cookie']?.[0]?.split(';')[0];
    if (cookie === undefined) throw new Error('set-up gave no cookie');
    await addAuthenticator(account.email, server.url, async (path, body) => {
      const added = await call(server, certificate, 'POST', path, body, cookie);
      return JSON.parse(added.body.toString());
    });
    return new ApiTechnician(server, certificate, cookie);
  }

  /** Has a browser's profile signed in as well. */
  async signIn(profile: BrowserContext): Promise<void> {
    const [name = '', value = ''] = this.cookie.split('=');
    await profile.addCookies([
      { name, value, url: this.#server.url, secure: true, httpOnly: true, sameSite: 'Strict' },
    ]);
  }

  /** Makes a session; answers it with its code. */
  async createSession(customerName?: string): Promise<{ session: SessionSummary; code: string }> {
    const answer = await this.#call('POST', '/api/sessions', { customerName });
    return createSessionResponse.parse(JSON.parse(answer.body.toString()));
  }

  async sessions(): Promise<SessionSummary[]> {
    const answer = await this.#call('GET', '/api/sessions');
    return listSessionsResponse.parse(JSON.parse(answer.body.toString())).sessions;
  }

  /** Gives one command to a session, on an events socket of its own; rejects with the server's words when it is refused. */
  async command(session: SessionSummary, command: ParticipantCommand): Promise<void> {
    const answer = await this.#call('POST', '/api/socket-tokens', {});
    const { token } = socketTokenResponse.parse(JSON.parse(answer.body.toString()));
    const socket = new WebSocket(this.#server.url.replace('https', 'wss') + EVENTS_SOCKET_PATH, {
      origin: this.#server.url,
      ca: this.#certificate,
    });
    const id = commandId.parse(randomId(randomBytes(26)));
    const { sessionId } = session;
    await new Promise<void>((resolve, reject) => {
      socket.on('error', reject);
      socket.on('close', () => reject(new Error('the events socket closed')));
      socket.on('open', () => {
        const hello = consoleHello.parse({
          type: 'hello',
          as: 'console',
          versions: SUPPORTED_VERSIONS,
          token,
        });
        socket.send(JSON.stringify(hello));
      });
      socket.on('message', (data) => {
        const message = serverMessage.parse(JSON.parse(String(data)));
        if (message.type === 'welcome')
          socket.send(JSON.stringify({ type: 'command', id, sessionId, command }));
        if (message.type === 'accepted' && message.id === id) resolve();
        if (message.type === 'rejected' && message.id === id) reject(new Error(message.message));
      });
    });
    socket.terminate();
  }

  async #call(method: string, path: string, body?: unknown): Promise<Answer> {
    return call(this.#server, this.#certificate, method, path, body, this.cookie);
  }
}

/** Whose steps are asked for on the page, and how the file's name ends there. */
const DOWNLOADS = {
  linux: { steps: 'linux-firefox', ending: 'run' },
  windows: { steps: 'windows-firefox', ending: 'exe' },
} as const;

/** Types a code on the Support Connection page and downloads the applet; answers its name and bytes. */
export async function downloadApplet(
  server: SetUpServer,
  code: string,
  system: keyof typeof DOWNLOADS = 'linux',
): Promise<{ name: string; bytes: Buffer }> {
  const certificate = readFileSync(join(server.dataFolder, 'tls', 'certificate.pem'));
  const typed = await call(server, certificate, 'POST', '/', new URLSearchParams({ code }));
  const journey = typed.headers.location;
  if (journey === undefined) throw new Error(`the code was refused (${typed.status})`);
  const { steps, ending } = DOWNLOADS[system];
  const file = new RegExp(`/connect/[0-9a-z]+/Support-[\\w-]+\\.${ending}`);
  const path = await until('the download to be offered', async () => {
    const page = await call(server, certificate, 'GET', `${journey}?steps=${steps}`);
    return file.exec(page.body.toString())?.[0];
  });
  const { body } = await call(server, certificate, 'GET', path);
  return { name: path.slice(path.lastIndexOf('/') + 1), bytes: body };
}

function call(
  server: SetUpServer,
  certificate: Buffer,
  method: string,
  path: string,
  body?: unknown,
  cookie?: string,
): Promise<Answer> {
  const form = body instanceof URLSearchParams;
  const payload = form ? body.toString() : body === undefined ? undefined : JSON.stringify(body);
  const type = form ? 'application/x-www-form-urlencoded' : 'application/json';
  return new Promise((resolve, reject) => {
    const sent = request(
      new URL(path, server.url),
      {
        method,
        ca: certificate,
        headers: {
          origin: server.url,
          ...(payload === undefined ? {} : { 'content-type': type }),
          ...(cookie === undefined ? {} : { cookie }),
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const status = response.statusCode ?? 0;
          const answer = { status, headers: response.headers, body: Buffer.concat(chunks) };
          if (status < 400) resolve(answer);
          else reject(new Error(`${method} ${path}: ${status} ${answer.body.toString().slice(0, 200)}`));
        });
      },
    );
    sent.on('error', reject);
    sent.end(payload);
  });
}
