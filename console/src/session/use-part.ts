import { partOfTechnician, type SessionState } from '@throwline/protocol';
import { useMe } from '../app/me.ts';

/** Whether the signed-in technician leads a session or shares it: what their page of it offers. */
export function useIsLead(state: SessionState): boolean {
  return partOfTechnician(state, useMe().technician.id) === 'lead';
}
