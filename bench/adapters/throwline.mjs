// Throwline for the harness whose interface bench/README.md names: its server and its packaged applet on the harness's
// display, its console as the viewer. Runs unchanged wherever the harness keeps its adapters; THROWLINE_HOME says where
// Throwline is, when this file is not where it belongs.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';

const HOME = path.resolve(process.env.THROWLINE_HOME ?? path.join(import.meta.dirname, '../..'));

/** The console's own parts beside and above the picture, in CSS pixels: with them the picture stands at 1:1. */
const AROUND = { width: 360, height: 150 };

export async function start(display) {
  const serverPort = await freePort();
  const viewerPort = await display.proxy(serverPort);
  const { session, stop } = await bringUp(display, serverPort, viewerPort);
  return {
    viewerUrl: session.consoleUrl,
    viewport: { width: display.width + AROUND.width, height: display.height + AROUND.height },
    async login(page) {
      await page.getByLabel('Email address').fill(session.account.email);
      await page.getByLabel('Password', { exact: true }).fill(session.account.password);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await row(page, session).filter({ hasText: 'Active' }).waitFor();
    },
    // The customer has given permission already: opening the session begins the picture.
    connect: (page) => row(page, session).click({ noWaitAfter: true }),
    canvasSelector: '[data-testid="remote-screen"]',
    agentPids: [session.appletPid],
    serverPids: [session.serverPid],
    stop,
  };
}

function row(page, { sessionId }) {
  return page.locator(`[data-testid="queue-row"][data-session="${sessionId}"]`);
}

/** Server, applet and session; they end when `stop` is called, or when this process ends in whatever way. */
async function bringUp({ name, env, width, height }, serverPort, viewerPort) {
  const child = spawn(
    process.execPath,
    ['scripts/start.mjs', 'bench-outside', name, width, height, serverPort, viewerPort].map(String),
    { cwd: HOME, env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const ended = once(child, 'exit');
  child.stdin.on('error', () => undefined);
  const stop = async () => {
    child.stdin.end();
    await ended;
  };
  // The first time it installs and builds, and says so.
  const session = new Promise((resolve) => {
    createInterface(child.stdout).on('line', (line) => {
      if (line.startsWith('{')) resolve(JSON.parse(line));
    });
  });
  const failed = ended.then(() => {
    throw new Error(`Throwline in ${HOME} did not come up; its own words stand above.`);
  });
  failed.catch(() => undefined);
  return { session: await Promise.race([session, failed]), stop };
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
