import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { buffer, text } from 'node:stream/consumers';
import { MissingToolError } from '../missing-tool.ts';

/**
 * How the runtime is packed. Measured on Node 22.23.3 (107 MB, stripped), 2 cores, in megabytes and seconds:
 *
 * | settings | size | packing | unpacking, 2 threads / 1 |
 * | --- | --- | --- | --- |
 * | `-6` | 26.7 | 24 | 0.7 / 1.2 |
 * | `-9` | 26.3 | 44 | – / 1.25 |
 * | `--x86 --lzma2=preset=6` | 25.8 | 20 | 0.7 / 1.2 |
 * | `--x86`, dictionary of 32 MiB, blocks of 56 MiB | 25.4 | 32 | 0.7 / 1.2 |
 *
 * Blocks are what lets xz 5.4 unpack on several cores. The number of threads is given, because a single thread would
 * write other headers, and so another file.
 */
export const XZ_SETTINGS = [
  '--threads=2',
  '--block-size=24MiB',
  '--check=crc64',
  '--x86',
  '--lzma2=preset=6',
];

/**
 * Packs bytes by the system's xz.
 * @throws Error when xz is missing or fails
 */
export async function xz(bytes: Uint8Array, settings: readonly string[] = XZ_SETTINGS): Promise<Buffer> {
  const child = spawn('xz', ['--compress', '--stdout', ...settings], { stdio: ['pipe', 'pipe', 'pipe'] });
  // A broken pipe is told by the exit code.
  child.stdin.on('error', () => undefined);
  child.stdin.end(bytes);
  const ended = once(child, 'close').catch((cause: unknown) => {
    throw new MissingToolError('xz', 'xz-utils', { cause });
  });
  const [packed, errors, [code]] = await Promise.all([buffer(child.stdout), text(child.stderr), ended]);
  if (code !== 0) throw new Error(`xz ended with ${code}: ${errors}`);
  return packed;
}
