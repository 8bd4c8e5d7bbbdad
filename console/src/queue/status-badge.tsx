import type { ReactNode } from 'react';
import { type PartStatus, STATUS_LABELS } from './session-status.ts';
import classes from './status-badge.module.css';

/** A session's state as a small coloured word. */
export function StatusBadge({ status }: { status: PartStatus }): ReactNode {
  return (
    <span className={classes.badge} data-status={status} data-testid="session-status">
      {STATUS_LABELS[status]}
    </span>
  );
}
