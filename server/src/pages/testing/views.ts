import type { Applets, CustomerDevice } from '../device.ts';
import type { JourneyView } from '../journey-page.ts';

/** A server that has the support program for every system. */
export const ALL_READY: Applets = { windows: 'ready', macos: 'ready', linux: 'ready' };
/** A server that has it for Linux only. */
export const LINUX_ONLY: Applets = { windows: 'none', macos: 'none', linux: 'ready' };

/** A Linux computer with Firefox. */
export const LINUX_FIREFOX: CustomerDevice = { kind: 'computer', system: 'linux', browser: 'firefox' };

/** A customer on Linux who has just typed the right code. */
export const JOURNEY: JourneyView = {
  organisation: 'Helpdesk',
  technicianName: 'Anna',
  step: 'download',
  startDownload: true,
  pageUrl: '/connect/abc',
  fileNames: {
    windows: 'Support-Throwline-def.exe',
    macos: 'Support-Throwline-def.zip',
    linux: 'Support-Throwline-def.run',
  },
  device: LINUX_FIREFOX,
  applets: LINUX_ONLY,
};
