import type { Desktop, Host } from '../host.ts';
import { LINUX_ENGINE_HOST } from '../linux/engine-host.ts';
import { proxyFromEnvironment } from '../linux/proxy-environment.ts';
import { numbered } from '../monitor-numbers.ts';
import { PlatformError } from '../platform-error.ts';
import { listDisplays } from './displays.ts';
import { applicationFolders, findMacEngines } from './engines.ts';
import { MacInput } from './mac-input.ts';
import { macCalls } from './mac-libraries.ts';
import { MacScreen } from './mac-screen.ts';
import { macPrivacy, openAddress } from './privacy.ts';
import { releaseStuckKeys } from './stuck-input.ts';

const now = (): number => performance.now();

/** macOS 11 and later; there is one desktop, which needs no name. Not yet seen on a Mac: docs/MACOS-CHECKLIST.md. */
export const MAC_HOST: Host = {
  os: 'macos',
  inspectDesktop,
  openScreen: () => new MacScreen({ calls: macCalls(), numbered, now, every }),
  openInput: () => new MacInput(macCalls(), now),
  openOwnWindow: undefined,
  // A synthetic event bears no mark that a program could not leave out.
  openHands: () => undefined,
  releaseStuckInput: () => releaseStuckKeys(macCalls()),
  // Managed preferences are not read yet.
  isKeptFromWindow: () => false,
  findEngines: (environment) => findMacEngines(applicationFolders(environment)),
  engines: {
    // Process groups are the same on every UNIX.
    ...LINUX_ENGINE_HOST,
    environment: async (_home, environment) => ({ ...environment, MOZ_CRASHREPORTER_DISABLE: '1' }),
  },
  // macOS tells a process for ever what was so when it first asked whether it may see the screen.
  screenRunsIn: 'process',
  privacy: macPrivacy(() => macCalls().access, openAddress),
  // The system's own proxy settings are not read yet.
  findProxy: proxyFromEnvironment,
  // Here files are removed whoever runs them.
  removeRest: () => undefined,
  watchParent() {
    const parent = process.ppid;
    return { isGone: () => process.ppid !== parent };
  },
};

/** `primary` is in points here, as Chromium counts the places of windows. */
function inspectDesktop(environment: NodeJS.ProcessEnv): Desktop {
  try {
    const [main] = listDisplays(macCalls());
    if (main === undefined) return { kind: 'none', reason: 'This Mac has no display to be shown.' };
    return { kind: 'usable', display: '', primary: main.bounds, environment };
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    return { kind: 'window-only', reason: `The technician cannot be shown this screen: ${error.message}` };
  }
}

function every(milliseconds: number, act: () => void): () => void {
  const timer = setInterval(act, milliseconds);
  return () => clearInterval(timer);
}
