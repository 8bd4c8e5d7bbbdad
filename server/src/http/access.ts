import { ThrowlineError } from '@throwline/protocol';
import type { FastifyRequest } from 'fastify';
import type { AccountService, Caller } from '../accounts/account-service.ts';

/**
 * Who may make a call. Every route of the API says it in its `config`; one that does not is answered to nobody.
 * `anyone` is meant literally: no sign-in.
 */
export type Access = 'anyone' | 'technician' | 'administrator';

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
    /** Programs may call it without saying where they come from: it changes nothing in anybody's name. */
    withoutOrigin?: boolean;
  }
  interface FastifyRequest {
    /** Who makes the call; set where the route's access asks for a sign-in. */
    caller: Caller | undefined;
  }
}

/**
 * Lets a request pass, or refuses it.
 * @param token the sign-in cookie's value
 * @throws ThrowlineError `not-signed-in`, `forbidden`
 */
export async function checkAccess(
  access: Access | undefined,
  token: string | undefined,
  accounts: AccountService,
): Promise<Caller | undefined> {
  if (access === 'anyone') return undefined;
  const caller = token === undefined ? undefined : await accounts.caller(token);
  if (caller === undefined) throw new ThrowlineError('not-signed-in');
  if (access === undefined) throw new ThrowlineError('forbidden');
  if (access === 'administrator' && caller.technician.role !== 'administrator') {
    throw new ThrowlineError('forbidden');
  }
  return caller;
}

/** The caller of a route that asks for a sign-in. */
export function callerOf(request: FastifyRequest): Caller {
  if (request.caller === undefined) throw new ThrowlineError('not-signed-in');
  return request.caller;
}
