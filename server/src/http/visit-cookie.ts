import { type Secret, secret } from '@throwline/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { HttpParts } from './parts.ts';

/** For how long a browser is known to have used a code, seconds: time enough to go back to the first page and try again. */
const LIFETIME = 3600;
/** Browsers that would ask their user about a cookie in the midst of all this. The form has the same secret. */
const ASKS_ABOUT_COOKIES = /^Lynx\//;

const nameOf = (isHttps: boolean): string => `${isHttps ? '__Host-' : ''}throwline-visit`;

/**
 * What a customer's browser is known by, from an earlier visit on which it used a code. It opens nothing by itself: only
 * together with that code does it lead to the page again.
 */
export function readVisitCookie(request: FastifyRequest, { own }: HttpParts): Secret | undefined {
  const visit = secret.safeParse(request.cookies[nameOf(own.isHttps)]);
  return visit.success ? visit.data : undefined;
}

/** Lets the browser be known again. Set only once a code was right, so that nobody has a cookie for looking at a page. */
export function setVisitCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  visit: Secret,
  { own }: HttpParts,
): void {
  if (ASKS_ABOUT_COOKIES.test(request.headers['user-agent'] ?? '')) return;
  // Lax, not Strict: whoever comes from a link in a message and presses Back is the same browser.
  void reply.setCookie(nameOf(own.isHttps), visit, {
    path: '/',
    httpOnly: true,
    secure: own.isHttps,
    sameSite: 'lax',
    maxAge: LIFETIME,
  });
}
