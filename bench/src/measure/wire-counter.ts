import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** Bytes between a browser and a server, as they are on the wire: TLS and WebSocket framing included. */
export interface WireBytes {
  /** From the browser. */
  readonly up: number;
  /** To the browser. */
  readonly down: number;
}

/** A door to a server on loopback that counts what goes through. */
export interface WireCounter {
  readonly port: number;
  bytes(): WireBytes;
  close(): void;
}

/**
 * Opens the door.
 * @param target port of the server
 * @param host address to be reached at; loopback by default
 */
export async function countWire(target: number, host = '127.0.0.1'): Promise<WireCounter> {
  const bytes = { up: 0, down: 0 };
  const open = new Set<Socket>();
  const pass = (from: Socket, to: Socket, way: keyof typeof bytes): void => {
    open.add(from);
    from.setNoDelay(true);
    from.on('data', (chunk) => {
      bytes[way] += chunk.length;
      if (to.write(chunk)) return;
      from.pause();
      to.once('drain', () => from.resume());
    });
    from.on('end', () => to.end());
    from.on('error', () => to.destroy());
    from.on('close', () => {
      open.delete(from);
      to.destroy();
    });
  };
  const server = createServer((browser) => {
    const upstream = connect(target, '127.0.0.1');
    pass(browser, upstream, 'up');
    pass(upstream, browser, 'down');
  });
  server.listen(0, host);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the wire has no port');
  return {
    port: address.port,
    bytes: () => ({ ...bytes }),
    close() {
      for (const socket of open) socket.destroy();
      server.close();
    },
  };
}
