import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const PROGRAM = fileURLToPath(new URL('../../server/src/testing/turned-server-process.ts', import.meta.url));
const HOUR = 3_600_000;
const started = z.object({ url: z.string(), setupUrl: z.string() });

/** A server in a process of its own, with nothing of the applet but a placeholder, whose clock a test turns. */
export interface TurnedServer {
  readonly url: string;
  /** The one-time link that makes the first administrator. */
  readonly setupUrl: string;
  readonly dataFolder: string;
  /** Turns its clock on, milliseconds; else it stands still. */
  turn(milliseconds: number): Promise<void>;
  close(): Promise<void>;
}

/** Starts one. @param signInLifetime how long sign-ins last without work, milliseconds */
export async function startTurnedServer(signInLifetime = 12 * HOUR): Promise<TurnedServer> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'throwline-data-'));
  writeFileSync(join(dataFolder, 'applet.run'), '#!/bin/sh\n');
  const child = fork(PROGRAM, [join(dataFolder, 'applet.run'), String(signInLifetime)], {
    env: { ...process.env, THROWLINE_DATA: dataFolder, THROWLINE_PORT: '0', THROWLINE_LOG_LEVEL: 'warn' },
  });
  const exited = once(child, 'exit');
  const [said] = await once(child, 'message');
  return {
    ...started.parse(said),
    dataFolder,
    async turn(milliseconds) {
      const turned = once(child, 'message');
      child.send(milliseconds);
      await turned;
    },
    async close() {
      if (child.connected) child.disconnect();
      await exited;
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}
