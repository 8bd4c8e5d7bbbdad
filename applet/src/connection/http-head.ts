import { once } from 'node:events';
import type { Socket } from 'node:net';

/** Longest head of an answer, in bytes. */
const MAX_HEAD = 16 * 1024;
const END_OF_HEAD = '\r\n\r\n';

/** What an answer begins with. */
export interface AnswerHead {
  readonly status: number;
  /** Names in lower case; of a header that is there more than once, the last one. */
  readonly headers: ReadonlyMap<string, string>;
}

/**
 * Reads the head of an HTTP answer and nothing of what follows.
 * @throws Error (rejects) when the connection ends first, or what comes is no HTTP
 */
export async function readHead(socket: Socket): Promise<AnswerHead> {
  let answer = Buffer.alloc(0);
  for (;;) {
    const chunk: Buffer | null = socket.read();
    if (chunk === null) {
      if (socket.readableEnded || socket.destroyed)
        throw socket.errored ?? new Error('The other side hung up.');
      await Promise.race([once(socket, 'readable'), once(socket, 'close'), once(socket, 'end')]);
      continue;
    }
    answer = Buffer.concat([answer, chunk]);
    const end = answer.indexOf(END_OF_HEAD);
    if (end < 0) {
      if (answer.length > MAX_HEAD) throw new Error('The head of the answer is too long.');
      continue;
    }
    const rest = answer.subarray(end + END_OF_HEAD.length);
    if (rest.length > 0) socket.unshift(rest);
    return parse(answer.toString('latin1', 0, end));
  }
}

function parse(text: string): AnswerHead {
  const [first = '', ...lines] = text.split('\r\n');
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(first)?.[1];
  if (status === undefined) throw new Error('What answers there does not speak HTTP.');
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return { status: Number(status), headers: new Map(headers) };
}
