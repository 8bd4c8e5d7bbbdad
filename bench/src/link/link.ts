import type { WireBytes } from '../measure/wire-counter.ts';

/** What lies between the technician's browser and the server. */
export interface Link {
  /** As it is named in results. */
  readonly name: string;
  /** The address by which the browser reaches servers of this machine. */
  readonly host: string;
  /** Path of the browser to run: on the far side of the link. */
  readonly browser: string;
  /**
   * Leads the browser to a server's port.
   * @returns the port to reach it at, on {@link host}
   */
  lead(port: number): Promise<number>;
  /** Bytes between browser and servers so far. */
  bytes(): WireBytes;
  close(): Promise<void>;
}
