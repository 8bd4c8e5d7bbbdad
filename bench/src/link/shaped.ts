import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Link } from './link.ts';

const SHAPER = fileURLToPath(new URL('./shaper.ts', import.meta.url));

/**
 * A link with the rate, the round trip and the loss of one of LINK_SHAPES. The browser runs in a network namespace of its
 * own, whose only way out is a pair of interfaces that a program carries packets between: kernels without netem can do
 * that too, and TCP on both sides meets the link itself, not a proxy's buffers. Bytes are counted with their IP and TCP
 * headers. Root only.
 */
export async function shapedLink(shape: string): Promise<Link> {
  const id = process.pid % 10_000;
  const namespace = `throwline-${id}`;
  const [here, there] = [`tl${id}s`, `tl${id}v`];
  const network = `10.213.${id % 250}`;
  const ip = (...args: string[]): unknown =>
    execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'inherit'] });
  const folder = mkdtempSync(join(tmpdir(), 'throwline-bench-link-'));
  const browser = join(folder, 'chromium');
  writeFileSync(browser, `#!/bin/sh\nexec ip netns exec ${namespace} /usr/bin/chromium "$@"\n`);
  chmodSync(browser, 0o755);
  ip('netns', 'add', namespace);
  const shaper = spawn(process.execPath, [SHAPER, shape, here, there, `/run/netns/${namespace}`], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const close = async (): Promise<void> => {
    shaper.stdin.end();
    if (shaper.exitCode === null) await once(shaper, 'exit');
    ip('netns', 'del', namespace);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await Promise.race([
      once(shaper.stdout, 'data'),
      once(shaper, 'exit').then(() => Promise.reject(new Error('the link’s program has ended'))),
    ]);
    ip('addr', 'add', `${network}.1/30`, 'dev', here);
    ip('link', 'set', here, 'up');
    const far = (...args: string[]): unknown => ip('-n', namespace, ...args);
    far('addr', 'add', `${network}.2/30`, 'dev', there);
    far('link', 'set', there, 'up');
    far('link', 'set', 'lo', 'up');
  } catch (error) {
    await close();
    throw error;
  }
  const counter = (name: string): number =>
    Number(readFileSync(`/sys/class/net/${here}/statistics/${name}_bytes`, 'utf8'));
  return {
    name: shape,
    host: `${network}.1`,
    browser,
    lead: async (port) => port,
    // What this side transmits goes to the browser.
    bytes: () => ({ up: counter('rx'), down: counter('tx') }),
    close,
  };
}
