/**
 * The applet's start and end. It is started by the script at the head of the downloaded file, with
 * - `THROWLINE_RUN`: the temporary folder that everything was unpacked to, and that is removed afterwards,
 * - `THROWLINE_FILE`: the downloaded file, whose name holds the ticket,
 * - `THROWLINE_SUPERVISED`, `1` where that script removes everything while the window stays: on SIGUSR1, see `farewell`,
 * - `THROWLINE_UNPACKER`, on Windows: the folder that the downloaded program itself works in.
 *
 * With `--release-input` it only lets go of the keys and buttons that an applet which was killed has left pressed.
 *
 * Exit code 75 says that no session could come about on this desktop; the reason then stands in the folder's
 * `message`, for the script to tell.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Applet } from './applet.ts';
import { removeTree, tearDown, unpackerFolder } from './cleanup.ts';
import { SYSTEM_CLOCK } from './clock.ts';
import { installation as installationSchema, ticketInName } from './config.ts';
import { makeLog } from './log.ts';
import { currentHost } from './platform/current.ts';
import type { OwnWindow } from './platform/own-window.ts';
import type { Rect } from './platform/platform.ts';
import { PlatformError } from './platform/platform-error.ts';
import { type Frame, inside, wholeRoom } from './platform/window-room.ts';
import { CHECK_ACCESS, checkAccess } from './privacy/check-access.ts';
import { PrivacyWatch } from './privacy/privacy-watch.ts';
import { newSecret } from './random.ts';
import { startScreenProcess } from './screen/screen-process.ts';
import { startScreenThread } from './screen/screen-service.ts';
import { type EndReason, stopReason } from './session/end-reason.ts';
import { farewell } from './session/farewell.ts';
import { WindowView } from './session/window-view.ts';
import { APPLET_VERSION } from './version.ts';
import { CustomerWindow } from './window/customer-window.ts';
import { canBeGuarded } from './window/engine.ts';

/** "Temporary failure" of sysexits.h. */
const EXIT_NO_SESSION = 75;
/** How long the server is waited for when this side ends the session, milliseconds. */
const CLOSE_PATIENCE = 2_000;
/** What desktops put around a window, before it is known, in pixels. */
const USUAL_FRAME: Frame = { left: 1, right: 1, top: 30, bottom: 6 };
/** How often the program looks whether the script that started it is still there, milliseconds. */
const PARENT_INTERVAL = 2_000;

const host = currentHost();
const supervisor = process.env.THROWLINE_SUPERVISED === '1' ? process.ppid : undefined;
const parent = host.watchParent();
const log = makeLog(process.env);
const clock = SYSTEM_CLOCK;
const folder = process.env.THROWLINE_RUN ?? '';
const file = process.env.THROWLINE_FILE ?? '';
// The ticket's file name is nothing for the browser engine's processes to inherit.
delete process.env.THROWLINE_FILE;

/** What the system calls this program in its questions and settings. */
const PROGRAM = process.env.THROWLINE_PROGRAM ?? 'Support-Throwline';

/** Said to the customer when something else than the window has come in its name. */
const INTRUDER =
  'Another program on this computer pretended to be this window, and was turned away. If you do not know why, end the session.';

/** Said instead of waiting for a window that cannot come. */
const KEPT_FROM_WINDOW =
  'The settings of your organisation do not let the web browser open the support window, which is a page on this computer (“file://” and “127.0.0.1”). Ask whoever looks after this computer to allow that, or for another web browser, then start again.';

const isBundled = import.meta.url.endsWith('.mjs');
const resource = (bundled: string, source: string): URL =>
  new URL(isBundled ? bundled : source, import.meta.url);

async function main(): Promise<number> {
  const installation = installationSchema.parse(
    JSON.parse(readFileSync(join(folder, 'installation.json'), 'utf8')),
  );
  const desktop = host.inspectDesktop(process.env);
  if (desktop.kind === 'none') return giveUp(desktop.reason);
  const found = host.findEngines(process.env);
  const engines = found.filter((engine) => !host.isKeptFromWindow(engine));
  // The customer's own browser is then, with all likelihood, one of those.
  if (engines.length < found.length && engines.every(({ kind }) => kind === 'default-browser')) {
    return giveUp(KEPT_FROM_WINDOW);
  }
  const [best] = engines;
  if (best === undefined) {
    return giveUp(
      'No web browser was found on this computer. Install Chromium or Firefox, then start again.',
    );
  }
  let end: (reason: EndReason) => void = () => undefined;
  const ending = new Promise<EndReason>((resolve) => {
    end = resolve;
  });
  let hurry: () => void = () => undefined;
  const hurried = new Promise<void>((resolve) => {
    hurry = resolve;
  });
  watchProcess((reason) => {
    end(reason);
    if (reason.kind === 'signal') hurry();
  });

  const secret = newSecret();
  const view = new WindowView({ version: APPLET_VERSION, secret, tell: (update) => window.send(update) });
  /** The window was closed or gone, and has been brought back with a question. */
  let isEndAsked = false;
  let isOver = false;
  const canShare = desktop.kind === 'usable' && canBeGuarded(best);
  const display = desktop.kind === 'usable' ? desktop.display : '';
  const kernelPath = fileURLToPath(
    resource('./screen-kernel.wasm', '../../packages/screen/build/screen-kernel.wasm'),
  );
  const privacy = canShare ? privacyWatch(view) : undefined;
  const ownWindow = canShare ? openOwnWindow(display) : undefined;
  const applet = new Applet({
    installation,
    findProxy: host.findProxy(process.env),
    ticket: ticketInName(file),
    key: newSecret(),
    info: {
      os: host.os,
      arch: process.arch === 'x64' || process.arch === 'arm64' ? process.arch : 'other',
      version: APPLET_VERSION,
      capabilities: canShare ? ['view-screen', 'control-input'] : [],
    },
    clock,
    log,
    view,
    startScreen() {
      const script = resource('./screen-worker.mjs', './screen/screen-worker.ts');
      const start = host.screenRunsIn === 'process' ? startScreenProcess : startScreenThread;
      return start(script, { display, kernelPath });
    },
    screenStartsEarly: host.screenRunsIn === 'thread',
    openSink() {
      if (!canShare) throw new PlatformError('extension-missing', 'Input cannot be guarded on this desktop.');
      return host.openInput(display);
    },
    openHands: (processes) => (canShare ? host.openHands(display, processes) : undefined),
    privacy,
    goesOn() {
      isEndAsked = false;
      view.askEnd(false);
    },
    ended: end,
  });
  const window = await CustomerWindow.open(
    {
      html: readFileSync(resource('./window.html', '../../customer/dist/window.html')),
      secret,
      newToken: newSecret,
      engines,
      host: host.engines,
      folder,
      place: desktop.kind === 'usable' && desktop.primary ? firstPlace(desktop.primary) : undefined,
      environment: desktop.kind === 'usable' ? desktop.environment : process.env,
      clock,
      log,
      owners(engine, processId) {
        const isElsewhere = engine.kind === 'default-browser' && engine.isElsewhere;
        const roots = [process.pid, ...(processId === undefined ? [] : [processId])];
        const processes = isElsewhere ? ({ kind: 'none' } as const) : ({ kind: 'processes', roots } as const);
        applet.protect(processes);
        ownWindow?.protect(processes);
        // The customer's own browser keeps the shape that they gave it.
        applet.manageWindow(engine.kind === 'default-browser' ? undefined : ownWindow);
      },
      gone(loss) {
        log(`window ${loss}`);
        if (isOver) return;
        // The same question as the small X asks; who closes that one too, means it.
        if (isEndAsked) return end({ kind: loss === 'closed' ? 'customer' : 'window-gone' });
        isEndAsked = true;
        view.askEnd(true);
        void window.reopen().then((shown) => {
          if (!shown) end({ kind: 'window-gone' });
        });
      },
    },
    {
      connected() {
        // After what it is told now.
        queueMicrotask(() => applet.windowThere(true));
        return view.whole();
      },
      disconnected: () => applet.windowThere(false),
      intruder() {
        log('another window came with this one’s secret');
        view.passing({ type: 'rejected', code: 'wrong-origin', message: INTRUDER });
      },
      request: (request) => applet.request(request),
      upload: (fileId, body) => applet.upload(fileId, body),
    },
  );
  if (desktop.kind === 'window-only') {
    view.lasting({ type: 'rejected', code: 'permission-unavailable', message: desktop.reason });
  } else if (!canShare) {
    const message =
      'Chromium, Chrome, Edge or Firefox is needed for the technician to see this screen; chat and files work without.';
    view.lasting({ type: 'rejected', code: 'permission-unavailable', message });
  }
  applet.start();
  void privacy?.start();
  let hasShown = true;
  const showing = window.show().then((shown): void => {
    if (shown) return;
    hasShown = false;
    end({ kind: 'window-gone' });
  });

  const reason = await ending;
  isOver = true;
  log(`ending: ${reason.kind}`);
  // The order matters: first nothing can be done to this computer any more, then the server is told, then the customer,
  // and then everything goes that was opened, the newest first. The script removes the files.
  await tearDown(
    [
      { name: 'stop help', run: () => stopHelp(applet, privacy), patience: 1_000 },
      {
        name: 'tell the server',
        run: () => applet.close(CLOSE_PATIENCE, stopReason(reason)),
        patience: CLOSE_PATIENCE + 500,
      },
      { name: 'close the connections', run: () => applet.end(), patience: 3_000 },
    ],
    log,
  );
  const becomes = await farewell({
    reason,
    view,
    window,
    showing,
    hurried,
    supervisor: parent.isGone() ? undefined : supervisor,
    folder,
    clock,
    log,
  });
  log(`window ${becomes}`);
  const closing = becomes === 'left' ? () => window.leave() : () => window.close();
  await tearDown(
    [
      { name: 'close the window', run: closing, patience: 4_000 },
      { name: 'leave the windows', run: () => ownWindow?.close(), patience: 500 },
    ],
    log,
  );
  if (!hasShown)
    return giveUp(
      'The support window could not be opened. Start the program again, or restart your web browser first.',
    );
  return 0;
}

/** Without it the window is one like any other. */
function openOwnWindow(display: string): OwnWindow | undefined {
  try {
    return host.openOwnWindow?.(display);
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    log(`window not managed: ${error.message}`);
    return undefined;
  }
}

/** Follows the system's own permissions, where it has such. */
function privacyWatch(view: WindowView): PrivacyWatch | undefined {
  const { privacy } = host;
  if (privacy === undefined) return undefined;
  return new PrivacyWatch({
    host: privacy,
    check: () => checkAccess(fileURLToPath(import.meta.url)),
    clock,
    changed: (state) => view.privacy({ type: 'privacy', program: PROGRAM, ...state }),
  });
}

function stopHelp(applet: Applet, privacy: PrivacyWatch | undefined): void {
  applet.stopHelp();
  privacy?.end();
}

/** Everything from outside that can end the program. */
function watchProcess(end: (reason: EndReason) => void): void {
  let signals = 0;
  // The last one is Windows’ Ctrl+Break.
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGBREAK'] as const) {
    process.on(signal, () => {
      signals += 1;
      // Whoever asks a second time does not want to wait.
      if (signals > 1) process.exit(1);
      end({ kind: 'signal' });
    });
  }
  const fault = (error: unknown): void => {
    log(`fault: ${error instanceof Error ? error.stack : error}`);
    end({ kind: 'fault' });
  };
  process.on('uncaughtException', fault);
  process.on('unhandledRejection', fault);
  setInterval(() => {
    if (parent.isGone()) end({ kind: 'signal' });
  }, PARENT_INTERVAL).unref();
}

/** Room for the window at the upper right of a monitor, for what is put around it too. */
function firstPlace(monitor: Rect): Rect {
  return inside(wholeRoom(monitor, USUAL_FRAME), USUAL_FRAME);
}

function giveUp(message: string): number {
  log(message);
  // The script tells it, on the terminal or in a box.
  writeFileSync(join(folder, 'message'), message, { mode: 0o600 });
  return EXIT_NO_SESSION;
}

/** After a kill: nothing else can let go of what was held. */
function releaseInput(): number {
  const desktop = host.inspectDesktop(process.env);
  if (desktop.kind === 'usable') host.releaseStuckInput(desktop.display);
  return 0;
}

if (process.argv[2] === CHECK_ACCESS) {
  process.stdout.write(JSON.stringify(host.privacy?.check() ?? {}));
  process.exit(0);
}
if (process.argv[2] === '--release-input') process.exit(releaseInput());
const code = await main().catch((error: unknown) => {
  log(`fault: ${error instanceof Error ? error.stack : error}`);
  return 1;
});
// The script does this too; but when it was killed, nobody else would.
if (parent.isGone()) {
  await removeTree(folder);
  if (file !== '') await removeTree(file);
  const unpacker = unpackerFolder(process.env.THROWLINE_UNPACKER, host.os);
  if (unpacker !== undefined) await removeTree(unpacker);
  for (const left of [folder, unpacker]) {
    if (left !== undefined && existsSync(left)) host.removeRest(left);
  }
}
process.exit(code);
