import { Outlet } from '@tanstack/react-router';
import { type ReactNode, Suspense } from 'react';
import { PageLoading } from './page-states.tsx';

/** What is around every page. */
export function Root(): ReactNode {
  return (
    <Suspense fallback={<PageLoading />}>
      <Outlet />
    </Suspense>
  );
}
