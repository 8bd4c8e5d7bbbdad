import { z } from 'zod';

/** A system that a support program can be made for. */
export const helpedSystem = z.enum(['linux', 'windows', 'macos']);
export type HelpedSystem = z.infer<typeof helpedSystem>;

/** How far the support program of one system is on this server. */
export const supportProgram = z.discriminatedUnion('state', [
  z.object({ state: z.literal('preparing'), system: helpedSystem }),
  z.object({ state: z.literal('ready'), system: helpedSystem }),
  /** It cannot be made there; `reason` says what would help, in words for who runs the server. */
  z.object({ state: z.literal('missing'), system: helpedSystem, reason: z.string() }),
]);
export type SupportProgram = z.infer<typeof supportProgram>;

/** `GET /api/support-programs` */
export const supportProgramsResponse = z.object({ programs: z.array(supportProgram) });
export type SupportProgramsResponse = z.infer<typeof supportProgramsResponse>;
