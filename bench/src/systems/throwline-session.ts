import { createHash, randomBytes, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildApplet } from '@throwline/packaging/src/index.ts';
import { randomId, requestId, type SessionSummary } from '@throwline/protocol';
import { pasteLine } from '@throwline/testbed/applet.ts';
import { type AppletWindow, attachWindow } from '@throwline/testbed/applet-window.ts';
import { authenticatorOf } from '@throwline/testbed/authenticator.ts';
import type { Desktop } from '@throwline/testbed/desktop.ts';
import { ApiTechnician, downloadApplet } from '@throwline/testbed/installation.ts';
import type { Running } from '@throwline/testbed/processes.ts';
import { type ServerProcess, startServerProcess } from '@throwline/testbed/server.ts';
import { ANNA } from '@throwline/testbed/technician-steps.ts';
import { until } from '@throwline/testbed/wait.ts';

/** A session on a desktop of the benchmark: sight and control are granted, and no console looks at it yet. */
export interface ThrowlineSession {
  /** The console's front door, at the address that browsers use. */
  readonly consoleUrl: string;
  readonly account: { readonly email: string; readonly password: string };
  /** A one-time code that signs in now. */
  readonly secondStep: () => string;
  readonly sessionId: SessionSummary['sessionId'];
  /** The applet's first process; its window's engine is among its descendants. */
  readonly appletPid: number;
  readonly serverPid: number;
  close(): Promise<void>;
}

export interface ThrowlineSessionOptions {
  /** Port that the server listens on; the applet connects to it. */
  readonly serverPort: number;
  /** Host and port that lead to the server and that browsers use. */
  readonly viewer: string;
  /**
   * Folder for a trace of what happens inside; the applet then runs from its sources instead of packaged, and both are
   * slower by what noting it takes. See `profile/tap.ts`.
   */
  readonly trace?: string;
}

const SOURCES = fileURLToPath(new URL('../../../applet/src/main.ts', import.meta.url));
const TAP = new URL('../profile/tap.ts', import.meta.url).href;

/**
 * Starts a server and the packaged applet, and goes through a session's beginning: code, download, start, question,
 * Yes. Then the customer puts the strip that the applet's window has become at the lower edge: nearly the whole desktop is in
 * the picture.
 *
 * Browsers reach the server at its public address; the applet is packaged for the address behind that, as where a
 * reverse proxy stands in front of the server: what goes to the browser is counted apart.
 */
export async function startThrowlineSession(
  desktop: Desktop,
  { serverPort, viewer, trace }: ThrowlineSessionOptions,
): Promise<ThrowlineSession> {
  const closing: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const act of closing.splice(0).reverse()) await act();
  };
  const tracing = trace === undefined ? {} : { THROWLINE_TRACE: trace, NODE_OPTIONS: `--import ${TAP}` };
  try {
    const server = await startServerProcess({
      THROWLINE_LOG_LEVEL: 'warn',
      THROWLINE_PORT: String(serverPort),
      THROWLINE_PUBLIC_URL: `https://${viewer}`,
      THROWLINE_TRUST_PROXY: '127.0.0.1, ::1',
      ...tracing,
    });
    closing.push(() => server.close());
    const technician = await ApiTechnician.setUp(server, ANNA);
    const { session, code } = await technician.createSession('Bench');
    const { name } = await downloadApplet(server, code);
    const file = join(desktop.home, 'Downloads', name);
    const installation = { serverUrl: `https://localhost:${serverPort}`, pins: [pinOf(server)] };
    const applet =
      trace === undefined
        ? await runPackaged(desktop, installation, file)
        : runFromSources(desktop, installation, file, tracing);
    closing.push(() => applet.stop());
    const window = await attachWindow(desktop, applet);
    await phaseIs(technician, session, 'waiting');
    await technician.command(session, { type: 'start' });
    await technician.command(session, {
      type: 'request-permissions',
      requestId: requestId.parse(randomId(randomBytes(26))),
      permissions: ['view-screen', 'control-input'],
    });
    await window.answer(true);
    await putAside(window);
    await window.detach();
    const { pid: appletPid } = applet.child;
    if (appletPid === undefined) throw new Error('the applet does not run');
    return {
      consoleUrl: `${server.url}/console`,
      account: ANNA,
      secondStep: () => authenticatorOf(ANNA.email, server.url).next().code,
      sessionId: session.sessionId,
      appletPid,
      serverPid: server.pid(),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

interface Installation {
  readonly serverUrl: string;
  readonly pins: readonly string[];
}

async function runPackaged(desktop: Desktop, installation: Installation, file: string): Promise<Running> {
  await buildApplet({ system: 'linux', brand: 'Throwline', ...installation, out: file });
  return pasteLine(desktop, `sh "${file}"`);
}

/** Does what the script at the head of the packaged file does. */
function runFromSources(
  desktop: Desktop,
  installation: Installation,
  file: string,
  environment: Readonly<Record<string, string>>,
): Running {
  const folder = mkdtempSync(join(desktop.home, 'tmp', 'applet-'));
  writeFileSync(join(folder, 'installation.json'), JSON.stringify(installation));
  const variables = { ...environment, THROWLINE_RUN: folder, THROWLINE_FILE: file };
  const given = Object.entries(variables).map(([name, value]) => `${name}="${value}"`);
  return pasteLine(desktop, `env ${given.join(' ')} "${process.execPath}" "${SOURCES}"`);
}

/** Pin of the server's own key, as the applet's packaging takes it. */
function pinOf(server: ServerProcess): string {
  const pem = readFileSync(join(server.dataFolder, 'tls', 'certificate.pem'));
  const key = new X509Certificate(pem).publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(key).digest('base64');
}

async function phaseIs(technician: ApiTechnician, session: SessionSummary, phase: string): Promise<void> {
  await until(`the session to be ${phase}`, async () => {
    const sessions = await technician.sessions();
    return sessions.some((each) => each.sessionId === session.sessionId && each.phase.phase === phase);
  });
}

/** The lower edge is where scenes have the least. */
async function putAside(window: AppletWindow): Promise<void> {
  await window.page.waitForFunction(() => innerHeight <= 105 && screenY < 100);
  await window.click(window.page.getByTestId('strip-dock'));
  await window.page.waitForFunction(() => screenY > 400);
}
