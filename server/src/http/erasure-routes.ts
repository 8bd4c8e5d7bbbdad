import {
  errorResponse,
  KEPT_PAGE,
  type KeptSession,
  keptSessionsQuery,
  keptSessionsResponse,
  type SessionSummary,
  sessionId,
} from '@throwline/protocol';
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { callerOf } from './access.ts';
import type { HttpParts } from './parts.ts';

const failed = { '4xx': errorResponse, '5xx': errorResponse } as const;

/** What the server keeps of everybody's sessions, and how it is taken away: for administrators. */
export function erasureRoutes(parts: HttpParts): FastifyPluginCallbackZod {
  const { erasure, storage } = parts;
  return (app, _options, done) => {
    app.get(
      '/kept-sessions',
      {
        config: { access: 'administrator' },
        schema: {
          summary:
            'Closed sessions of all technicians, the last closed first; nothing of what was said or done',
          querystring: keptSessionsQuery,
          response: { 200: keptSessionsResponse, ...failed },
        },
      },
      async (request) => {
        const { before, than } = request.query;
        const from = before === undefined || than === undefined ? undefined : { at: before, id: than };
        const found = await storage.erasure.closed(from, KEPT_PAGE + 1);
        return {
          sessions: found.slice(0, KEPT_PAGE).flatMap(keptOf),
          more: found.length > KEPT_PAGE,
          retentionDays: erasure.retentionDays,
        };
      },
    );
    app.delete(
      '/sessions/:sessionId',
      {
        config: { access: 'administrator' },
        schema: {
          summary: 'Erase a closed session for good: log, chat, names, mails',
          params: z.object({ sessionId }),
          response: { 204: z.undefined(), ...failed },
        },
      },
      async (request, reply) => {
        await erasure.erase(request.params.sessionId, callerOf(request).technician.id);
        return reply.code(204).send();
      },
    );
    done();
  };
}

function keptOf({ sessionId: id, owner, customerName, createdAt, phase }: SessionSummary): KeptSession[] {
  if (phase.phase !== 'closed') return [];
  return [
    {
      sessionId: id,
      technicianName: owner.name,
      ...(customerName === undefined ? {} : { customerName }),
      createdAt,
      closedAt: phase.at,
    },
  ];
}
