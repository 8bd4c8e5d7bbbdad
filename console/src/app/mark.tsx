import markUrl from '@throwline/identity/mark.svg';
import type { ReactNode } from 'react';

/** The product's mark; the name stands beside it in text. */
export function Mark({ size }: { size: number }): ReactNode {
  return <img src={markUrl} width={size} height={size} alt="" />;
}
