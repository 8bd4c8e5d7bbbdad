import { ThrowlineError, unreachable } from '@throwline/protocol';
import type { FastifyRequest } from 'fastify';
import type { AccountService } from '../accounts/account-service.ts';
import type { SecondFactors } from '../accounts/second-factors.ts';
import type { Caller } from '../accounts/sign-ins.ts';

/**
 * Who may make a call. Every route of the API says it in its `config`; one that does not is answered to nobody.
 * `anyone` is meant literally: no sign-in. `second-step`: whose password was right and whose second factor is missing.
 * `account`: who is signed in, also an account that has to set up a second factor before anything else.
 */
export type Access = 'anyone' | 'second-step' | 'account' | 'technician' | 'administrator';

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
 * @throws ThrowlineError `not-signed-in`, `sign-in-expired`, `second-factor-needed`, `forbidden`
 */
export async function checkAccess(
  access: Access | undefined,
  token: string | undefined,
  accounts: AccountService,
  secondFactors: SecondFactors,
): Promise<Caller | undefined> {
  if (access === 'anyone') return undefined;
  const caller = token === undefined ? undefined : await accounts.visitor(token);
  const stage = access === 'second-step' ? 'second-factor' : 'full';
  if (caller?.signIn.stage !== stage) {
    const hasRunOut = caller === undefined && token !== undefined && (await accounts.hasRunOut(token));
    throw new ThrowlineError(hasRunOut ? 'sign-in-expired' : 'not-signed-in');
  }
  switch (access) {
    case undefined:
      throw new ThrowlineError('forbidden');
    case 'second-step':
    case 'account':
      return caller;
    case 'technician':
    case 'administrator':
      if (secondFactors.stateOf(caller.technician) === 'required')
        throw new ThrowlineError('second-factor-needed');
      if (access === 'administrator' && caller.technician.role !== 'administrator')
        throw new ThrowlineError('forbidden');
      return caller;
    default:
      return unreachable(access);
  }
}

/** The caller of a route that asks for a sign-in. */
export function callerOf(request: FastifyRequest): Caller {
  if (request.caller === undefined) throw new ThrowlineError('not-signed-in');
  return request.caller;
}
