import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { FromScreen, ScreenThreadData } from './screen-messages.ts';
import { SCREEN_DATA_VARIABLE } from './screen-port.ts';
import type { ScreenThread } from './screen-service.ts';

/** How long the process has to end by itself, milliseconds. */
const END_TIMEOUT = 500;

/**
 * Starts the screen as a process of its own, which sees what its system allows at that moment.
 * @param script the same file as for a thread
 */
export function startScreenProcess(script: URL, data: ScreenThreadData): ScreenThread {
  const child = fork(fileURLToPath(script), {
    // Pixels are bytes, which JSON has not.
    serialization: 'advanced',
    stdio: 'ignore',
    env: { ...process.env, [SCREEN_DATA_VARIABLE]: JSON.stringify(data) },
  });
  // The session, not the screen, decides how long the program runs.
  child.unref();
  child.channel?.unref();
  let listener: (message: FromScreen) => void = () => undefined;
  let isEnding = false;
  const fail = (message: string): void => {
    if (!isEnding) listener({ type: 'failed', code: 'unknown', message });
  };
  child.on('message', (message: FromScreen) => listener(message));
  child.on('error', (error) => fail(error.message));
  child.on('exit', (code, signal) => fail(`The screen’s process has ended (${signal ?? code}).`));
  return {
    post(message) {
      if (child.connected) child.send(message);
    },
    listen(to) {
      listener = to;
    },
    async end() {
      isEnding = true;
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      if (child.connected) child.send({ type: 'close' });
      const timer = setTimeout(() => child.kill('SIGKILL'), END_TIMEOUT);
      await gone;
      clearTimeout(timer);
    },
  };
}
