import { errorResponse, supportProgramsResponse } from '@throwline/protocol';
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import type { HttpParts } from './parts.ts';

/** How far the programs are that customers download. */
export function supportProgramRoutes({ applets }: HttpParts): FastifyPluginCallbackZod {
  return (app, _options, done) => {
    app.get(
      '/support-programs',
      {
        config: { access: 'technician' },
        schema: {
          summary: 'Which systems’ support programs can be downloaded, and which are being prepared',
          response: { 200: supportProgramsResponse, '4xx': errorResponse, '5xx': errorResponse },
        },
      },
      async () => ({ programs: applets.programs }),
    );
    done();
  };
}
