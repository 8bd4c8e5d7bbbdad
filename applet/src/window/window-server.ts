import { timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import {
  ERRORS,
  type FileId,
  fileId,
  MAX_WINDOW_COMMAND,
  type Secret,
  WINDOW_FILE_PATH,
  WINDOW_SECRET_HEADER,
  WINDOW_SOCKET_PATH,
  type WindowCommand,
  type WindowUpdate,
  windowCommand,
} from '@throwline/protocol';
import { WebSocket, WebSocketServer } from 'ws';
import type { UploadResult } from '../files/file-desk.ts';
import { type WindowPage, windowPage } from './page.ts';

/** A command other than those that begin and end a connection. */
export type WindowRequest = Exclude<WindowCommand, { type: 'open' | 'resume' | 'leaving' }>;
type Leaving = Extract<WindowCommand, { type: 'leaving' }>;

export interface WindowServerHandlers {
  /** The page is here, or here again: answered with everything it has to show, `hello` first. */
  connected(): readonly WindowUpdate[];
  /** The page is gone, or its socket is; then it comes back. `hasLeft`: it has said that it goes. */
  disconnected(hasLeft: boolean): void;
  /** Somebody came with this window's secret while it is there, and was turned away. */
  intruder(): void;
  request(request: WindowRequest): void;
  upload(fileId: FileId, body: AsyncIterable<Uint8Array>): Promise<UploadResult>;
}

/** Most messages that are kept while a window's place is being looked at. */
const MAX_EARLY = 20;
/** Time for the page's first message, milliseconds. */
const OPEN_TIMEOUT = 10_000;

/** A window that answers no ping for so long is gone, milliseconds. Browsers answer them beside the page. */
const PONG_TIMEOUT = 1_000;

/** Most frames of one message, and pieces of one frame: each costs memory, however little it holds. */
const MAX_PARTS = { maxFragments: 64, maxBufferedChunks: 256 } as const;
/** Most sockets that have not shown that they are the window. Any program of this computer can open them. */
const MAX_STRANGERS = 8;

/**
 * Serves the customer's window on loopback: one page, one socket, file uploads. Other programs of this computer can
 * reach the port, so everything but the bare page asks for a secret; other pages of the browser are kept out by Host
 * (against names that were bent to 127.0.0.1) and Origin.
 */
export class WindowServer {
  readonly #server: Server;
  readonly #sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_WINDOW_COMMAND,
    ...MAX_PARTS,
    perMessageDeflate: false,
  });
  readonly #handlers: WindowServerHandlers;
  readonly #secret: Secret;
  readonly #page: WindowPage;
  readonly #origin: string;
  #token: Secret | undefined;
  #current: WebSocket | undefined;
  /** Sockets that have not shown that they are the window, oldest first. */
  readonly #strangers = new Set<WebSocket>();

  private constructor(
    server: Server,
    options: { html: Buffer; secret: Secret; port: number },
    handlers: WindowServerHandlers,
  ) {
    this.#server = server;
    this.#handlers = handlers;
    this.#secret = options.secret;
    this.#origin = `http://127.0.0.1:${options.port}`;
    this.#page = windowPage(options.html, this.#origin);
    server.on('request', (request: IncomingMessage, response: ServerResponse) =>
      this.#request(request, response),
    );
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) =>
      this.#upgrade(request, socket, head),
    );
  }

  /**
   * Opens the port, any that is free.
   * @param options.html the window's page
   * @param options.secret what a window that was opened comes back with
   */
  static async open(
    options: { readonly html: Buffer; readonly secret: Secret },
    handlers: WindowServerHandlers,
  ): Promise<WindowServer> {
    const server = createServer({ requestTimeout: 0, headersTimeout: 10_000 });
    server.listen({ host: '127.0.0.1', port: 0 });
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string')
      throw new Error('The loopback port could not be opened.');
    return new WindowServer(server, { ...options, port: address.port }, handlers);
  }

  /** Lets a window in that shows this token, once. An earlier token is void. */
  admit(token: Secret): void {
    this.#token = token;
  }

  /** `http://127.0.0.1:<port>` */
  get origin(): string {
    return this.#origin;
  }

  /** Whether a window is connected now. */
  get isConnected(): boolean {
    return this.#current !== undefined;
  }

  /** Tells the window; without one it is lost, and the next one is told everything. */
  send(update: WindowUpdate): void {
    this.#current?.send(JSON.stringify(update));
  }

  /** Ends everything, uploads too. */
  async close(): Promise<void> {
    this.#token = undefined;
    this.#current?.close(1000);
    this.#current = undefined;
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#sockets.close();
    const hard = setTimeout(() => {
      for (const client of this.#sockets.clients) client.terminate();
      this.#server.closeAllConnections();
    }, 200);
    await closed;
    clearTimeout(hard);
  }

  #request(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url ?? '';
    if (!this.#isForUs(request)) {
      refuse(response, 403, 'wrong-origin');
      return;
    }
    if (request.method === 'GET' && path === '/') {
      response.writeHead(200, this.#page.headers).end(this.#page.html);
      return;
    }
    if (request.method === 'POST' && path.startsWith(WINDOW_FILE_PATH)) {
      void this.#upload(path.slice(WINDOW_FILE_PATH.length), request, response);
      return;
    }
    refuse(response, 404, 'not-found');
  }

  async #upload(id: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parsed = fileId.safeParse(id);
    const shown = request.headers[WINDOW_SECRET_HEADER];
    const mayUpload =
      request.headers.origin === this.#origin && typeof shown === 'string' && this.#isSecret(shown);
    if (!mayUpload) return refuse(response, 403, 'wrong-origin');
    if (!parsed.success) return refuse(response, 404, 'file-unknown');
    // A page that goes away in the middle ends the transfer by an error of the body.
    request.on('error', () => undefined);
    const result = await this.#handlers.upload(parsed.data, request);
    if (response.destroyed) return;
    if (result.ok) {
      response.writeHead(204, { 'cache-control': 'no-store' }).end();
    } else {
      // What was not read is not worth waiting for.
      response.setHeader('connection', 'close');
      refuse(response, ERRORS[result.code].http, result.code, result.message);
    }
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const isOurs =
      this.#isForUs(request) && request.headers.origin === this.#origin && request.url === WINDOW_SOCKET_PATH;
    if (!isOurs) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
      return;
    }
    this.#sockets.handleUpgrade(request, socket, head, (webSocket) => this.#accept(webSocket));
  }

  #accept(socket: WebSocket): void {
    const late = setTimeout(() => socket.terminate(), OPEN_TIMEOUT);
    let step: 'new' | 'asking' | 'open' = 'new';
    let hasLeft = false;
    /** What it says while its place is being looked at. */
    const early: (WindowRequest | Leaving)[] = [];
    const take = (command: WindowRequest | Leaving): void => {
      if (command.type === 'leaving') hasLeft = true;
      else if (socket === this.#current) this.#handlers.request(command);
    };
    const [oldest] = this.#strangers;
    if (oldest !== undefined && this.#strangers.size >= MAX_STRANGERS) {
      this.#strangers.delete(oldest);
      oldest.terminate();
    }
    this.#strangers.add(socket);
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      clearTimeout(late);
      this.#strangers.delete(socket);
      if (this.#current !== socket) return;
      this.#current = undefined;
      this.#handlers.disconnected(hasLeft);
    });
    socket.on('message', (data, isBinary) => {
      const command = isBinary || !(data instanceof Buffer) ? undefined : parse(data);
      if (command === undefined) return socket.close(4400);
      if (command.type === 'open' || command.type === 'resume') {
        if (step !== 'new' || !this.#mayOpen(command)) return socket.close(4401);
        step = 'asking';
        void this.#placeIsFree().then((isFree) => {
          if (socket.readyState !== WebSocket.OPEN) return;
          if (!isFree) return socket.close(4409);
          step = 'open';
          this.#strangers.delete(socket);
          clearTimeout(late);
          this.#become(socket);
          for (const command of early) take(command);
        });
        return;
      }
      if (step === 'open') take(command);
      else if (step === 'asking' && early.length < MAX_EARLY) early.push(command);
      else socket.close(4401);
    });
  }

  #mayOpen(command: Extract<WindowCommand, { type: 'open' | 'resume' }>): boolean {
    if (command.type === 'resume') return this.#isSecret(command.secret);
    if (this.#token === undefined || !equal(this.#token, command.token)) return false;
    this.#token = undefined;
    return true;
  }

  /**
   * Whether there is no window, or one that does not answer any more. One that is alive is not taken over by whoever knows its
   * secret: two windows mean that a program has got hold of it.
   */
  async #placeIsFree(): Promise<boolean> {
    const current = this.#current;
    if (current === undefined) return true;
    const isAlive = await new Promise<boolean>((resolve) => {
      const late = setTimeout(() => resolve(false), PONG_TIMEOUT);
      const answered = (alive: boolean): void => {
        clearTimeout(late);
        resolve(alive);
      };
      current.once('pong', () => answered(true));
      current.once('close', () => answered(false));
      current.ping();
    });
    if (isAlive) this.#handlers.intruder();
    else current.terminate();
    return !isAlive;
  }

  #become(socket: WebSocket): void {
    const before = this.#current;
    this.#current = socket;
    // Two have come for a place that was free.
    before?.close(4409);
    for (const update of this.#handlers.connected()) this.send(update);
  }

  #isSecret(text: string): boolean {
    return equal(this.#secret, text);
  }

  #isForUs({ headers }: IncomingMessage): boolean {
    const host = this.#origin.slice('http://'.length);
    return headers.host === host && (headers.origin === undefined || headers.origin === this.#origin);
  }
}

function equal(secret: string, text: string): boolean {
  const [a, b] = [Buffer.from(secret), Buffer.from(text)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function parse(data: Buffer): WindowCommand | undefined {
  try {
    return windowCommand.safeParse(JSON.parse(data.toString('utf8'))).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function refuse(response: ServerResponse, status: number, code: keyof typeof ERRORS, message?: string): void {
  const body = JSON.stringify({ code, message: message ?? ERRORS[code].message });
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(body);
}
