import type { IncomingMessage } from 'node:http';
import { ThrowlineError } from '@throwline/protocol';
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { isLoopback } from '../security/client-address.ts';
import { sameText } from '../security/secrets.ts';
import type { HttpParts } from './parts.ts';

/** For who runs the server: is it well, and what does it do. */
export function operationsRoutes(parts: HttpParts): FastifyPluginCallbackZod {
  const { addresses, log, metrics, metricsToken, storage } = parts;

  function mayReadMetrics(request: IncomingMessage): boolean {
    const given = request.headers.authorization?.replace(/^Bearer /, '');
    if (metricsToken !== undefined && given !== undefined && sameText(metricsToken, given)) return true;
    // A proxy on this machine that is not known as one would make everybody look local.
    const forwarded = ['x-forwarded-for', 'forwarded', 'x-real-ip'].some((name) => name in request.headers);
    return isLoopback(addresses.of(request)) && (!forwarded || addresses.fromProxy(request));
  }

  return (app, _options, done) => {
    app.get('/healthz', async (_request, reply) => {
      try {
        await storage.settings.get('organisation');
        return { status: 'ok' };
      } catch (error) {
        log.error({ err: error }, 'the storage does not answer');
        return reply.code(503).send({ status: 'storage-failed' });
      }
    });
    app.get('/metrics', async (request, reply) => {
      if (!mayReadMetrics(request.raw)) throw new ThrowlineError('forbidden');
      return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
    });
    done();
  };
}
