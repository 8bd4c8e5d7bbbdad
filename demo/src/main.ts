import { randomBytes } from 'node:crypto';
import { pasteLine, saveDownload } from '@throwline/testbed/applet.ts';
import { attachWindow } from '@throwline/testbed/applet-window.ts';
import { startDesktop } from '@throwline/testbed/desktop.ts';
import { ApiTechnician, downloadApplet } from '@throwline/testbed/installation.ts';
import { startServerProcess } from '@throwline/testbed/server.ts';
import { until } from '@throwline/testbed/wait.ts';
import { openDoorway } from './doorway.ts';
import { answerQuestions } from './virtual-customer.ts';

/**
 * `npm run demo`: a server, a virtual customer's desktop with the applet on it, and a technician who is signed in, so
 * that one person with one computer can try the product. Everything is thrown away at the end.
 */
const closers: (() => Promise<void> | void)[] = [];

/**
 * Resolves when the demo is to end, be it half started. A terminal's Ctrl+C arrives more than once, from the terminal and
 * passed on by the programs in front: whoever listens only once is ended in the middle of tidying up.
 */
const stopped = new Promise<void>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
});

async function main(): Promise<void> {
  const byHand = process.argv.includes('--by-hand');
  console.log(
    'Starting a server with an empty data folder, and building the applet (a minute the first time) …',
  );
  const server = await startServerProcess();
  closers.push(() => server.close());
  const technician = await ApiTechnician.setUp(server, {
    organisation: 'Demo Helpdesk',
    name: 'Robin Technician',
    email: 'robin@example.com',
    password: randomBytes(12).toString('base64url'),
  });

  console.log('Starting a virtual desktop with a few programs …');
  const desktop = await startDesktop(1280, 800);
  closers.push(() => desktop.close());
  desktop.run('xsetroot', '-solid', '#3a4a5a');
  desktop.run('xterm', '-geometry', '80x20+20+40', '-fa', 'DejaVu Sans Mono', '-fs', '11');
  desktop.run('xeyes', '-geometry', '160x110+40+560');
  desktop.run('xclock', '-geometry', '160x160+240+540');

  console.log('The customer types the code and runs the applet …');
  const { session, code } = await technician.createSession('Virtual Customer');
  const download = await downloadApplet(server, code);
  const file = saveDownload(desktop, download.name, download.bytes);
  const applet = pasteLine(desktop, `sh "${file}"`);
  closers.push(() => applet.stop());
  const window = await attachWindow(desktop, applet);
  await until('the applet to connect', async () => {
    const [first] = await technician.sessions();
    return first?.phase.phase === 'waiting';
  });
  await technician.command(session, { type: 'start' });
  if (!byHand) void answerQuestions(window);

  const doorway = await openDoorway({ server, technician, desktop, sessionId: session.sessionId });
  closers.push(() => doorway.close());
  console.log(`
The session is live. Open this link in your browser; it signs you in as the technician:

    ${doorway.technicianUrl}

The browser warns about the certificate, which this demo has just made for itself: accept it.
Ask to see the screen, ask for control, chat, type into the terminal.${
    byHand ? '' : ' The virtual customer answers Yes after two seconds.'
  }

The customer's own view of the same desktop, with the applet's window, to click and type in:

    ${doorway.customerUrl}

Ctrl+C ends the demo and removes everything.`);
  await new Promise<void>((resolve) => {
    applet.child.once('exit', () => {
      console.log('The session has ended; the applet has removed itself.');
      resolve();
    });
  });
}

try {
  await Promise.race([main(), stopped]);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  // What is still being started when it ends adds to them meanwhile.
  for (let close = closers.pop(); close !== undefined; close = closers.pop()) await close();
}
process.exit();
