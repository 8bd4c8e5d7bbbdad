import {
  addPasskeyRequest,
  confirmOneTimeCodeRequest,
  confirmRequest,
  errorResponse,
  factorId,
  oneTimeCodeOffer,
  passkeyCreation,
  recoveryCodesResponse,
  secondFactorsResponse,
} from '@throwline/protocol';
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { callerOf } from './access.ts';
import type { HttpParts } from './parts.ts';
import { visitorOf } from './sign-in-cookie.ts';

const nothing = z.null().describe('No content');
const failed = { '4xx': errorResponse, '5xx': errorResponse } as const;

/** One's own second factors. They can be reached also by accounts that must have one before anything else. */
export function secondFactorRoutes(parts: HttpParts): FastifyPluginCallbackZod {
  const { accounts, secondFactors } = parts;
  return (app, _options, done) => {
    app.get(
      '/me/second-factors',
      {
        config: { access: 'account' },
        schema: {
          summary: 'One’s own second factors, and how many recovery codes are left',
          response: { 200: secondFactorsResponse, ...failed },
        },
      },
      async (request) => secondFactors.show(callerOf(request)),
    );
    app.post(
      '/me/confirm',
      {
        config: { access: 'account' },
        schema: {
          summary: 'Type one’s password once more, so that second factors can be changed for ten minutes',
          body: confirmRequest,
          response: { 204: nothing, ...failed },
        },
      },
      async (request, reply) => {
        await accounts.confirm(callerOf(request), request.body.password, visitorOf(request, parts));
        return reply.code(204).send(null);
      },
    );
    app.post(
      '/me/second-factors/one-time-code',
      {
        config: { access: 'account' },
        schema: {
          summary: 'A new secret for an authenticator app',
          response: { 200: oneTimeCodeOffer, ...failed },
        },
      },
      async (request) => secondFactors.offerOneTimeCode(callerOf(request)),
    );
    app.post(
      '/me/second-factors/one-time-code/confirm',
      {
        config: { access: 'account' },
        schema: {
          summary: 'Add the authenticator app, with a code that it shows',
          body: confirmOneTimeCodeRequest,
          response: { 200: recoveryCodesResponse, ...failed },
        },
      },
      async (request) => {
        const { code, name } = request.body;
        return { recoveryCodes: await secondFactors.addOneTimeCode(callerOf(request), code, name) };
      },
    );
    app.post(
      '/me/second-factors/passkey-options',
      {
        config: { access: 'account' },
        schema: {
          summary: 'What a passkey is to be made from: WebAuthn’s PublicKeyCredentialCreationOptionsJSON',
          response: { 200: passkeyCreation, ...failed },
        },
      },
      async (request) => secondFactors.offerPasskey(callerOf(request)),
    );
    app.post(
      '/me/second-factors/passkey',
      {
        config: { access: 'account' },
        schema: {
          summary: 'Add the passkey that was made',
          body: addPasskeyRequest,
          response: { 200: recoveryCodesResponse, ...failed },
        },
      },
      async (request) => {
        const { credential, name } = request.body;
        return { recoveryCodes: await secondFactors.addPasskey(callerOf(request), credential, name) };
      },
    );
    app.delete(
      '/me/second-factors/:factorId',
      {
        config: { access: 'account' },
        schema: {
          summary: 'Remove one of one’s own second factors; all other sign-ins end',
          params: z.object({ factorId }),
          response: { 204: nothing, ...failed },
        },
      },
      async (request, reply) => {
        await secondFactors.remove(callerOf(request), request.params.factorId);
        return reply.code(204).send(null);
      },
    );
    app.post(
      '/me/recovery-codes',
      {
        config: { access: 'account' },
        schema: {
          summary: 'New recovery codes in the place of all old ones',
          response: { 200: recoveryCodesResponse, ...failed },
        },
      },
      async (request) => ({ recoveryCodes: await secondFactors.renewRecoveryCodes(callerOf(request)) }),
    );
    done();
  };
}
