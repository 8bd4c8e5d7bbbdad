import type { FastifyReply, FastifyRequest } from 'fastify';
import type { NewSignIn } from '../accounts/account-service.ts';
import { DEVICE_LIFETIME } from '../accounts/known-devices.ts';
import type { HttpParts } from './parts.ts';

// The prefix makes browsers refuse it from other hosts, paths and plain HTTP (RFC 6265bis, section 4.1.3.2).
const nameOf = (isHttps: boolean): string => (isHttps ? '__Host-throwline' : 'throwline');
const deviceNameOf = (isHttps: boolean): string => `${nameOf(isHttps)}-device`;

/** The sign-in's token in a request. */
export function readSignInCookie(request: FastifyRequest, parts: HttpParts): string | undefined {
  return request.cookies[nameOf(parts.own.isHttps)];
}

/** What a request shows of the browser's earlier sign-ins. */
export function readDeviceCookie(request: FastifyRequest, parts: HttpParts): string | undefined {
  return request.cookies[deviceNameOf(parts.own.isHttps)];
}

/** The sign-in's cookie, and the one by which the browser is known again when the sign-in is over. */
export function setSignInCookies(reply: FastifyReply, signIn: NewSignIn, parts: HttpParts): void {
  const { own, clock } = parts;
  void reply.setCookie(nameOf(own.isHttps), signIn.token, {
    ...attributes(own.isHttps),
    maxAge: Math.floor((signIn.expiresAt - clock.now()) / 1000),
  });
  void reply.setCookie(deviceNameOf(own.isHttps), signIn.device, {
    ...attributes(own.isHttps),
    maxAge: DEVICE_LIFETIME / 1000,
  });
}

export function clearSignInCookie(reply: FastifyReply, parts: HttpParts): void {
  void reply.clearCookie(nameOf(parts.own.isHttps), attributes(parts.own.isHttps));
}

function attributes(secure: boolean): { path: string; httpOnly: true; secure: boolean; sameSite: 'strict' } {
  return { path: '/', httpOnly: true, secure, sameSite: 'strict' };
}
