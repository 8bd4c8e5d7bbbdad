import type { OpenSocket, SocketEvents } from '../connection/sockets.ts';

/** One socket of a {@link FakeNetwork}, seen from the server. */
export class FakeSocket {
  readonly url: string;
  readonly events: SocketEvents;
  readonly texts: unknown[] = [];
  readonly binaries: Uint8Array[] = [];
  isClosed = false;

  constructor(url: string, events: SocketEvents) {
    this.url = url;
    this.events = events;
  }

  /** The server says this. */
  say(message: object): void {
    this.events.text(JSON.stringify(message));
  }

  /** The line breaks. */
  breakLine(): void {
    this.isClosed = true;
    this.events.closed(1006);
  }

  /** Messages of this type that the client has sent, oldest first. */
  sent(type: string): unknown[] {
    return this.texts.filter(
      (each) => typeof each === 'object' && each !== null && 'type' in each && each.type === type,
    );
  }
}

/** Stands in for the network in tests: keeps every socket that was opened. */
export class FakeNetwork {
  readonly sockets: FakeSocket[] = [];

  readonly openSocket: OpenSocket = (url, events) => {
    const socket = new FakeSocket(url, events);
    this.sockets.push(socket);
    return {
      send: (data) => {
        if (typeof data === 'string') socket.texts.push(JSON.parse(data));
        else socket.binaries.push(data);
      },
      close: () => {
        socket.isClosed = true;
      },
    };
  };

  /** The newest socket. */
  get newest(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (socket === undefined) throw new Error('No socket was opened.');
    return socket;
  }
}

/** Lets promises that are due be carried out. */
export async function settle(): Promise<void> {
  await new Promise<void>((done) => setImmediate(done));
}
