import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { printed, type Running, start } from './processes.ts';
import { until } from './wait.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A Throwline server as its own process, with a data folder of its own. */
export interface ServerProcess {
  readonly url: string;
  /** The one-time link that makes the first administrator. */
  readonly setupUrl: string;
  readonly dataFolder: string;
  output(): string;
  /** Process id of the server as it runs now. */
  pid(): number;
  /** Ends the server at once, as a power cut would. */
  kill(): Promise<void>;
  /** Starts it again on the same data and port. */
  restart(): Promise<void>;
  /** Ends it in an orderly way and removes its data. */
  close(): Promise<void>;
}

/**
 * Starts the server and waits until it listens and the applet for download is built.
 * @param env settings that differ from the default; the port is any free one unless `THROWLINE_PORT` says so
 */
export async function startServerProcess(env: NodeJS.ProcessEnv = {}): Promise<ServerProcess> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'throwline-data-'));
  const port = env.THROWLINE_PORT ?? String(await freePort());
  const url = env.THROWLINE_PUBLIC_URL ?? `https://localhost:${port}`;
  const launch = (): Running =>
    start(process.execPath, [join(ROOT, 'server/src/main.ts')], {
      env: {
        ...process.env,
        THROWLINE_DATA: dataFolder,
        // Others are made where a test is about them.
        THROWLINE_SYSTEMS: 'linux',
        ...env,
        THROWLINE_PORT: port,
      },
    });
  let running = launch();
  const close = async (): Promise<void> => {
    await running.stop();
    rmSync(dataFolder, { recursive: true, force: true });
  };
  const systems = env.THROWLINE_SYSTEMS ?? 'linux';
  const setupUrl = await comesUp(running, dataFolder, systems).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  return {
    url,
    setupUrl,
    dataFolder,
    output: () => running.output(),
    pid() {
      const { pid } = running.child;
      if (pid === undefined) throw new Error('the server does not run');
      return pid;
    },
    kill: () => running.stop('SIGKILL'),
    async restart() {
      running = launch();
      await printed(running, new RegExp(url));
    },
    close,
  };
}

/** Waits until everything is there. Answers the one-time link. */
async function comesUp(server: Running, dataFolder: string, systems: string): Promise<string> {
  const [setupUrl] = await printed(server, /https:\/\/\S+\/setup#[0-9a-z]+/);
  await appletsReady(dataFolder, systems);
  return setupUrl;
}

/** A port that was free a moment ago. A fixed one is needed because the server is started again on it. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** Waits until the applets have been built for this installation; the first time on a machine takes some minutes. */
async function appletsReady(dataFolder: string, systems: string): Promise<void> {
  const names = { linux: 'linux-x64.run', windows: 'windows-x64.exe' };
  for (const [system, name] of Object.entries(names)) {
    if (!systems.includes(system)) continue;
    const manifest = join(dataFolder, 'applets', `${name}.json`);
    await until(`the applet for ${system} to be built`, () => existsSync(manifest), 600_000);
  }
}
