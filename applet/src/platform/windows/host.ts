import type { Desktop, Host, ParentWatch } from '../host.ts';
import { PlatformError } from '../platform-error.ts';
import { isKeptFromWindow } from './browser-policies.ts';
import { WINDOWS_ENGINE_HOST } from './engine-host.ts';
import { findWindowsEngines } from './engines.ts';
import { kernel32, PROCESS_ACCESS } from './kernel32.ts';
import { monitorLayout } from './monitors.ts';
import { WindowsOwnWindow } from './own-window.ts';
import { proxyFromWindows } from './proxy-settings.ts';
import { removeLater } from './remove-later.ts';
import { releaseStuckInput } from './stuck-input.ts';
import { seeRealPixels } from './virtual-screen.ts';
import { WindowsInput } from './windows-input.ts';
import { WindowsScreen } from './windows-screen.ts';

/** Windows 10 and later; there is one desktop, which needs no name. */
export const WINDOWS_HOST: Host = {
  os: 'windows',
  inspectDesktop,
  openScreen: () => new WindowsScreen(),
  openInput: () => new WindowsInput(),
  openOwnWindow: () => new WindowsOwnWindow(),
  openHands: () => undefined,
  releaseStuckInput,
  findEngines: findWindowsEngines,
  isKeptFromWindow,
  engines: WINDOWS_ENGINE_HOST,
  screenRunsIn: 'thread',
  privacy: undefined,
  watchParent,
  removeRest: removeLater,
  findProxy: () => proxyFromWindows,
};

function inspectDesktop(environment: NodeJS.ProcessEnv): Desktop {
  try {
    seeRealPixels();
    return { kind: 'usable', display: '', primary: monitorLayout().monitors[0], environment };
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    return { kind: 'window-only', reason: `The technician cannot be shown this screen: ${error.message}` };
  }
}

/** By a handle: Windows gives the number of an ended process to another one. */
function watchParent(): ParentWatch {
  const system = kernel32();
  const parent = system.openProcess(PROCESS_ACCESS.synchronize, process.ppid);
  return { isGone: () => parent !== undefined && system.isSignalled(parent) };
}
