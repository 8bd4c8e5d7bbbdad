import { z } from 'zod';
import { secret } from '../ids.ts';

/** Path of the socket that carries peer frames. */
export const PEER_SOCKET_PATH = '/sockets/peer';

/** First message on a peer socket, JSON text; everything after it, both ways, is binary envelopes. */
export const peerHello = z.object({
  type: z.literal('peer-hello'),
  versions: z.object({ min: z.number().int().min(0).max(65535), max: z.number().int().min(0).max(65535) }),
  /** From `peer-token`; used once. */
  token: secret,
});
export type PeerHello = z.infer<typeof peerHello>;
