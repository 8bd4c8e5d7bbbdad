import { type ServerMessage, SUPPORTED_VERSIONS, serverMessage } from '@throwline/protocol';
import { type ClientOptions, WebSocket } from 'ws';

/** Where a test connects to. */
export interface Target {
  readonly url: string;
  readonly port: number;
  readonly certificate: string | undefined;
}

/** How a socket ended. */
export interface Ending {
  readonly status: number;
  readonly reason: string;
}

/** A WebSocket whose messages can be waited for, in order. */
export class SocketClient<T> {
  readonly socket: WebSocket;
  /** Resolves when it is closed. */
  readonly closed: Promise<Ending>;
  readonly #parse: (data: Buffer, isBinary: boolean) => T;
  readonly #received: T[] = [];
  readonly #waiting: (() => void)[] = [];
  #ended = false;

  private constructor(socket: WebSocket, parse: (data: Buffer, isBinary: boolean) => T) {
    this.socket = socket;
    this.#parse = parse;
    this.closed = new Promise((resolve) => {
      socket.once('close', (status, reason) => {
        this.#ended = true;
        resolve({ status, reason: String(reason) });
        this.#wake();
      });
    });
    socket.on('message', (data, isBinary) => {
      if (!(data instanceof Buffer)) throw new Error('not a buffer');
      this.#received.push(this.#parse(data, isBinary));
      this.#wake();
    });
    socket.on('error', () => undefined);
  }

  /**
   * Connects. Rejects with the HTTP status when the upgrade is refused.
   * @param origin Origin header; `undefined` for none, as programs do
   */
  static async open<T>(
    target: Target,
    path: string,
    origin: string | undefined,
    parse: (data: Buffer, isBinary: boolean) => T,
    options: ClientOptions = {},
  ): Promise<SocketClient<T>> {
    const scheme = target.certificate === undefined ? 'ws' : 'wss';
    const socket = new WebSocket(`${scheme}://localhost:${target.port}${path}`, {
      headers: { host: new URL(target.url).host },
      ...(origin === undefined ? {} : { origin }),
      ...(target.certificate === undefined ? {} : { ca: target.certificate }),
      perMessageDeflate: false,
      ...options,
    });
    const client = new SocketClient(socket, parse);
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
      socket.once('unexpected-response', (_request, response) => {
        response.resume();
        reject(new Error(`refused with ${response.statusCode}`));
      });
    });
    return client;
  }

  send(message: unknown): void {
    this.socket.send(
      typeof message === 'string' || message instanceof Uint8Array ? message : JSON.stringify(message),
    );
  }

  /** The next message that fits; those before it are dropped. Rejects when the socket closes first. */
  async next<S extends T>(fits: (message: T) => message is S): Promise<S>;
  async next(fits?: (message: T) => boolean): Promise<T>;
  async next(fits: (message: T) => boolean = () => true): Promise<T> {
    for (;;) {
      while (this.#received.length > 0) {
        const message = this.#received.shift();
        if (message !== undefined && fits(message)) return message;
      }
      if (this.#ended) throw new Error('the socket closed before the message came');
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** Messages that have come and were not waited for. */
  get received(): readonly T[] {
    return this.#received;
  }

  async close(): Promise<void> {
    this.socket.terminate();
    await this.closed;
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

export type EventsClient = SocketClient<ServerMessage>;

/** Connects to the events socket; every message from the server is checked against the protocol. */
export function openEvents(
  target: Target,
  origin: string | undefined,
  options: ClientOptions = {},
): Promise<EventsClient> {
  return SocketClient.open(
    target,
    '/sockets/events',
    origin,
    (data) => serverMessage.parse(JSON.parse(data.toString('utf8'))),
    options,
  );
}

/** Narrows to messages of one type. */
export function ofType<K extends ServerMessage['type']>(
  type: K,
): (message: ServerMessage) => message is Extract<ServerMessage, { type: K }> {
  return (message): message is Extract<ServerMessage, { type: K }> => message.type === type;
}

export const VERSIONS = SUPPORTED_VERSIONS;
