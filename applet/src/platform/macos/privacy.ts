import { spawn } from 'node:child_process';
import type { PrivacyAccess } from '@throwline/protocol';
import type { PrivacyHost } from '../host.ts';
import type { AccessCalls } from './mac-calls.ts';

/** The two pages of System Settings, since OS X 10.14; nothing else is ever opened. */
const SETTINGS: Readonly<Record<PrivacyAccess, string>> = {
  screen: 'x-apple.systempreferences:com.apple.preference.security?Privacy_ScreenCapture',
  control: 'x-apple.systempreferences:com.apple.preference.security?Privacy_Accessibility',
};

/**
 * macOS's two permissions: screen recording and accessibility.
 * @param access loads macOS's calls when they are needed
 * @param open has macOS open an address
 */
export function macPrivacy(access: () => AccessCalls, open: (address: string) => void): PrivacyHost {
  return {
    check: () => ({ screen: access().canCapture(), control: access().isTrusted(false) }),
    ask(what) {
      switch (what) {
        case 'screen':
          access().askCapture();
          return;
        case 'control':
          access().isTrusted(true);
          return;
      }
    },
    openSettings: (what) => open(SETTINGS[what]),
  };
}

/** By macOS's own `open`, without a shell. */
export function openAddress(address: string): void {
  const child = spawn('/usr/bin/open', [address], { stdio: 'ignore', detached: true });
  // Without it nothing opens, and the window's words say where to go.
  child.on('error', () => undefined);
  child.unref();
}
