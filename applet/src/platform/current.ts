import type { Host } from './host.ts';
import { LINUX_HOST } from './linux/host.ts';
import { MAC_HOST } from './macos/host.ts';
import { WINDOWS_HOST } from './windows/host.ts';

/** The operating system that this program runs on. Libraries are loaded by what is used of it, not by this. */
export function currentHost(): Host {
  switch (process.platform) {
    case 'darwin':
      return MAC_HOST;
    case 'win32':
      return WINDOWS_HOST;
    default:
      return LINUX_HOST;
  }
}
