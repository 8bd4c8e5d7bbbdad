import koffi from 'koffi';
import type { PixelView, Rect } from '../platform.ts';
import { PlatformError } from '../platform-error.ts';
import { type PixelFormat, pixelFormat } from './pixel-format.ts';
import type { XConnection } from './x-connection.ts';
import { CORE, type Extension, findExtension, pair } from './x-protocol.ts';
import { type Address, type SharedMemoryCalls, sharedMemoryCalls } from './xcb-library.ts';

/** MIT-SHM extension. */
const SHM = { attach: 1, detach: 2, getImage: 4 } as const;
const IPC_PRIVATE = 0;
const OWNER_ONLY = 0o600;
const Z_PIXMAP = 2;
const ALL_PLANES = 0xffff_ffff;
const BYTES_PER_PIXEL = 4;
/** A full-HD desktop. Pages that no picture reaches take no memory. */
const SMALLEST_SEGMENT = 1920 * 1080 * BYTES_PER_PIXEL;

interface Segment {
  readonly serverId: number;
  readonly address: Address;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * Reads pixels of the root window: through shared memory where the server can reach it, else over the connection.
 * Desktops of 15, 16 and 30 bits of colour are turned into 24 here; such with a colour table are refused.
 */
export class ScreenPixels {
  readonly #connection: XConnection;
  readonly #format: PixelFormat;
  readonly #shm: Extension | undefined;
  readonly #calls: SharedMemoryCalls;
  #segment: Segment | undefined;
  #shmWorks: boolean;

  /**
   * @param allowSharedMemory false reads over the connection, as from a remote display
   * @throws PlatformError `depth-unsupported`
   */
  constructor(connection: XConnection, allowSharedMemory = true) {
    const { info } = connection;
    const format = pixelFormat(info);
    if (format === undefined) {
      throw new PlatformError(
        'depth-unsupported',
        `This desktop has ${info.rootDepth} bits a pixel in a layout that cannot be shown; 16, 24 or 30 of true colour are needed.`,
      );
    }
    this.#format = format;
    this.#connection = connection;
    this.#calls = sharedMemoryCalls();
    this.#shm = allowSharedMemory ? findExtension(connection, 'MIT-SHM') : undefined;
    this.#shmWorks = this.#shm !== undefined;
  }

  get usesSharedMemory(): boolean {
    return this.#shmWorks;
  }

  /**
   * The pixels of a rectangle that lies on the desktop.
   * @throws PlatformError `capture-failed`, `display-gone`
   */
  read(region: Rect): PixelView {
    const { width, height } = region;
    const { stride, convert } = this.#format;
    const bytes = stride(width) * height;
    const data = this.#shared(region, bytes) ?? this.#copied(region, bytes);
    if (convert === undefined) return { data, width, height, stride: stride(width) };
    return { data: convert(data, width, height), width, height, stride: width * BYTES_PER_PIXEL };
  }

  close(): void {
    this.#dropSegment();
  }

  #shared(region: Rect, bytes: number): Uint8Array | undefined {
    if (this.#shm === undefined || !this.#shmWorks) return undefined;
    const segment = this.#segmentOf(this.#shm, bytes);
    if (segment === undefined) {
      this.#shmWorks = false;
      return undefined;
    }
    const { root } = this.#connection;
    const reply = this.#connection.query(this.#shm.major, SHM.getImage, [
      root,
      pair(region.x, region.y),
      pair(region.width, region.height),
      ALL_PLANES,
      Z_PIXMAP,
      segment.serverId,
      0,
    ]);
    if (reply === undefined)
      throw new PlatformError('capture-failed', 'The display refused to hand out its picture.');
    return segment.bytes.subarray(0, bytes);
  }

  #copied(region: Rect, bytes: number): Uint8Array {
    const reply = this.#connection.query(CORE.getImage, Z_PIXMAP, [
      this.#connection.root,
      pair(region.x, region.y),
      pair(region.width, region.height),
      ALL_PLANES,
    ]);
    if (reply === undefined || reply.length < 32 + bytes) {
      throw new PlatformError('capture-failed', 'The display refused to hand out its picture.');
    }
    return reply.bytes.subarray(32, 32 + bytes);
  }

  #segmentOf(shm: Extension, bytes: number): Segment | undefined {
    if (this.#segment !== undefined && this.#segment.bytes.length >= bytes) return this.#segment;
    this.#dropSegment();
    const calls = this.#calls;
    const size = Math.max(bytes, SMALLEST_SEGMENT);
    const id = calls.shmget(IPC_PRIVATE, size, OWNER_ONLY);
    if (id === -1) return undefined;
    const address = calls.shmat(id);
    const serverId = this.#connection.newId();
    const attached =
      address !== null && this.#connection.postChecked(shm.major, SHM.attach, [serverId, id, 0]);
    // Marked for removal at once: it lives as long as this process and the server hold it, and no longer.
    calls.shmctlRemove(id);
    if (address === null) return undefined;
    if (!attached) {
      calls.shmdt(address);
      return undefined;
    }
    this.#segment = { serverId, address, bytes: new Uint8Array(koffi.view(address, size)) };
    return this.#segment;
  }

  #dropSegment(): void {
    if (this.#segment === undefined || this.#shm === undefined) return;
    if (!this.#connection.closed)
      this.#connection.post(this.#shm.major, SHM.detach, [this.#segment.serverId]);
    // Views that were handed out must turn empty before the memory under them goes.
    this.#segment.bytes.buffer.transfer();
    this.#calls.shmdt(this.#segment.address);
    this.#segment = undefined;
  }
}
