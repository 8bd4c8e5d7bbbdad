import { claimRequest, claimResponse, errorResponse } from '@throwline/protocol';
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import type { HttpParts } from './parts.ts';

/** What an applet calls whose file has lost the ticket from its name: the customer types a code into its window. */
export function claimRoutes(parts: HttpParts): FastifyPluginCallbackZod {
  const { addresses, claims, log } = parts;
  return (app, _options, done) => {
    app.post(
      '/claims',
      {
        config: { access: 'anyone', withoutOrigin: true },
        schema: {
          summary: 'Turn a code into a ticket',
          body: claimRequest,
          response: { 200: claimResponse, '4xx': errorResponse, '5xx': errorResponse },
        },
      },
      async (request) => {
        const { code, visit } = request.body;
        const { sessionId, ticket } = await claims.claim(code, {
          address: addresses.of(request.raw),
          visits: visit === undefined ? [] : [visit],
        });
        log.info({ sessionId }, 'code claimed');
        return { ticket };
      },
    );
    done();
  };
}
