import {
  codeEntryResponse,
  createSessionRequest,
  createSessionResponse,
  errorResponse,
  listSessionsResponse,
  sessionId,
  sessionLogQuery,
  sessionLogResponse,
  sessionSummary,
} from '@throwline/protocol';
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { callerOf } from './access.ts';
import type { HttpParts } from './parts.ts';

const failed = { '4xx': errorResponse, '5xx': errorResponse } as const;
const params = z.object({ sessionId });

/** A technician's own sessions, and those that they share. */
export function sessionRoutes(parts: HttpParts): FastifyPluginCallbackZod {
  const { accounts, arrivals, codeGuesses, codes, pace, sessions } = parts;
  return (app, _options, done) => {
    app.get(
      '/sessions',
      {
        config: { access: 'technician' },
        schema: {
          summary:
            'The open sessions that the caller leads, shares or is invited to, and the newest closed ones, newest first',
          response: { 200: listSessionsResponse, ...failed },
        },
      },
      async (request) => ({ sessions: await sessions.queueOf(callerOf(request).technician.id) }),
    );
    app.post(
      '/sessions',
      {
        config: { access: 'technician' },
        schema: {
          summary: 'Make a session and its code; the code is told here only',
          body: createSessionRequest,
          response: { 201: createSessionResponse, ...failed },
        },
      },
      async (request, reply) => {
        const { id, name } = callerOf(request).technician;
        const organisation = await accounts.organisation();
        const created = await codes.createSession({ id, name }, organisation, request.body.customerName);
        return reply.code(201).send(created);
      },
    );
    app.post(
      '/sessions/:sessionId/code',
      {
        config: { access: 'technician' },
        schema: {
          summary: 'Make another code for one’s own session whose code is not used yet; it is told here only',
          params,
          response: { 201: createSessionResponse, ...failed },
        },
      },
      async (request, reply) => {
        const { sessionId: id } = request.params;
        const { technician } = callerOf(request);
        const lead = { id: technician.id, name: technician.name };
        pace.count(id, { role: 'technician', technician: lead }, 'renew-code');
        const renewed = await codes.renew(id, lead);
        await arrivals.codeRenewed(id);
        return reply.code(201).send(renewed);
      },
    );
    app.get(
      '/code-entry',
      {
        config: { access: 'technician' },
        schema: {
          summary:
            'Whether codes are being guessed: then new ones are longer, and an email is the better way',
          response: { 200: codeEntryResponse, ...failed },
        },
      },
      async () => ({ state: codeGuesses.isUnderAttack ? 'under-attack' : 'usual' }) as const,
    );
    app.get(
      '/sessions/:sessionId',
      {
        config: { access: 'technician' },
        schema: { summary: 'One session', params, response: { 200: sessionSummary, ...failed } },
      },
      async (request) => {
        const { id } = callerOf(request).technician;
        const state = await sessions.stateReadBy(request.params.sessionId, id);
        return sessions.summaryFor(id, sessions.summary(state));
      },
    );
    app.get(
      '/sessions/:sessionId/log',
      {
        config: { access: 'technician' },
        schema: {
          summary: 'A part of a session’s log, from the event that follows number `after`',
          params,
          querystring: sessionLogQuery,
          response: { 200: sessionLogResponse, ...failed },
        },
      },
      async (request) => {
        const { sessionId: id } = request.params;
        const { after, limit } = request.query;
        const state = await sessions.stateReadBy(id, callerOf(request).technician.id);
        const events = await sessions.events(id, after, limit);
        return { sessionId: id, events, more: (events.at(-1)?.number ?? after) < state.lastNumber };
      },
    );
    done();
  };
}
