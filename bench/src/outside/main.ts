/**
 * Throwline for a measurement that somebody else runs on a display of theirs:
 * `node bench/src/outside/main.ts DISPLAY WIDTH HEIGHT SERVER_PORT VIEWER_PORT`.
 *
 * Brings a session up and prints one line of JSON about it. Ends, with all that it started, when its standard input does.
 */
import { once } from 'node:events';
import { joinDesktop } from '@throwline/testbed/desktop.ts';
import { startThrowlineSession } from '../systems/throwline-session.ts';

const [display = '', ...numbers] = process.argv.slice(2);
const [width = 0, height = 0, serverPort = 0, viewerPort = 0] = numbers.map(Number);
const over = once(process.stdin.resume(), 'end');
const desktop = joinDesktop(display, { width, height });
try {
  const session = await startThrowlineSession(desktop, { serverPort, viewer: `127.0.0.1:${viewerPort}` });
  const { consoleUrl, account, sessionId, appletPid, serverPid } = session;
  console.log(JSON.stringify({ consoleUrl, account, sessionId, appletPid, serverPid }));
  await over;
  await session.close();
} finally {
  await desktop.close();
}
process.exit();
