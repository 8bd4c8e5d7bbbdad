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

/** Memory that the server can reach. Marked for removal at once: it lives as long as this process or the server holds it. */
interface Segment {
  readonly id: number;
  readonly address: Address;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Of the last source, for the next one: memory that is new to the processes costs more than the picture put there. */
let spare: Segment | undefined;

/**
 * Reads pixels of the root window: through shared memory where the server can reach it, else over the connection.
 * Desktops of 15, 16 and 30 bits of colour are turned into 24 here; such with a colour table are refused.
 */
export class ScreenPixels {
  readonly #connection: XConnection;
  readonly #format: PixelFormat;
  readonly #shm: Extension | undefined;
  readonly #calls: SharedMemoryCalls;
  #segment: { readonly segment: Segment; readonly serverId: number } | undefined;
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

  /** Takes the memory for pictures of this size, and writes to it. */
  prepare(width: number, height: number): void {
    if (!this.#shmWorks) return;
    const bytes = this.#format.stride(width) * height;
    const segment =
      spare !== undefined && spare.bytes.length >= bytes ? spare : takeSegment(this.#calls, bytes);
    segment?.bytes.fill(0);
    if (segment !== undefined) this.#keep(segment);
  }

  close(): void {
    this.#dropSegment();
  }

  #shared(region: Rect, bytes: number): Uint8Array | undefined {
    if (this.#shm === undefined || !this.#shmWorks) return undefined;
    const shared = this.#segmentOf(this.#shm, bytes);
    if (shared === undefined) {
      this.#shmWorks = false;
      return undefined;
    }
    const { segment, serverId } = shared;
    const { root } = this.#connection;
    const reply = this.#connection.query(this.#shm.major, SHM.getImage, [
      root,
      pair(region.x, region.y),
      pair(region.width, region.height),
      ALL_PLANES,
      Z_PIXMAP,
      serverId,
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

  #segmentOf(
    shm: Extension,
    bytes: number,
  ): { readonly segment: Segment; readonly serverId: number } | undefined {
    if (this.#segment !== undefined && this.#segment.segment.bytes.length >= bytes) return this.#segment;
    this.#dropSegment();
    const kept = spare;
    spare = undefined;
    if (kept !== undefined && kept.bytes.length < bytes) letGo(this.#calls, kept);
    const segment = kept !== undefined && kept.bytes.length >= bytes ? kept : takeSegment(this.#calls, bytes);
    if (segment === undefined) return undefined;
    const serverId = this.#connection.newId();
    if (!this.#connection.postChecked(shm.major, SHM.attach, [serverId, segment.id, 0])) {
      letGo(this.#calls, segment);
      return undefined;
    }
    this.#segment = { segment, serverId };
    return this.#segment;
  }

  #dropSegment(): void {
    if (this.#segment === undefined || this.#shm === undefined) return;
    const { segment, serverId } = this.#segment;
    this.#segment = undefined;
    if (!this.#connection.closed) this.#connection.post(this.#shm.major, SHM.detach, [serverId]);
    this.#keep(segment);
  }

  #keep(segment: Segment): void {
    if (spare !== undefined && spare !== segment) letGo(this.#calls, spare);
    spare = segment;
  }
}

/** @returns `undefined` when the system gives none */
function takeSegment(calls: SharedMemoryCalls, bytes: number): Segment | undefined {
  const size = Math.max(bytes, SMALLEST_SEGMENT);
  const id = calls.shmget(IPC_PRIVATE, size, OWNER_ONLY);
  if (id === -1) return undefined;
  const address = calls.shmat(id);
  // Linux lets the server in all the same, as long as this process holds the memory.
  calls.shmctlRemove(id);
  if (address === null) return undefined;
  return { id, address, bytes: new Uint8Array(koffi.view(address, size)) };
}

/** Views that were handed out turn empty before the memory under them goes. */
function letGo(calls: SharedMemoryCalls, { address, bytes }: Segment): void {
  bytes.buffer.transfer();
  calls.shmdt(address);
}
