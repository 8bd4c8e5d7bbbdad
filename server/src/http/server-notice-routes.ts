import { errorResponse, serverNoticesResponse } from '@throwline/protocol';
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import type { HttpParts } from './parts.ts';

/** What is amiss around the server, for the Administration Center. */
export function serverNoticeRoutes({ notices }: HttpParts): FastifyPluginCallbackZod {
  return (app, _options, done) => {
    app.get(
      '/server-notices',
      {
        config: { access: 'administrator' },
        schema: {
          summary: 'What is amiss with the certificate and the reverse proxies',
          response: { 200: serverNoticesResponse, '4xx': errorResponse, '5xx': errorResponse },
        },
      },
      async () => ({ notices: [...notices()] }),
    );
    done();
  };
}
