import koffi from 'koffi';
import { PlatformError } from '../platform-error.ts';

/** An address in native memory. */
export type Address = bigint;

/**
 * The C functions that the X connection stands on. Only libxcb is needed, which every X program has by way of
 * libX11; extensions are spoken in their own protocol, so their libraries need not be installed. Unlike Xlib,
 * libxcb has no process-wide error handlers and never ends the process.
 */
export interface XcbLibrary {
  connect(display: string, screenOut: Int32Array): Address | null;
  connectionError(connection: Address): number;
  disconnect(connection: Address): void;
  fileDescriptor(connection: Address): number;
  setup(connection: Address): Address;
  generateId(connection: Address): number;
  sendRequest(connection: Address, flags: number, vector: Address, protocolRequest: Address): number;
  waitForReply(connection: Address, sequence: number, errorOut: BigUint64Array): Address | null;
  requestCheck(connection: Address, sequence: number): Address | null;
  pollForEvent(connection: Address): Address | null;
  flush(connection: Address): number;
  free(memory: Address): void;
  copyOut(target: Uint8Array, source: Address, bytes: number): void;
}

/** System V shared memory, from the C library. Sizes in bytes; -1 means failure. */
export interface SharedMemoryCalls {
  shmget(key: number, size: number, flags: number): number;
  shmat(id: number): Address | null;
  shmdt(memory: Address): number;
  shmctlRemove(id: number): number;
}

function loadLibrary(soname: string): ReturnType<typeof koffi.load> {
  try {
    return koffi.load(soname);
  } catch (cause) {
    throw new PlatformError('library-missing', `The system library ${soname} could not be loaded.`, {
      cause,
    });
  }
}

let xcb: XcbLibrary | undefined;

/**
 * Loads libxcb and the C library once per thread.
 * @throws PlatformError `library-missing`
 */
export function xcbLibrary(): XcbLibrary {
  if (xcb) return xcb;
  const lib = loadLibrary('libxcb.so.1');
  const libc = loadLibrary('libc.so.6');
  const memcpy = libc.func('void *memcpy(_Out_ uint8_t *to, void *from, size_t count)');
  xcb = {
    connect: lib.func('void *xcb_connect(const char *name, _Out_ int32_t *screen)'),
    connectionError: lib.func('int xcb_connection_has_error(void *c)'),
    disconnect: lib.func('void xcb_disconnect(void *c)'),
    fileDescriptor: lib.func('int xcb_get_file_descriptor(void *c)'),
    setup: lib.func('void *xcb_get_setup(void *c)'),
    generateId: lib.func('uint32_t xcb_generate_id(void *c)'),
    sendRequest: lib.func('unsigned int xcb_send_request(void *c, int flags, void *vector, void *request)'),
    waitForReply: lib.func('void *xcb_wait_for_reply(void *c, unsigned int sequence, _Out_ uint64_t *error)'),
    // The cookie is a struct of one unsigned int, which both supported ABIs pass like the integer itself.
    requestCheck: lib.func('void *xcb_request_check(void *c, unsigned int cookie)'),
    pollForEvent: lib.func('void *xcb_poll_for_event(void *c)'),
    flush: lib.func('int xcb_flush(void *c)'),
    free: libc.func('void free(void *memory)'),
    copyOut(target, source, bytes) {
      memcpy(target, source, bytes);
    },
  };
  return xcb;
}

let sharedMemory: SharedMemoryCalls | undefined;

/**
 * Loads the shared memory calls once per thread.
 * @throws PlatformError `library-missing`
 */
export function sharedMemoryCalls(): SharedMemoryCalls {
  if (sharedMemory) return sharedMemory;
  const libc = loadLibrary('libc.so.6');
  const shmat = libc.func('intptr_t shmat(int id, void *address, int flags)');
  const shmctl = libc.func('int shmctl(int id, int command, void *buffer)');
  const IPC_RMID = 0;
  sharedMemory = {
    shmget: libc.func('int shmget(int key, size_t size, int flags)'),
    shmat(id) {
      const address = BigInt(shmat(id, null, 0));
      return address === -1n ? null : address;
    },
    shmdt: libc.func('int shmdt(void *memory)'),
    shmctlRemove: (id) => shmctl(id, IPC_RMID, null),
  };
  return sharedMemory;
}
