import type { IncomingHttpHeaders } from 'node:http';
import type { AppletSystem, CustomerBrowser, CustomerDevice, UnsuitedWhy } from '../pages/index.ts';

/** The client hints that tell a browser's processor; without asking, browsers do not send them. */
export const ACCEPTED_HINTS = 'Sec-CH-UA-Arch, Sec-CH-UA-Bitness, Sec-CH-UA-WoW64';

/**
 * What a request says of the customer's computer: from the User-Agent header and the client hints `sec-ch-ua-platform`,
 * `sec-ch-ua-mobile`, `sec-ch-ua-arch` and `sec-ch-ua-bitness` (W3C User-Agent Client Hints). It decides only which help
 * is shown first; whoever says something wrong harms nobody but themselves.
 */
export function customerDevice(headers: IncomingHttpHeaders): CustomerDevice {
  const agent = (headers['user-agent'] ?? '').slice(0, 1000);
  const platform = hint(headers, 'sec-ch-ua-platform');
  if (hint(headers, 'sec-ch-ua-mobile') === '?1' || /Android|iPhone|iPad|iPod|Mobile|Tablet;/.test(agent))
    return unsuited('phone', 'a phone or tablet');
  if (platform === 'Chrome OS' || /CrOS/.test(agent)) return unsuited('other-system', 'Chrome OS');
  if (/BSD|SunOS|Haiku/.test(agent))
    return unsuited('other-system', 'a system that Throwline is not made for');
  const system = systemOf(platform, agent);
  if (system === undefined) return { kind: 'unknown' };
  return limits(system, headers, agent) ?? { kind: 'computer', system, browser: browserOf(agent) };
}

function systemOf(platform: string, agent: string): AppletSystem | undefined {
  if (platform === 'Windows' || /Windows/.test(agent)) return 'windows';
  if (platform === 'macOS' || /Macintosh|Mac OS X/.test(agent)) return 'macos';
  if (platform === 'Linux' || /Linux|X11/.test(agent)) return 'linux';
  return undefined;
}

/** What stands against a system's support program: its processor or its age. */
function limits(
  system: AppletSystem,
  headers: IncomingHttpHeaders,
  agent: string,
): CustomerDevice | undefined {
  const processor = hint(headers, 'sec-ch-ua-arch');
  const is32Bit = hint(headers, 'sec-ch-ua-bitness') === '32' && hint(headers, 'sec-ch-ua-wow64') !== '?1';
  switch (system) {
    case 'linux':
      if (processor === 'arm' || /Linux (aarch64|arm)/.test(agent))
        return unsuited('processor', 'Linux on an ARM processor');
      if (is32Bit || /Linux i[3-6]86(?! on x86_64)/.test(agent))
        return unsuited('processor', 'a 32-bit Linux');
      if (/Linux (ppc|riscv|mips|s390|loongarch)/.test(agent))
        return unsuited('processor', 'Linux on another kind of processor');
      return undefined;
    case 'windows': {
      const version = /Windows NT (\d+)/.exec(agent)?.[1];
      if (version !== undefined && Number(version) < 10) return unsuited('too-old', 'an older Windows');
      // A browser of 32 bits says WOW64 on a Windows of 64; current ones say Win64 or nothing of use.
      const old32 = /Windows NT [\d.]+(?!.*(Win64|WOW64|ARM64))/.test(agent);
      return is32Bit || old32 ? unsuited('processor', 'a 32-bit Windows') : undefined;
    }
    case 'macos':
      return /PPC/.test(agent) ? unsuited('processor', 'a Mac with a PowerPC processor') : undefined;
  }
}

/** The browser; those that are made of another one are taken for it. */
function browserOf(agent: string): CustomerBrowser {
  if (/Trident\/|MSIE /.test(agent)) return 'ie';
  if (/Edge?\//.test(agent)) return 'edge';
  if (/Firefox\//.test(agent)) return 'firefox';
  if (/Chrom(e|ium)\//.test(agent)) return 'chrome';
  return /Safari\//.test(agent) ? 'safari' : 'other';
}

function unsuited(why: UnsuitedWhy, name: string): CustomerDevice {
  return { kind: 'unsuited', why, name };
}

/** A client hint's value, without the quotes of a string (RFC 8941). */
function hint(headers: IncomingHttpHeaders, name: string): string {
  const value = headers[name];
  return typeof value === 'string' ? value.replace(/^"|"$/g, '') : '';
}
