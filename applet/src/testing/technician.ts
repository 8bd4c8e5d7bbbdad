import { zstdDecompressSync } from 'node:zlib';
import {
  type AppletFrame,
  type CommandId,
  type ConsoleFrame,
  type ParticipantCommand,
  readAppletFrame,
  type SessionEvent,
  type SessionId,
  type SessionSummary,
  serverMessage,
  writeConsoleFrame,
} from '@throwline/protocol';
import { createDecoder } from '@throwline/screen';
import { openPeer, type PeerClient } from '../../../server/src/testing/peer-client.ts';
import type { EventsClient } from '../../../server/src/testing/socket-client.ts';
import { command, type Staff, type TestServer } from '../../../server/src/testing/test-server.ts';
import { waitFor } from '../platform/linux/testing/wait-for.ts';

/** A technician's console as a program: what a test does in place of the technician. */
export class Technician {
  readonly #server: TestServer;
  readonly #events: EventsClient;
  readonly #sessionId: SessionId;
  /** The log so far; a test takes what it has seen. */
  readonly #log: SessionEvent[] = [];
  readonly #decoder = createDecoder({
    decompress: (bytes, size) => zstdDecompressSync(bytes, { maxOutputLength: size }),
    maxWidth: 4096,
    maxHeight: 4096,
  });
  #peer: PeerClient | undefined;

  private constructor(server: TestServer, events: EventsClient, sessionId: SessionId) {
    this.#server = server;
    this.#events = events;
    this.#sessionId = sessionId;
    events.socket.on('message', (data) => {
      const message = serverMessage.parse(JSON.parse(String(data)));
      if (message.type === 'events') this.#log.push(...message.events);
    });
  }

  static async connect(server: TestServer, staff: Staff, sessionId: SessionId): Promise<Technician> {
    return new Technician(server, await server.connectConsole(staff), sessionId);
  }

  /** Waits until the session stands in this phase. */
  async phase(phase: SessionSummary['phase']['phase']): Promise<void> {
    await this.#events.next(
      (message) =>
        message.type === 'queue-changed' &&
        message.session.sessionId === this.#sessionId &&
        message.session.phase.phase === phase,
    );
  }

  /** Watches the log, starts the session and opens the peer socket; waits until the applet is there too. */
  async begin(): Promise<void> {
    this.#events.send({ type: 'watch', sessionId: this.#sessionId, after: 0 });
    await this.say({ type: 'start' });
    await this.meet();
  }

  /** Opens the peer socket and waits for the applet. */
  async meet(): Promise<void> {
    this.#peer = await openPeer(this.#server, this.#sessionId, this.#events, this.#server.running.url);
    await this.#peer.notice('joined');
  }

  /** Gives a command. @throws Error when it is rejected */
  async say(body: ParticipantCommand, id?: CommandId): Promise<void> {
    const answer = await command(this.#events, this.#sessionId, body, id);
    if (answer.type === 'rejected') throw new Error(`rejected: ${answer.code}`);
  }

  /** Waits for an event of this type that was not waited for before. */
  logged<T extends SessionEvent['body']['type']>(
    type: T,
  ): Promise<Extract<SessionEvent['body'], { type: T }>> {
    return waitFor(`${type} in the log`, () => {
      for (const [index, { body }] of this.#log.entries()) {
        if (!isOf(body, type)) continue;
        this.#log.splice(index, 1);
        return body;
      }
      return undefined;
    });
  }

  send(frame: ConsoleFrame): void {
    this.#peer?.send(1, writeConsoleFrame(frame));
  }

  /** The next frame of one of these types; others before it are dropped. */
  async frame<T extends AppletFrame['type']>(
    ...types: readonly T[]
  ): Promise<Extract<AppletFrame, { type: T }>> {
    if (this.#peer === undefined) throw new Error('There is no peer socket.');
    for (;;) {
      const frame = readAppletFrame((await this.#peer.data()).payload);
      if (isOneOf(frame, types)) return frame;
    }
  }

  /** Follows updates until the pixel at x, y has this colour, `[red, green, blue]`. */
  async seePixel(x: number, y: number, colour: readonly number[]): Promise<void> {
    let parts: Uint8Array[] = [];
    for (;;) {
      const { data, last, frame } = await this.frame('screen-update');
      parts.push(data);
      if (!last) continue;
      const { width } = this.#decoder.apply(Buffer.concat(parts));
      parts = [];
      this.send({ type: 'screen-shown', frame });
      const at = (y * width + x) * 4;
      if (colour.every((value, index) => this.#decoder.pixels[at + index] === value)) return;
    }
  }

  async close(): Promise<void> {
    await this.#peer?.client.close();
    await this.#events.close();
  }
}

function isOf<T extends SessionEvent['body']['type']>(
  body: SessionEvent['body'],
  type: T,
): body is Extract<SessionEvent['body'], { type: T }> {
  return body.type === type;
}

function isOneOf<T extends AppletFrame['type']>(
  frame: AppletFrame,
  types: readonly T[],
): frame is Extract<AppletFrame, { type: T }> {
  return types.some((type) => type === frame.type);
}
