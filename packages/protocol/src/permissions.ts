import { z } from 'zod';

/**
 * What a technician may be allowed to do on the customer's machine. One row a permission; a later one (files,
 * clipboard, system information, terminal, reboot) is a further row and nothing else. `needs` are granted and revoked
 * with it: control without sight is never asked for, and taking back sight takes back control.
 */
export const PERMISSIONS = {
  'view-screen': {
    label: 'See the screen',
    asks: 'see your screen',
    means: 'The technician sees what you see. They cannot click or type.',
    needs: [],
  },
  'control-input': {
    label: 'Control mouse and keyboard',
    asks: 'see and control your computer',
    means:
      'The technician sees your screen and can use your mouse and keyboard. You can use them too, at any time.',
    needs: ['view-screen'],
  },
} as const satisfies Record<string, PermissionRow>;

interface PermissionRow {
  readonly label: string;
  readonly asks: string;
  readonly means: string;
  readonly needs: readonly string[];
}

export type Permission = keyof typeof PERMISSIONS;

/** All permissions, in the order in which they are shown. */
export const PERMISSION_IDS: readonly Permission[] = ['view-screen', 'control-input'];

export const permission = z.enum(['view-screen', 'control-input']);

/** The permissions themselves and all that they need, in the order of {@link PERMISSION_IDS}. */
export function withNeeded(wanted: readonly Permission[]): Permission[] {
  const set = new Set<Permission>(wanted);
  for (const id of wanted) for (const needed of PERMISSIONS[id].needs) set.add(needed);
  return PERMISSION_IDS.filter((id) => set.has(id));
}

/** The permissions themselves and all that need them: what falls when they are taken back. */
export function withDependent(revoked: readonly Permission[]): Permission[] {
  return PERMISSION_IDS.filter(
    (id) => revoked.includes(id) || PERMISSIONS[id].needs.some((needed) => revoked.includes(needed)),
  );
}

/**
 * The question a customer is asked, in the manner of *Anna from Helpdesk would like to see and control your computer.*
 * The strongest wanted permission words it, because it includes what it needs.
 */
export function promptText(technician: string, organisation: string, wanted: readonly Permission[]): string {
  const strongest = PERMISSION_IDS.filter((id) => wanted.includes(id)).at(-1) ?? 'view-screen';
  return `${technician} from ${organisation} would like to ${PERMISSIONS[strongest].asks}.`;
}
