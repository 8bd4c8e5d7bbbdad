import {
  createInvitationRequest,
  createInvitationResponse,
  errorResponse,
  invitation,
  sendInvitationRequest,
  sessionId,
} from '@throwline/protocol';
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { callerOf } from './access.ts';
import type { HttpParts } from './parts.ts';

const failed = { '4xx': errorResponse, '5xx': errorResponse } as const;
const params = z.object({ sessionId });

/** Sessions that begin with an invitation, and the messages with it. */
export function invitationRoutes(parts: HttpParts): FastifyPluginCallbackZod {
  const { accounts, invitations, sessions } = parts;
  return (app, _options, done) => {
    app.post(
      '/invitations',
      {
        config: { access: 'technician' },
        schema: {
          summary: 'Make a session with an invitation, and send it by email if an address is given',
          body: createInvitationRequest,
          response: { 201: createInvitationResponse, ...failed },
        },
      },
      async (request, reply) => {
        const { id, name } = callerOf(request).technician;
        const organisation = await accounts.organisation();
        const { customerName, mail } = request.body;
        const session = await invitations.create({ id, name }, organisation, customerName, mail);
        const state = await sessions.stateLedBy(session.sessionId, id);
        return reply.code(201).send({ session, invitation: await invitations.show(state) });
      },
    );
    app.get(
      '/sessions/:sessionId/invitation',
      {
        config: { access: 'technician' },
        schema: {
          summary: 'A session’s invitation: its link while it can be used, and its messages',
          params,
          response: { 200: invitation, ...failed },
        },
      },
      async (request) => {
        const caller = callerOf(request).technician.id;
        return invitations.show(await sessions.stateLedBy(request.params.sessionId, caller));
      },
    );
    app.post(
      '/sessions/:sessionId/invitation/messages',
      {
        config: { access: 'technician' },
        schema: {
          summary: 'Send the invitation again, to the same address or another one',
          params,
          body: sendInvitationRequest,
          response: { 202: invitation, ...failed },
        },
      },
      async (request, reply) => {
        const caller = callerOf(request).technician.id;
        const state = await sessions.stateLedBy(request.params.sessionId, caller);
        await invitations.send(state, request.body);
        return reply.code(202).send(await invitations.show(state));
      },
    );
    done();
  };
}
