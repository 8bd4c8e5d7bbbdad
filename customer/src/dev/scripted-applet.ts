import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import {
  WINDOW_FILE_PATH,
  WINDOW_SECRET_HEADER,
  WINDOW_SOCKET_PATH,
  type WindowCommand,
  type WindowPreferences,
  type WindowUpdate,
  windowCommand,
} from '@throwline/protocol';
import { type WebSocket, WebSocketServer } from 'ws';

/** A stand-in for the support program: serves the real page and says what a script hands in. */
export interface ScriptedApplet {
  /** The page's address with its one-time token. */
  readonly url: string;
  /** What the page has said so far, without `open`, `resume`, `scale` and `preferences`, which it says by itself. */
  readonly heard: readonly WindowCommand[];
  /** Files that the page has posted: id and size in bytes. */
  readonly posted: readonly { readonly fileId: string; readonly bytes: number }[];
  say(...updates: WindowUpdate[]): void;
  /** Settles when the page has said something that fits. */
  hears(fits: (command: WindowCommand) => boolean): Promise<WindowCommand>;
  /** Settles when the page has posted this file, and checks how many bytes it had. */
  receives(fileId: string, bytes: number): Promise<void>;
  /** Cuts the socket; the page may come back. */
  cut(): void;
  stop(): void;
}

const TOKEN = 't'.repeat(26);
const SECRET = 's'.repeat(26);

/** @param opening what is said to each page that opens or resumes; `refuse` lets none in */
export async function startScriptedApplet(
  opening: readonly WindowUpdate[] | 'refuse',
): Promise<ScriptedApplet> {
  const page = await readFile(new URL('../../dist/window.html', import.meta.url));
  const heard: WindowCommand[] = [];
  const posted: { fileId: string; bytes: number }[] = [];
  const listeners = new Set<(command: WindowCommand) => void>();
  const receivers = new Set<() => void>();
  const pages = new Set<WebSocket>();
  let chosen: WindowPreferences | undefined;

  const server = createServer((request, response) => {
    const path = request.url ?? '';
    if (request.method === 'POST' && path.startsWith(WINDOW_FILE_PATH)) {
      if (request.headers[WINDOW_SECRET_HEADER] !== SECRET) {
        response.writeHead(403).end();
        return;
      }
      let bytes = 0;
      request.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
      });
      request.on('end', () => {
        posted.push({ fileId: path.slice(WINDOW_FILE_PATH.length), bytes });
        response.writeHead(204).end();
        for (const receiver of receivers) receiver();
      });
    } else response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page);
  });
  const sockets = new WebSocketServer({ server, path: WINDOW_SOCKET_PATH });
  sockets.on('connection', (socket) => {
    socket.on('message', (data) => {
      const command = windowCommand.parse(JSON.parse(String(data)));
      if (command.type === 'open' || command.type === 'resume') {
        const known = command.type === 'open' ? command.token === TOKEN : command.secret === SECRET;
        if (!known || opening === 'refuse') {
          socket.close(4401);
          return;
        }
        pages.add(socket);
        for (const update of opening) {
          const kept = update.type === 'hello' && chosen !== undefined ? { preferences: chosen } : {};
          socket.send(JSON.stringify({ ...update, ...kept }));
        }
        return;
      }
      if (command.type === 'scale') return;
      if (command.type === 'preferences') {
        chosen = command.preferences;
        return;
      }
      if (command.type === 'open-whole') socket.send(JSON.stringify({ type: 'shape', shape: 'opened' }));
      if (command.type === 'make-small') socket.send(JSON.stringify({ type: 'shape', shape: 'strip' }));
      heard.push(command);
      for (const listener of listeners) listener(command);
    });
    socket.on('close', () => pages.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');

  return {
    url: `http://127.0.0.1:${address.port}/#${TOKEN}`,
    heard,
    posted,
    say(...updates) {
      for (const socket of pages) for (const update of updates) socket.send(JSON.stringify(update));
    },
    hears(fits) {
      const before = heard.find(fits);
      if (before !== undefined) return Promise.resolve(before);
      return new Promise((resolve) => {
        const listener = (command: WindowCommand): void => {
          if (!fits(command)) return;
          listeners.delete(listener);
          resolve(command);
        };
        listeners.add(listener);
      });
    },
    receives(fileId, bytes) {
      return new Promise((resolve, reject) => {
        const look = (): void => {
          const file = posted.find((each) => each.fileId === fileId);
          if (file === undefined) return;
          receivers.delete(look);
          if (file.bytes === bytes) resolve();
          else reject(new Error(`${file.bytes} bytes came`));
        };
        receivers.add(look);
        look();
      });
    },
    cut() {
      for (const socket of pages) socket.close();
    },
    stop() {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      server.closeAllConnections();
      server.close();
    },
  };
}
