/** A system that the support program is made for, on this server or on a later one. */
export type AppletSystem = 'windows' | 'macos' | 'linux';

/** Whether a server has the support program of a system: for download, soon, or not at all. */
export type AppletState = 'ready' | 'preparing' | 'none';

/** Which systems this server has the support program for. */
export type Applets = Readonly<Record<AppletSystem, AppletState>>;

/** Kinds of browsers whose downloads look different. `other` is one that is not known. */
export type CustomerBrowser = 'ie' | 'edge' | 'chrome' | 'firefox' | 'safari' | 'other';

/** What the customer reads the page on, as the request tells it. Names are ours, never text from outside. */
export type CustomerDevice =
  | { readonly kind: 'computer'; readonly system: AppletSystem; readonly browser: CustomerBrowser }
  | { readonly kind: 'unsuited'; readonly why: UnsuitedWhy; readonly name: string }
  | { readonly kind: 'unknown' };

/** Why no support program can run on a device. */
export type UnsuitedWhy = 'phone' | 'processor' | 'too-old' | 'other-system';

/** A system's name as people write it. */
export const SYSTEM_NAMES: Readonly<Record<AppletSystem, string>> = {
  windows: 'Windows',
  macos: 'macOS',
  linux: 'Linux',
};

const BROWSER_NAMES: Readonly<Record<CustomerBrowser, string>> = {
  ie: 'Internet Explorer',
  edge: 'Edge',
  chrome: 'Chrome',
  firefox: 'Firefox',
  safari: 'Safari',
  other: 'another browser',
};

/** A device as a technician reads it: `Firefox on Windows`, `a phone or tablet`. */
export function deviceInWords(device: CustomerDevice): string {
  switch (device.kind) {
    case 'computer':
      return `${BROWSER_NAMES[device.browser]} on ${SYSTEM_NAMES[device.system]}`;
    case 'unsuited':
      return device.name;
    case 'unknown':
      return 'an unknown device';
  }
}

/** What the support program of a system needs, to be read in a sentence. */
const NEEDS: Readonly<Record<AppletSystem, string>> = {
  windows: 'computers with Windows 10 or later',
  macos: 'Macs',
  linux: 'Linux computers with an X11 desktop',
};

/**
 * The computers that this server can help, as a part of a sentence: `Macs and Linux computers with an X11 desktop`. Where it
 * can help none there is no such sentence; see `reasonAgainst`.
 */
export function helpedComputers(applets: Applets): string {
  const names = systemsOf(applets).map((system) => NEEDS[system]);
  const last = names.pop() ?? '';
  return names.length === 0 ? last : `${names.join(', ')} and ${last}`;
}

/** The systems that this server has, or is about to have, the support program for. */
export function systemsOf(applets: Applets): AppletSystem[] {
  const all: readonly AppletSystem[] = ['windows', 'macos', 'linux'];
  return all.filter((system) => applets[system] !== 'none');
}
