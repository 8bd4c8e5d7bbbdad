import { claimRequest, claimResponse, errorResponse } from '@throwline/protocol';
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { networkInWords } from '../security/client-address.ts';
import type { HttpParts } from './parts.ts';

/** What an applet calls whose file has lost the ticket from its name: the customer types a code into its window. */
export function claimRoutes(parts: HttpParts): FastifyPluginCallbackZod {
  const { addresses, arrivals, claims, clock, log } = parts;
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
        const address = addresses.of(request.raw);
        const visits = visit === undefined ? [] : [visit];
        const { sessionId, ticket, isNew } = await claims.claim(code, { address, visits });
        const place = { device: 'the support program', network: networkInWords(address), at: clock.now() };
        if (isNew) await arrivals.codeUsed(sessionId, place);
        log.info({ sessionId }, 'code claimed');
        return { ticket };
      },
    );
    done();
  };
}
