import { z } from 'zod';
import { technicianId } from '../ids.ts';
import { personName } from '../text.ts';

/** A technician as the log names them. */
export const technicianRef = z.object({ id: technicianId, name: personName });
export type TechnicianRef = z.infer<typeof technicianRef>;

/**
 * Who gives a command or caused an event. `server` is the server itself: time-outs, connections coming and going.
 * The server sets the actor from the authenticated connection; it is never read from a message.
 */
export const actor = z.discriminatedUnion('role', [
  z.object({ role: z.literal('technician'), technician: technicianRef }),
  z.object({ role: z.literal('customer') }),
  z.object({ role: z.literal('server') }),
]);
export type Actor = z.infer<typeof actor>;

/**
 * The part that an actor has in one session, which decides what they may do there. `lead`: the technician whose session
 * it is. `colleague`: a technician who has joined; reads and writes, nothing else. `invited`: one who has not answered yet.
 */
export type Part = 'lead' | 'colleague' | 'invited' | 'customer' | 'server';
