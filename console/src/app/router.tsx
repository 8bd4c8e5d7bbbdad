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
import { onRefusal, queryClient } from './query-client.ts';
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
      const { secondFactor } = await queryClient.ensureQueryData(meQuery);
      if (secondFactor === 'required') throw redirect({ to: '/console/second-factor' });
    } catch (error) {
      if (!isSignedOut(error)) throw error;
      const to = location.pathname === '/console' ? {} : { to: location.pathname };
      throw redirect({ to: '/console/sign-in', search: to });
    }
  },
  component: lazyRouteComponent(() => import('./shell.tsx'), 'Shell'),
});

const forgotten = createRoute({
  getParentRoute: () => root,
  path: '/console/forgotten-password',
  component: lazyRouteComponent(
    () => import('../sign-in/forgotten-password-page.tsx'),
    'ForgottenPasswordPage',
  ),
});

const newPassword = createRoute({
  getParentRoute: () => root,
  path: '/console/new-password',
  component: lazyRouteComponent(() => import('../sign-in/new-password-page.tsx'), 'NewPasswordPage'),
});

const secondFactor = createRoute({
  getParentRoute: () => root,
  path: '/console/second-factor',
  beforeLoad: async () => {
    try {
      await queryClient.ensureQueryData(meQuery);
    } catch (error) {
      if (!isSignedOut(error)) throw error;
      throw redirect({ to: '/console/sign-in' });
    }
  },
  component: lazyRouteComponent(() => import('../second-factor/second-factor-page.tsx'), 'SecondFactorPage'),
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

function isSignedOut(error: unknown): boolean {
  return error instanceof ApiError && (error.code === 'not-signed-in' || error.code === 'sign-in-expired');
}

/** All pages of the console. */
export const router = createRouter({
  routeTree: root.addChildren([
    setup,
    signIn,
    forgotten,
    newPassword,
    secondFactor,
    signedIn.addChildren([queue, session, technicians, email, keptSessions, account]),
  ]),
  defaultErrorComponent: PageFailure,
  defaultPendingComponent: PageLoading,
  defaultNotFoundComponent: PageNotFound,
});

// An account may come to need a second factor while somebody works with it, as when it becomes an administrator's.
onRefusal(({ code }) => {
  if (code !== 'second-factor-needed') return;
  queryClient.removeQueries({ queryKey: meQuery.queryKey });
  void router.navigate({ to: '/console/second-factor' });
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
