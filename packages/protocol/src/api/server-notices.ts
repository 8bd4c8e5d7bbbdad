import { z } from 'zod';

/** Something about the server's surroundings that who runs it should see to. The console has the words. */
export const serverNotice = z.discriminatedUnion('kind', [
  /** `daysLeft` is below 0 when it has run out. */
  z.object({ kind: z.literal('certificate-ends'), daysLeft: z.number().int(), endsAt: z.number().int() }),
  /** Browsers will not find `host`, the server's own, in the certificate. */
  z.object({ kind: z.literal('certificate-other-host'), host: z.string() }),
  /** Requests from `address` say that they are passed on for others; nothing names that proxy. */
  z.object({ kind: z.literal('proxy-unnamed'), address: z.string() }),
  /** A proxy at `address` does not say for whom it asks, so that all who come through it are one to the server. */
  z.object({ kind: z.literal('proxy-without-addresses'), address: z.string() }),
  /** A proxy at `address` says for whom it asks in two headers that contradict one another. */
  z.object({ kind: z.literal('proxy-contradicts'), address: z.string() }),
  /** A proxy at `address` asks for `host` instead of what people have typed. */
  z.object({ kind: z.literal('proxy-other-host'), address: z.string(), host: z.string() }),
  /** A proxy at `address` leaves out the headers that make a WebSocket of a request. */
  z.object({ kind: z.literal('proxy-without-upgrade'), address: z.string() }),
]);
export type ServerNotice = z.infer<typeof serverNotice>;

/** `GET /api/server-notices` */
export const serverNoticesResponse = z.object({ notices: z.array(serverNotice) });
export type ServerNoticesResponse = z.infer<typeof serverNoticesResponse>;
