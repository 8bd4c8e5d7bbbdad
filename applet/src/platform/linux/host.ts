import type { Host } from '../host.ts';
import { isKeptFromWindow } from './browser-policies.ts';
import { findLinuxProxy } from './desktop-proxy.ts';
import { LINUX_ENGINE_HOST } from './engine-host.ts';
import { findLinuxEngines } from './engines.ts';
import { inspectDesktop } from './inspect-desktop.ts';
import { X11OwnWindow } from './own-window.ts';
import { releaseStuckInput } from './stuck-input.ts';
import { X11Hands } from './x11-hands.ts';
import { X11Input } from './x11-input.ts';
import { X11Screen } from './x11-screen.ts';

/** Where programs are when the environment does not say. */
const USUAL_PATH = '/usr/local/bin:/usr/bin:/bin:/snap/bin';

/** Linux with X11. */
export const LINUX_HOST: Host = {
  os: 'linux',
  inspectDesktop,
  openScreen: (display) => new X11Screen(display),
  openInput: (display) => new X11Input(display),
  openOwnWindow: (display) => new X11OwnWindow(display),
  openHands: (display, processes) => new X11Hands(display, processes),
  releaseStuckInput,
  findEngines: ({ PATH, HOME }) => findLinuxEngines(PATH ?? USUAL_PATH, HOME),
  isKeptFromWindow: (engine) => isKeptFromWindow(engine),
  engines: LINUX_ENGINE_HOST,
  findProxy: findLinuxProxy,
  screenRunsIn: 'thread',
  privacy: undefined,
  // Here files are removed whoever runs them.
  removeRest: () => undefined,
  watchParent() {
    // Orphans are given to another parent.
    const parent = process.ppid;
    return { isGone: () => process.ppid !== parent };
  },
};
