import { z } from 'zod';
import { technicianId } from '../ids.ts';

/**
 * Where a technician is for the others of a session, now. No part of the log: it changes with every look at another page.
 * - `looking`: the session's page is open in a tab that can be seen
 * - `console`: they have the console open, and look at something else
 * - `away`: they have no console open
 */
export const technicianPresence = z.enum(['looking', 'console', 'away']);
export type TechnicianPresence = z.infer<typeof technicianPresence>;

/** Most technicians of one session: its lead and five colleagues. */
const MOST = 6;

/** The lead and the colleagues who have joined, each with where they are. */
export const presentTechnicians = z
  .array(z.object({ technician: technicianId, presence: technicianPresence }))
  .max(MOST);
export type PresentTechnicians = z.infer<typeof presentTechnicians>;
