import {
  changePasswordRequest,
  createTechnicianRequest,
  errorResponse,
  listTechniciansResponse,
  meResponse,
  setupRequest,
  socketTokenResponse,
  ThrowlineError,
  technician,
  technicianId,
  updateTechnicianRequest,
} from '@throwline/protocol';
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { callerOf } from './access.ts';
import type { HttpParts } from './parts.ts';
import { setSignInCookies, visitorOf } from './sign-in-cookie.ts';

const nothing = z.null().describe('No content');
const failed = { '4xx': errorResponse, '5xx': errorResponse } as const;

/** Set-up, one's own account, and the technicians for administrators. */
export function accountRoutes(parts: HttpParts): FastifyPluginCallbackZod {
  const { accounts, proxies, secondFactors, tokens } = parts;
  return (app, _options, done) => {
    app.get(
      '/setup',
      {
        config: { access: 'anyone' },
        schema: {
          summary: 'Whether the first administrator is still to be made',
          response: { 204: nothing, ...failed },
        },
      },
      async (_request, reply) => {
        if (!accounts.setupIsOpen) throw new ThrowlineError('not-found');
        return reply.code(204).send(null);
      },
    );
    app.post(
      '/setup',
      {
        config: { access: 'anyone' },
        schema: {
          summary: 'Make the first administrator, with the secret that the server printed',
          body: setupRequest,
          response: { 200: meResponse, ...failed },
        },
      },
      async (request, reply) => {
        const from = visitorOf(request, parts);
        const signIn = await accounts.setUp({ ...request.body, role: 'administrator' }, from);
        setSignInCookies(reply, signIn, parts);
        return accounts.me(signIn);
      },
    );
    app.get(
      '/me',
      {
        config: { access: 'account' },
        schema: { summary: 'Who is signed in', response: { 200: meResponse, ...failed } },
      },
      async (request) => accounts.me(callerOf(request)),
    );
    app.post(
      '/me/password',
      {
        config: { access: 'technician' },
        schema: {
          summary: 'Change one’s own password; all other sign-ins end',
          body: changePasswordRequest,
          response: { 200: meResponse, ...failed },
        },
      },
      async (request, reply) => {
        const { current, next } = request.body;
        const caller = callerOf(request);
        const signIn = await accounts.changePassword(caller, current, next, visitorOf(request, parts));
        setSignInCookies(reply, signIn, parts);
        return accounts.me(signIn);
      },
    );
    app.post(
      '/socket-tokens',
      {
        config: { access: 'technician' },
        schema: {
          summary: 'A token for the events socket, good once and for 30 seconds',
          response: { 200: socketTokenResponse, ...failed },
        },
      },
      async (request) => ({
        token: tokens.issue({ opens: 'events', signIn: callerOf(request).signIn.tokenHash }),
        ...(proxies.stopsSockets ? { proxyWithoutUpgrade: true } : {}),
      }),
    );
    app.get(
      '/technicians',
      {
        config: { access: 'administrator' },
        schema: { summary: 'All accounts', response: { 200: listTechniciansResponse, ...failed } },
      },
      async () => ({ technicians: await accounts.list() }),
    );
    app.post(
      '/technicians',
      {
        config: { access: 'administrator' },
        schema: {
          summary: 'Add an account',
          body: createTechnicianRequest,
          response: { 201: technician, ...failed },
        },
      },
      async (request, reply) => reply.code(201).send(await accounts.add(request.body)),
    );
    app.patch(
      '/technicians/:technicianId',
      {
        config: { access: 'administrator' },
        schema: {
          summary: 'Change an account; disabling it or a new password end all its sign-ins',
          params: z.object({ technicianId }),
          body: updateTechnicianRequest,
          response: { 200: technician, ...failed },
        },
      },
      async (request) => accounts.update(request.params.technicianId, request.body),
    );
    app.delete(
      '/technicians/:technicianId/second-factors',
      {
        config: { access: 'administrator' },
        schema: {
          summary:
            'Take away all second factors of an account, for somebody who has lost them; its sign-ins end',
          params: z.object({ technicianId }),
          response: { 204: nothing, ...failed },
        },
      },
      async (request, reply) => {
        await secondFactors.reset(callerOf(request), request.params.technicianId);
        return reply.code(204).send(null);
      },
    );
    done();
  };
}
