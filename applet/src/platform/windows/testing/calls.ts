import { connect, createServer } from 'node:net';
import { createInterface } from 'node:readline';

/** Functions that one program offers another one, by name. Arguments and results travel as JSON. */
export type Callable<Calls> = {
  readonly [Name in keyof Calls]: Calls[Name] extends (...args: infer Args) => infer Result
    ? (...args: Args) => Promise<Awaited<Result>>
    : never;
};

/**
 * Offers functions to the test that has started this program, over loopback: one call and one answer a line, in order.
 * The program ends with the connection.
 * @param port where the test listens
 */
export function offerCalls<Calls extends object>(port: number, calls: Calls): void {
  const byName = new Map<string, unknown>(Object.entries(calls));
  const socket = connect(port, '127.0.0.1');
  let work = Promise.resolve();
  const answer = async (line: string): Promise<void> => {
    const { name, args } = JSON.parse(line);
    try {
      const call = byName.get(name);
      if (typeof call !== 'function') throw new Error(`There is no call ${name}.`);
      socket.write(`${JSON.stringify({ result: await call(...args) })}\n`);
    } catch (error) {
      socket.write(`${JSON.stringify({ error: error instanceof Error ? error.stack : String(error) })}\n`);
    }
  };
  createInterface(socket).on('line', (line) => {
    work = work.then(() => answer(line));
  });
  socket.on('error', () => process.exit());
  socket.on('close', () => process.exit());
}

/** A program that offers calls, as the test sees it. */
export interface CalledProgram<Calls> {
  readonly calls: Callable<Calls>;
  /** Ends the connection, and with it the program. */
  close(): void;
}

/** A program whose end can be seen, and what it has written before. */
interface StartedProgram {
  readonly ended: Promise<number>;
  said(): string;
}

/**
 * Starts a program that {@link offerCalls} and waits until it has connected.
 * @param start is given the port for the program
 */
export async function startCalled<Calls extends object>(
  start: (port: number) => StartedProgram | Promise<unknown>,
  names: readonly (keyof Calls & string)[],
): Promise<CalledProgram<Calls>> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('There is no port.');
  const connected = new Promise<import('node:net').Socket>((resolve) => server.once('connection', resolve));
  const started = start(address.port);
  const ended =
    'ended' in started
      ? started.ended.then((code) =>
          Promise.reject(new Error(`The program ended with ${code}: ${started.said()}`)),
        )
      : started.then(() => connected);
  const socket = await Promise.race([connected, ended]);
  ended.catch(() => undefined);
  server.close();
  const lines = createInterface(socket)[Symbol.asyncIterator]();
  let work: Promise<unknown> = Promise.resolve();
  const call = (name: string, args: readonly unknown[]): Promise<unknown> => {
    const answered = work.then(async () => {
      socket.write(`${JSON.stringify({ name, args })}\n`);
      const { value, done } = await lines.next();
      if (done === true) throw new Error(`The program ended during ${name}.`);
      const { result, error } = JSON.parse(value);
      if (error !== undefined) throw new Error(error);
      return result;
    });
    work = answered.catch(() => undefined);
    return answered;
  };
  const calls = Object.fromEntries(names.map((name) => [name, (...args: unknown[]) => call(name, args)]));
  return { calls: calls as Callable<Calls>, close: () => socket.destroy() };
}
