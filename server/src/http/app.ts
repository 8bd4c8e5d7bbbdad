import type { Server as HttpServer, IncomingMessage, RequestListener } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import fastifyCookie from '@fastify/cookie';
import fastifyFormbody from '@fastify/formbody';
import fastifyHelmet from '@fastify/helmet';
import fastifySwagger from '@fastify/swagger';
import fastifySwaggerUi from '@fastify/swagger-ui';
import {
  customerMessage,
  ERRORS,
  type ErrorCode,
  SERVER_PROOF_PATH,
  ThrowlineError,
} from '@throwline/protocol';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { jsonSchemaTransform, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { messagePage } from '../pages/index.ts';
import { checkAccess } from './access.ts';
import { accountRoutes } from './account-routes.ts';
import { askerRoutes } from './asker-routes.ts';
import { claimRoutes } from './claim-routes.ts';
import { colleagueRoutes } from './colleague-routes.ts';
import { consoleRoutes } from './console-routes.ts';
import { customerRoutes } from './customer-routes.ts';
import { erasureRoutes } from './erasure-routes.ts';
import { type Refusal, refusalOf } from './errors.ts';
import { POLICIES } from './headers.ts';
import { invitationRoutes } from './invitation-routes.ts';
import { mailRoutes } from './mail-routes.ts';
import { operationsRoutes } from './operations-routes.ts';
import type { HttpParts } from './parts.ts';
import { secondFactorRoutes } from './second-factor-routes.ts';
import { serverNoticeRoutes } from './server-notice-routes.ts';
import { serverProofRoutes } from './server-proof-routes.ts';
import { sessionRoutes } from './session-routes.ts';
import { readSignInCookie } from './sign-in-cookie.ts';
import { signInRoutes } from './sign-in-routes.ts';
import { supportProgramRoutes } from './support-program-routes.ts';

/** Largest request body in bytes; the largest there is holds a few names. */
const MAX_BODY = 64 * 1024;
const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS'];
/**
 * Routes for machines on the same network, which know the server by other names; and the proof, which an applet has to
 * get even where a proxy passes on another name: else it would take the proxy for somebody who listens in.
 */
const FOR_MACHINES = ['/healthz', '/metrics', SERVER_PROOF_PATH];
const DOCS = '/api/docs';
/** Where nothing is. */
const NOWHERE = 'nowhere';
/** What a page says in large letters where the status alone would be misleading. */
const TITLES: Partial<Record<ErrorCode, string>> = {
  'invitation-invalid': 'This link does not work',
  'invitation-expired': 'This link has expired',
  'invitation-used': 'This link is no longer valid',
};

/**
 * All pages and calls of the server.
 * @param listen makes the HTTP or HTTPS server that the calls come from
 */
export async function buildApp(
  parts: HttpParts,
  listen: (handler: RequestListener) => HttpServer | HttpsServer,
): Promise<FastifyInstance> {
  const unreadable = new WeakSet<IncomingMessage>();
  const app = Fastify({
    serverFactory: (handler) => listen(handler),
    bodyLimit: MAX_BODY,
    logger: false,
    routerOptions: { maxParamLength: 200 },
    forceCloseConnections: true,
    frameworkErrors(_error, { raw }, reply) {
      // An address that cannot be read has no route, and what has no route passes no hook: neither the headers of an
      // answer nor the look at who is addressed. So it goes the way of an address where nothing is.
      unreadable.add(raw);
      raw.url = raw.url?.startsWith('/api/') === true ? `/api/${NOWHERE}` : `/${NOWHERE}`;
      app.routing(raw, reply.raw);
    },
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  // Answers are built from typed values; what leaves is JSON of exactly those.
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  app.decorateRequest('caller', undefined);

  await app.register(fastifyHelmet, {
    contentSecurityPolicy: false,
    // "no-referrer" would make browsers send `Origin: null` with the form, and the form would be refused.
    referrerPolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
    strictTransportSecurity: parts.strictTransport,
  });
  await app.register(fastifyCookie);
  await app.register(fastifyFormbody, { bodyLimit: 4096 });
  app.addHook('onRequest', async (request, reply) => guard(request, reply, parts));
  app.addHook('onResponse', async (request, reply) => {
    // The route's pattern, never the address: addresses hold page keys and tickets.
    const { method, routeOptions } = request;
    const line = {
      method,
      route: routeOptions.url,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
    };
    parts.log.debug(line, 'request');
  });
  app.setErrorHandler(async (error, request, reply) => {
    const refusal = refusalOf(error);
    if (refusal.isOwnFault)
      parts.log.error({ err: error, route: request.routeOptions.url }, 'a request failed');
    return answer(refusal, request, reply, parts);
  });
  app.setNotFoundHandler(async (request, reply) =>
    answer(
      refusalOf(new ThrowlineError(unreadable.has(request.raw) ? 'bad-request' : 'not-found')),
      request,
      reply,
      parts,
    ),
  );

  await app.register(fastifySwagger, {
    openapi: {
      info: {
        title: 'Throwline',
        description:
          'What the Technician Console does, for programs. Sign in with POST /api/sign-in, and with POST /api/sign-in/second-factor where its answer asks for that, and keep the last cookie. Calls that change something need an Origin header with the server’s own address.',
        version: '1',
      },
    },
    transform: jsonSchemaTransform,
  });
  await app.register(fastifySwaggerUi, {
    routePrefix: DOCS,
    // Else the viewer sends the description to a service on the internet to have it checked.
    uiConfig: { validatorUrl: null },
    staticCSP: true,
    transformStaticCSP: () => POLICIES.docs,
  });
  await app.register(
    async (api) => {
      api.addHook('onRequest', async (request) => {
        request.caller = await checkAccess(
          request.routeOptions.config.access,
          readSignInCookie(request, parts),
          parts.accounts,
          parts.secondFactors,
        );
      });
      api.addHook('onSend', async (_request, reply) => {
        void reply.header('cache-control', 'no-store');
      });
      await api.register(signInRoutes(parts));
      await api.register(secondFactorRoutes(parts));
      await api.register(accountRoutes(parts));
      await api.register(sessionRoutes(parts));
      await api.register(erasureRoutes(parts));
      await api.register(colleagueRoutes(parts));
      await api.register(askerRoutes(parts));
      await api.register(claimRoutes(parts));
      await api.register(invitationRoutes(parts));
      await api.register(mailRoutes(parts));
      await api.register(serverNoticeRoutes(parts));
      await api.register(serverProofRoutes(parts));
      await api.register(supportProgramRoutes(parts));
    },
    { prefix: '/api' },
  );
  await app.register(async (pages) => {
    pages.addHook('onRoute', (route) => {
      route.schema = { ...route.schema, hide: true };
    });
    await pages.register(customerRoutes(parts));
    await pages.register(consoleRoutes(parts));
    await pages.register(operationsRoutes(parts));
  });
  await app.ready();
  return app;
}

/** What every request passes first: who is addressed, where it comes from, and the headers of its answer. */
function guard(request: FastifyRequest, reply: FastifyReply, parts: HttpParts): void {
  const { own, addresses } = parts;
  const path = request.url.split('?')[0] ?? '';
  void reply.header('content-security-policy', policyFor(path, own.publicUrl));
  if (path.startsWith('/connect/') || path.startsWith('/invitation/')) {
    void reply.header('cache-control', 'private, no-store');
  }
  if (FOR_MACHINES.includes(path)) return;
  if (!own.isOwnHost(request.headers.host) && !addresses.fromProxy(request.raw)) {
    throw new ThrowlineError('wrong-origin', otherHost(request, parts));
  }
  parts.proxies.look(request.raw);
  const mayComeFromNowhere =
    request.routeOptions.config.withoutOrigin === true &&
    request.headers.origin === undefined &&
    request.headers['sec-fetch-site'] === undefined;
  if (!SAFE_METHODS.includes(request.method) && !mayComeFromNowhere && !own.isOwnCall(request.headers)) {
    throw new ThrowlineError('wrong-origin');
  }
}

/** What to do about a Host header that is not the server's own: for who has typed the address, and for who runs the server. */
function otherHost({ raw, headers }: FastifyRequest, { own, proxies }: HttpParts): string {
  if (proxies.isProxied(raw)) {
    proxies.sawOtherHost(raw);
    return `This server answers at ${own.publicUrl} only. If that is the address that you have opened, the reverse proxy in front of the server asks for another one. For who runs the server: let the proxy pass on the Host header as it came (nginx: proxy_set_header Host $http_host), or name the proxy in THROWLINE_TRUST_PROXY.`;
  }
  const typed = own.asTyped(headers.host);
  if (!own.isGiven && typed !== undefined) {
    return `This server answers at ${own.publicUrl} only, on its own computer: it has not been told its address yet. For who runs it: start it again with THROWLINE_PUBLIC_URL=${typed}`;
  }
  return `This server answers at ${own.publicUrl} only. Open that address.`;
}

function policyFor(path: string, publicUrl: string): string {
  if (path === '/console' || path === '/setup' || path.startsWith('/console/')) {
    return POLICIES.console(publicUrl.replace(/^http/, 'ws'));
  }
  return path.startsWith('/api/') && !path.startsWith(DOCS) ? POLICIES.data : POLICIES.customer;
}

/** Programs are answered with JSON, people with a page. */
async function answer(
  refusal: Refusal,
  request: FastifyRequest,
  reply: FastifyReply,
  parts: HttpParts,
): Promise<FastifyReply> {
  const { code, message, status } = refusal;
  void reply.code(status);
  if (
    request.url.startsWith('/api/') ||
    FOR_MACHINES.includes(request.url) ||
    request.url.endsWith('/status')
  ) {
    return reply.send({ code, message });
  }
  const organisation = await parts.accounts.organisation();
  const isForStaff = request.url.startsWith('/console') || request.url.startsWith('/setup');
  const text = isForStaff || message !== ERRORS[code].message ? message : customerMessage(code);
  const title = TITLES[code] ?? (status === 404 ? 'Not found' : 'This did not work');
  return reply.type('text/html; charset=utf-8').send(messagePage({ organisation, title, text, status }));
}
