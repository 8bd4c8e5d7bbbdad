import { clientMessage, HELLO_TIMEOUT, hello, ThrowlineError } from '@throwline/protocol';
import type { WebSocket } from 'ws';
import { acceptApplet } from './applet-connection.ts';
import type { Connection, EventsParts } from './connection.ts';
import { acceptConsole } from './console-connection.ts';
import { readHello } from './handshake.ts';
import { JsonSocket } from './json-socket.ts';

type Stage =
  | { readonly at: 'greeting' }
  | { readonly at: 'checking' }
  | { readonly at: 'accepted'; readonly connection: Connection };

/**
 * Takes up a socket on the events path: a hello in time, then messages.
 * @param sameOrigin whether the upgrade carried the server's own Origin, as a browser on its pages sends it
 * @param onAuthenticated to be called once the socket has said who it is, and is let in
 * @param address the client's
 */
export function acceptEventsSocket(
  socket: WebSocket,
  sameOrigin: boolean,
  onAuthenticated: () => void,
  address: string,
  parts: EventsParts,
): void {
  let stage: Stage = { at: 'greeting' };
  const json = new JsonSocket(socket, parts.clock, (message) => {
    switch (stage.at) {
      case 'greeting':
        stage = { at: 'checking' };
        greet(message);
        return;
      case 'checking':
        throw new ThrowlineError('message-malformed', 'A message came before the welcome.');
      case 'accepted': {
        const parsed = clientMessage.safeParse(message);
        if (!parsed.success) throw new ThrowlineError('message-malformed');
        stage.connection.receive(parsed.data);
      }
    }
  });
  const patience = parts.clock.after(HELLO_TIMEOUT, () => json.refuse('hello-timeout'));
  socket.once('close', () => {
    patience.cancel();
    if (stage.at === 'accepted') stage.connection.left();
  });

  function greet(message: unknown): void {
    const { hello: said, version } = readHello(message, 'hello', hello);
    patience.cancel();
    if (said.as === 'console' && !sameOrigin) throw new ThrowlineError('wrong-origin');
    const accepted =
      said.as === 'applet'
        ? acceptApplet(said, version, { socket: json, address, onAuthenticated }, parts)
        : acceptConsole(said, version, json, parts);
    json.pause();
    accepted.then(
      (connection) => {
        if (said.as === 'console') onAuthenticated();
        json.resume();
        stage = { at: 'accepted', connection };
        if (socket.readyState === socket.CLOSED) connection.left();
      },
      (error: unknown) => {
        if (!(error instanceof ThrowlineError))
          parts.log.error({ err: error }, 'a hello could not be answered');
        const code = error instanceof ThrowlineError ? error.code : 'internal';
        parts.log.info({ as: said.as, error: code }, 'a connection was refused');
        json.refuse(code);
      },
    );
  }
}
