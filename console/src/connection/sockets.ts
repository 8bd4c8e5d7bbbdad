/** What a connection needs of a WebSocket. */
export interface SocketLike {
  send(data: string | Uint8Array<ArrayBuffer>): void;
  close(): void;
}

/** What a socket tells its owner. `closed` comes once, last, also when it could never be opened. */
export interface SocketEvents {
  readonly opened: () => void;
  readonly text: (data: string) => void;
  readonly binary: (data: Uint8Array) => void;
  /** @param code the WebSocket close code; 1006 when the line broke */
  readonly closed: (code: number) => void;
}

/** Opens a socket to an address; handed in, so that tests can stand in for the network. */
export type OpenSocket = (url: string, events: SocketEvents) => SocketLike;

/** {@link OpenSocket} with the browser's (or Node's) own WebSocket. */
export const openWebSocket: OpenSocket = (url, events) => {
  const socket = new WebSocket(url);
  socket.binaryType = 'arraybuffer';
  socket.addEventListener('open', () => events.opened());
  socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (typeof data === 'string') events.text(data);
    else if (data instanceof ArrayBuffer) events.binary(new Uint8Array(data));
  });
  socket.addEventListener('close', ({ code }) => events.closed(code));
  return {
    // A socket that is no longer open drops what it is given; what must not be lost is sent again after reconnecting.
    send: (data) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(data);
    },
    close: () => socket.close(),
  };
};

/** The address of a socket on the page's own server. */
export function socketUrl(page: { protocol: string; host: string }, path: string): string {
  return `${page.protocol === 'https:' ? 'wss' : 'ws'}://${page.host}${path}`;
}
