import { z } from 'zod';

/**
 * What a technician may be allowed to do on the customer's machine. One row a permission; a later one (files,
 * clipboard, system information, terminal, reboot) is a further row and nothing else. `needs` are granted and revoked
 * with it: control without sight is never asked for, and taking back sight takes back control.
 */
export const PERMISSIONS = {
  'view-screen': {
    label: 'See the screen',
    asks: 'see this screen',
    means: 'The technician sees what you see. They cannot click or type.',
    customerStops: 'Stop sharing',
    technicianStops: 'Stop viewing',
    needs: [],
  },
  'control-input': {
    label: 'Control mouse and keyboard',
    asks: 'see and control this computer',
    means:
      'The technician sees your screen and can use your mouse and keyboard. You can use them too, at any time.',
    customerStops: 'Stop control',
    technicianStops: 'Stop controlling',
    needs: ['view-screen'],
  },
} as const satisfies Record<string, PermissionRow>;

interface PermissionRow {
  readonly label: string;
  readonly asks: string;
  readonly means: string;
  /** On the buttons by which the customer, or the technician, ends it. */
  readonly customerStops: string;
  readonly technicianStops: string;
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

/** Those of the wanted permissions that no other wanted one brings with it: each is a thing of its own to say Yes to. */
export function independent(wanted: readonly Permission[]): Permission[] {
  return PERMISSION_IDS.filter((id) => {
    const needsIt = (other: Permission): boolean => PERMISSIONS[other].needs.some((needed) => needed === id);
    return wanted.includes(id) && !wanted.some(needsIt);
  });
}

/**
 * The question a customer is asked: the act, in the manner of *Let Anna see and control this computer?* Every permission that
 * it grants is in it, be it by one that includes it. Who asks, from where and for how long is said below it.
 */
export function promptText(technician: string, wanted: readonly Permission[]): string {
  const acts = independent(wanted).map((id) => PERMISSIONS[id].asks);
  return `Let ${technician} ${new Intl.ListFormat('en-GB').format(acts)}?`;
}
