import {
  askResetRequest,
  errorResponse,
  meResponse,
  ownSignInsResponse,
  passkeyChallenge,
  resetWaysResponse,
  secondFactorRequest,
  signInId,
  signInRequest,
  signInResponse,
  useResetRequest,
} from '@throwline/protocol';
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { callerOf } from './access.ts';
import type { HttpParts } from './parts.ts';
import {
  clearSignInCookie,
  readSignInCookie,
  setSignInCookie,
  setSignInCookies,
  visitorOf,
} from './sign-in-cookie.ts';

const nothing = z.null().describe('No content');
const failed = { '4xx': errorResponse, '5xx': errorResponse } as const;

/** Signing in and out, one's own sign-ins, and a forgotten password. */
export function signInRoutes(parts: HttpParts): FastifyPluginCallbackZod {
  const { accounts, passwordResets, secondFactors, signIns } = parts;
  return (app, _options, done) => {
    app.post(
      '/sign-in',
      {
        config: { access: 'anyone' },
        schema: {
          summary: 'Sign in with a password; the answer says whether a second step is to follow',
          body: signInRequest,
          response: { 200: signInResponse, ...failed },
        },
      },
      async (request, reply) => {
        const { email, password, renews } = request.body;
        const first = await accounts.signIn(email, password, visitorOf(request, parts), renews);
        switch (first.step) {
          case 'signed-in':
            setSignInCookies(reply, first.signIn, parts);
            return { step: first.step, me: await accounts.me(first.signIn) };
          case 'second-factor':
            setSignInCookie(reply, first.cookie, parts);
            return { step: first.step, ways: first.ways };
        }
      },
    );
    app.post(
      '/sign-in/passkey',
      {
        config: { access: 'second-step' },
        schema: {
          summary: 'What a passkey is to sign: WebAuthn’s PublicKeyCredentialRequestOptionsJSON',
          response: { 200: passkeyChallenge, ...failed },
        },
      },
      async (request) => secondFactors.challenge(callerOf(request)),
    );
    app.post(
      '/sign-in/second-factor',
      {
        config: { access: 'second-step' },
        schema: {
          summary: 'Finish signing in',
          body: secondFactorRequest,
          response: { 200: meResponse, ...failed },
        },
      },
      async (request, reply) => {
        const signIn = await accounts.confirmSignIn(
          callerOf(request),
          request.body,
          visitorOf(request, parts),
        );
        setSignInCookies(reply, signIn, parts);
        return accounts.me(signIn);
      },
    );
    app.post(
      '/me/sign-in/extend',
      {
        config: { access: 'account' },
        schema: {
          summary: 'Continue being signed in, because somebody works; up to the bound of a sign-in',
          response: { 200: meResponse, ...failed },
        },
      },
      async (request, reply) => {
        const caller = await signIns.extend(callerOf(request));
        const token = readSignInCookie(request, parts);
        if (token !== undefined) setSignInCookie(reply, { expiresAt: caller.signIn.expiresAt, token }, parts);
        return accounts.me(caller);
      },
    );
    app.post(
      '/sign-out',
      {
        config: { access: 'account' },
        schema: { summary: 'Sign out', response: { 204: nothing, ...failed } },
      },
      async (request, reply) => {
        await signIns.end(callerOf(request).signIn);
        clearSignInCookie(reply, parts);
        return reply.code(204).send(null);
      },
    );
    app.get(
      '/me/sign-ins',
      {
        config: { access: 'technician' },
        schema: { summary: 'Where one is signed in', response: { 200: ownSignInsResponse, ...failed } },
      },
      async (request) => ({ signIns: await signIns.list(callerOf(request)) }),
    );
    app.delete(
      '/me/sign-ins',
      {
        config: { access: 'technician' },
        schema: {
          summary: 'End all of one’s own sign-ins but this one',
          response: { 204: nothing, ...failed },
        },
      },
      async (request, reply) => {
        await signIns.endOthers(callerOf(request));
        return reply.code(204).send(null);
      },
    );
    app.delete(
      '/me/sign-ins/:signInId',
      {
        config: { access: 'technician' },
        schema: {
          summary: 'End one of one’s own sign-ins',
          params: z.object({ signInId }),
          response: { 204: nothing, ...failed },
        },
      },
      async (request, reply) => {
        await signIns.endOwn(callerOf(request), request.params.signInId);
        return reply.code(204).send(null);
      },
    );
    app.get(
      '/password-resets',
      {
        config: { access: 'anyone' },
        schema: {
          summary: 'Whether a link for a new password can be sent by email',
          response: { 200: resetWaysResponse, ...failed },
        },
      },
      async () => ({ byMail: await passwordResets.canSend() }),
    );
    app.post(
      '/password-resets',
      {
        config: { access: 'anyone' },
        schema: {
          summary: 'Send a link for a new password, if there is such an account: the answer does not tell',
          body: askResetRequest,
          response: { 204: nothing, ...failed },
        },
      },
      async (request, reply) => {
        await passwordResets.ask(request.body.email, visitorOf(request, parts).address);
        return reply.code(204).send(null);
      },
    );
    app.post(
      '/password-resets/use',
      {
        config: { access: 'anyone' },
        schema: {
          summary: 'Set a new password by a link; all sign-ins of the account end',
          body: useResetRequest,
          response: { 204: nothing, ...failed },
        },
      },
      async (request, reply) => {
        await accounts.resetPassword(request.body.secret, request.body.password);
        return reply.code(204).send(null);
      },
    );
    done();
  };
}
