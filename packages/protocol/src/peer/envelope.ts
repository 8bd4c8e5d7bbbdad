import { ByteReader, ByteWriter, FrameError } from './bytes.ts';

/**
 * What the relay sees of a peer frame: four bytes, then a payload that it never reads.
 *
 *     0  u8   version, ENVELOPE_VERSION
 *     1  u8   kind, an ENVELOPE_KINDS number
 *     2  u16  peer: to the server the receiver, from the server the sender. Big-endian
 *     4  …    payload
 *
 * The server sets the sender from the socket's own identity, so it cannot be forged.
 */
export const ENVELOPE_VERSION = 1;
export const ENVELOPE_HEADER = 4;
/** Largest envelope, in bytes, header included. */
export const MAX_ENVELOPE = 1024 * 1024;
/** The applet of a session is always this peer; consoles get numbers from 2 on, never twice in a session's server process. */
export const APPLET_PEER = 1;

/** Numbers on the wire; explicit, never reused. `joined` and `left` come from the server only, without payload. */
export const ENVELOPE_KINDS = { data: 1, joined: 2, left: 3 } as const;
export type EnvelopeKind = keyof typeof ENVELOPE_KINDS;

export interface Envelope {
  readonly kind: EnvelopeKind;
  readonly peer: number;
  readonly payload: Uint8Array;
}

const KIND_OF = new Map<number, EnvelopeKind>([
  [ENVELOPE_KINDS.data, 'data'],
  [ENVELOPE_KINDS.joined, 'joined'],
  [ENVELOPE_KINDS.left, 'left'],
]);

/** @throws FrameError for anything that is not one whole envelope of this version */
export function readEnvelope(bytes: Uint8Array): Envelope {
  if (bytes.length > MAX_ENVELOPE) throw new FrameError('too-large');
  const reader = new ByteReader(bytes);
  if (reader.u8() !== ENVELOPE_VERSION) throw new FrameError('unknown-version');
  const kind = KIND_OF.get(reader.u8());
  if (kind === undefined) throw new FrameError('unknown-kind');
  const peer = reader.u16();
  return { kind, peer, payload: reader.rest() };
}

/** @throws FrameError `too-large` for a payload that does not fit {@link MAX_ENVELOPE} */
export function writeEnvelope(envelope: Envelope): Uint8Array<ArrayBuffer> {
  const length = ENVELOPE_HEADER + envelope.payload.length;
  if (length > MAX_ENVELOPE) throw new FrameError('too-large');
  return new ByteWriter(length)
    .u8(ENVELOPE_VERSION)
    .u8(ENVELOPE_KINDS[envelope.kind])
    .u16(envelope.peer)
    .put(envelope.payload)
    .finish();
}
