/**
 * A server as a process of its own whose clock its parent turns: `turned-server-process.ts APPLET_FILE SIGN_IN_MS`, settings by
 * environment; each number that the parent sends turns the clock on by so many milliseconds, and is answered with itself.
 */
import { startServer } from '../server.ts';
import { readSettings } from '../settings.ts';
import { ManualClock } from './manual-clock.ts';

const [, , linux = '', signInLifetime = ''] = process.argv;
const clock = new ManualClock();
const server = await startServer({
  settings: { ...readSettings(process.env), signInLifetime: Number(signInLifetime) },
  appletFiles: { linux },
  clock,
});
process.on('message', (milliseconds) => {
  clock.advance(Number(milliseconds));
  process.send?.(milliseconds);
});
process.once('disconnect', () => void server.close());
process.send?.({ url: server.url, setupUrl: server.setupUrl });
