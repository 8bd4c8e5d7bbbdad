import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';
import { EVENTS_SOCKET_PATH, PEER_SOCKET_PATH, ThrowlineError } from '@throwline/protocol';
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { isLoopback } from '../security/client-address.ts';
import { sameText } from '../security/secrets.ts';
import { Health } from './health.ts';
import type { HttpParts } from './parts.ts';

/** For who runs the server: is it well, and what does it do. */
export function operationsRoutes(parts: HttpParts): FastifyPluginCallbackZod {
  const { addresses, clock, log, metrics, metricsToken, proxies, storage } = parts;
  const health = new Health(storage, clock, log);

  function mayReadMetrics(request: IncomingMessage): boolean {
    const given = request.headers.authorization?.replace(/^Bearer /, '');
    if (metricsToken !== undefined && given !== undefined && sameText(metricsToken, given)) return true;
    // Through a proxy on this machine everybody looks local, and not every proxy says that it is one. One that ends TLS
    // reaches the server without it; so without TLS nobody is known to be local.
    return (
      request.socket instanceof TLSSocket &&
      isLoopback(addresses.of(request)) &&
      !proxies.isProxied(request) &&
      isLoopbackName(request.headers.host)
    );
  }

  return (app, _options, done) => {
    app.get('/healthz', async (_request, reply) => {
      const status = await health.status();
      return reply.code(status === 'ok' ? 200 : 503).send({ status });
    });
    app.get('/metrics', async (request, reply) => {
      if (!mayReadMetrics(request.raw)) throw new ThrowlineError('forbidden');
      return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
    });
    // What is no upgrade comes here; sockets that are asked for properly never do.
    for (const path of [EVENTS_SOCKET_PATH, PEER_SOCKET_PATH]) {
      app.get(path, async ({ raw }) => {
        // Proxies pass this one on even where they drop the two that they treat as their own.
        if (raw.headers['sec-websocket-key'] === undefined) throw new ThrowlineError('not-found');
        proxies.sawNoUpgrade(raw);
        throw new ThrowlineError('proxy-without-upgrade');
      });
    }
    done();
  };
}

function isLoopbackName(host: string | undefined): boolean {
  const name = host?.replace(/:\d+$/, '').replace(/^\[|\]$/g, '') ?? '';
  return name === 'localhost' || isLoopback(name);
}
