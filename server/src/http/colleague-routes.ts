import {
  errorResponse,
  inviteColleagueRequest,
  listColleaguesResponse,
  sessionId,
  sessionSummary,
} from '@throwline/protocol';
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { callerOf } from './access.ts';
import type { HttpParts } from './parts.ts';

const failed = { '4xx': errorResponse, '5xx': errorResponse } as const;

/** Who else works here, and inviting one of them to a session. */
export function colleagueRoutes({ colleagues, pace }: HttpParts): FastifyPluginCallbackZod {
  return (app, _options, done) => {
    app.get(
      '/colleagues',
      {
        config: { access: 'technician' },
        schema: {
          summary: 'The other active technicians, by name',
          response: { 200: listColleaguesResponse, ...failed },
        },
      },
      async (request) => ({ colleagues: await colleagues.list(callerOf(request).technician.id) }),
    );
    app.post(
      '/sessions/:sessionId/colleagues',
      {
        config: { access: 'technician' },
        schema: {
          summary: 'Invite a colleague to one’s own session',
          params: z.object({ sessionId }),
          body: inviteColleagueRequest,
          response: { 201: sessionSummary, ...failed },
        },
      },
      async (request, reply) => {
        const { sessionId: id } = request.params;
        const { technicianId, comment } = request.body;
        const { technician } = callerOf(request);
        const lead = { id: technician.id, name: technician.name };
        pace.count(id, { role: 'technician', technician: lead }, 'invite-colleague');
        return reply.code(201).send(await colleagues.invite(id, lead, technicianId, comment));
      },
    );
    done();
  };
}
