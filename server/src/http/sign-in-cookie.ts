import type { FastifyReply, FastifyRequest } from 'fastify';
import { DEVICE_LIFETIME } from '../accounts/known-devices.ts';
import { type Cookie, KNOWN_AFTER, type NewSignIn, type Visitor } from '../accounts/sign-ins.ts';
import { browserName } from './browser-name.ts';
import type { HttpParts } from './parts.ts';

// The prefix makes browsers refuse it from other hosts, paths and plain HTTP (RFC 6265bis, section 4.1.3.2).
const nameOf = (isHttps: boolean): string => (isHttps ? '__Host-throwline' : 'throwline');
const deviceNameOf = (isHttps: boolean): string => `${nameOf(isHttps)}-device`;

/** The sign-in's token in a request. */
export function readSignInCookie(request: FastifyRequest, parts: HttpParts): string | undefined {
  return request.cookies[nameOf(parts.own.isHttps)];
}

/** Where a request comes from. */
export function visitorOf(request: FastifyRequest, parts: HttpParts): Visitor {
  return {
    address: parts.addresses.of(request.raw),
    device: request.cookies[deviceNameOf(parts.own.isHttps)],
    browser: browserName(request.headers['user-agent']),
  };
}

/** The cookie of a sign-in, finished or begun. It outlives the sign-in, so that whoever comes with it can be told that it ran out. */
export function setSignInCookie(reply: FastifyReply, cookie: Cookie, parts: HttpParts): void {
  const { own, clock } = parts;
  void reply.setCookie(nameOf(own.isHttps), cookie.token, {
    ...attributes(own.isHttps),
    maxAge: Math.floor((cookie.expiresAt + KNOWN_AFTER - clock.now()) / 1000),
  });
}

/** The sign-in's cookie, and the one by which the browser is known again when the sign-in is over. */
export function setSignInCookies(reply: FastifyReply, signIn: NewSignIn, parts: HttpParts): void {
  setSignInCookie(reply, signIn, parts);
  void reply.setCookie(deviceNameOf(parts.own.isHttps), signIn.device, {
    ...attributes(parts.own.isHttps),
    maxAge: DEVICE_LIFETIME / 1000,
  });
}

export function clearSignInCookie(reply: FastifyReply, parts: HttpParts): void {
  void reply.clearCookie(nameOf(parts.own.isHttps), attributes(parts.own.isHttps));
}

function attributes(secure: boolean): { path: string; httpOnly: true; secure: boolean; sameSite: 'strict' } {
  return { path: '/', httpOnly: true, secure, sameSite: 'strict' };
}
