import type { AccountRole } from '@throwline/protocol';

/** The roles, as a list to choose from. */
export const ROLE_CHOICES: { value: AccountRole; label: string }[] = [
  { value: 'technician', label: 'Technician: helps customers' },
  { value: 'administrator', label: 'Administrator: helps, and manages technicians' },
];
