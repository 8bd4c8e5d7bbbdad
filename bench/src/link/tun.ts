import { closeSync, constants, openSync } from 'node:fs';
import koffi from 'koffi';

const libc = koffi.load('libc.so.6');
const ioctl = libc.func('int ioctl(int fd, unsigned long request, void *argument)');
const setns = libc.func('int setns(int fd, int kind)');

/** From linux/if_tun.h, linux/if.h and sched.h. */
const TUNSETIFF = 0x400454ca;
const IFF_TUN = 0x0001;
const IFF_NO_PI = 0x1000;
const CLONE_NEWNET = 0x40000000;
/** struct ifreq: the name in 16 bytes, then the flags. */
const IFREQ = { bytes: 40, flagsAt: 16 } as const;

/**
 * Makes a network interface whose packets are read from and written to a file: each read and each write is one IP packet.
 * It goes when the file is closed. Root only.
 * @param namespace path of the network namespace that it belongs to; by default this process's own
 * @returns the file
 */
export function openTun(name: string, namespace?: string): number {
  return namespace === undefined ? open(name) : within(namespace, () => open(name));
}

function open(name: string): number {
  const file = openSync('/dev/net/tun', constants.O_RDWR);
  const request = Buffer.alloc(IFREQ.bytes);
  request.write(name, 'latin1');
  request.writeUInt16LE(IFF_TUN | IFF_NO_PI, IFREQ.flagsAt);
  succeed(ioctl(file, TUNSETIFF, request), 'TUNSETIFF');
  return file;
}

/** Does something with this thread in another network namespace. */
function within<T>(namespace: string, act: () => T): T {
  const own = openSync('/proc/thread-self/ns/net', constants.O_RDONLY);
  const other = openSync(namespace, constants.O_RDONLY);
  try {
    succeed(setns(other, CLONE_NEWNET), 'setns');
    return act();
  } finally {
    succeed(setns(own, CLONE_NEWNET), 'setns');
    closeSync(own);
    closeSync(other);
  }
}

function succeed(result: unknown, what: string): void {
  if (result !== 0) throw new Error(`${what} failed (errno ${koffi.errno()})`);
}
