import { answerAskerRequest, askerId, errorResponse, sessionId } from '@throwline/protocol';
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { callerOf } from './access.ts';
import type { HttpParts } from './parts.ts';

const nothing = z.null().describe('No content');
const failed = { '4xx': errorResponse, '5xx': errorResponse } as const;

/** Choosing between two computers that show the same ticket. */
export function askerRoutes({ askers, pace }: HttpParts): FastifyPluginCallbackZod {
  return (app, _options, done) => {
    app.post(
      '/sessions/:sessionId/askers/:askerId',
      {
        config: { access: 'technician' },
        schema: {
          summary: 'Let another computer into one’s own session that waits, or turn it away',
          params: z.object({ sessionId, askerId }),
          body: answerAskerRequest,
          response: { 204: nothing, ...failed },
        },
      },
      async (request, reply) => {
        const { sessionId: id, askerId: asker } = request.params;
        const { technician } = callerOf(request);
        const lead = { id: technician.id, name: technician.name };
        pace.count(id, { role: 'technician', technician: lead }, 'let-in-applet');
        await askers.answer(id, lead, asker, request.body.answer);
        return reply.code(204).send(null);
      },
    );
    done();
  };
}
