/** Why a connection ended before it was one, as far as the applet acts differently on it. */
export type WireFailure = 'network' | 'certificate-mismatch' | 'proxy-refused';

/** What a wire tells. After `closed` nothing more comes. */
export interface WireHandlers {
  opened(): void;
  /** A whole message: text as a string, binary as bytes. */
  message(data: string | Uint8Array): void;
  closed(failure: WireFailure): void;
  /** The other side has answered a {@link Wire.ping}. */
  pong?(): void;
}

/** A message connection to the server, whatever carries it. */
export interface Wire {
  /** Takes a message when the wire is open; otherwise it is lost. */
  send(data: string | Uint8Array): void;
  /** Asks the other side's WebSocket for a sign of life; the cheapest there is. */
  ping(): void;
  /** Bytes that were given to {@link send} and have not been handed to the network yet. */
  readonly queued: number;
  /** Calls `act` once when {@link queued} has fallen to `below` bytes or the wire has closed; at once when it is so already. */
  whenQueued(below: number, act: () => void): void;
  /** Ends it; `closed` is still told, at the latest after 2 s. */
  close(): void;
  /** Ends it without a farewell: for a connection that does not answer. */
  cut(): void;
}

/** Opens a wire; failures are told by `closed`. */
export type OpenWire = (handlers: WireHandlers) => Wire;
