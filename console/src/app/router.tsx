import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { ApiError } from '../api/call.ts';
import { meQuery } from './me.ts';
import { PageFailure, PageLoading, PageNotFound } from './page-states.tsx';
import { queryClient } from './query-client.ts';
import { Root } from './root.tsx';

const root = createRootRoute({ component: Root, notFoundComponent: PageNotFound });

const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  component: lazyRouteComponent(() => import('../setup/setup-page.tsx'), 'SetupPage'),
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/console/sign-in',
  // Only places inside the console: an address from outside must not send people elsewhere.
  validateSearch: ({ to }): { to?: string } =>
    typeof to === 'string' && /^\/console(\/[\w/-]*)?$/.test(to) ? { to } : {},
  component: lazyRouteComponent(() => import('../sign-in/sign-in-page.tsx'), 'SignInPage'),
});

const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  beforeLoad: async ({ location }) => {
    try {
      await queryClient.ensureQueryData(meQuery);
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'not-signed-in') throw error;
      const to = location.pathname === '/console' ? {} : { to: location.pathname };
      throw redirect({ to: '/console/sign-in', search: to });
    }
  },
  component: lazyRouteComponent(() => import('./shell.tsx'), 'Shell'),
});

const queue = createRoute({
  getParentRoute: () => signedIn,
  path: '/console',
  component: lazyRouteComponent(() => import('../queue/queue-page.tsx'), 'QueuePage'),
});

const session = createRoute({
  getParentRoute: () => signedIn,
  path: '/console/sessions/$sessionId',
  component: lazyRouteComponent(() => import('../session/session-page.tsx'), 'SessionPage'),
});

const technicians = createRoute({
  getParentRoute: () => signedIn,
  path: '/console/admin/technicians',
  component: lazyRouteComponent(() => import('../admin/technicians-page.tsx'), 'TechniciansPage'),
});

const email = createRoute({
  getParentRoute: () => signedIn,
  path: '/console/admin/email',
  component: lazyRouteComponent(() => import('../admin/email-page.tsx'), 'EmailPage'),
});

const keptSessions = createRoute({
  getParentRoute: () => signedIn,
  path: '/console/admin/sessions',
  component: lazyRouteComponent(() => import('../admin/kept-sessions-page.tsx'), 'KeptSessionsPage'),
});

const account = createRoute({
  getParentRoute: () => signedIn,
  path: '/console/account',
  component: lazyRouteComponent(() => import('../admin/account-page.tsx'), 'AccountPage'),
});

/** All pages of the console. */
export const router = createRouter({
  routeTree: root.addChildren([
    setup,
    signIn,
    signedIn.addChildren([queue, session, technicians, email, keptSessions, account]),
  ]),
  defaultErrorComponent: PageFailure,
  defaultPendingComponent: PageLoading,
  defaultNotFoundComponent: PageNotFound,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
