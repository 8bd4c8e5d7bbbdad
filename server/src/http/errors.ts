import { ERRORS, type ErrorCode, ThrowlineError } from '@throwline/protocol';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';

/** What a refused request is answered. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly message: string;
  /** HTTP status. */
  readonly status: number;
  /** Whether it is the server's own fault and belongs into its log. */
  readonly isOwnFault: boolean;
}

/** Anything thrown while answering a request, as the answer that it deserves. Never tells what happened inside. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof ThrowlineError) return refusal(error.code, error.message);
  if (hasZodFastifySchemaValidationErrors(error)) {
    const faults = error.validation.map(({ instancePath, message }) => {
      const field = instancePath.replace(/^\//, '').replaceAll('/', '.');
      return field === '' ? message : `${field}: ${message}`;
    });
    return refusal('bad-request', `This cannot be used. ${faults.join('; ')}`);
  }
  const status =
    error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number'
      ? error.statusCode
      : 500;
  if (status === 413) return refusal('too-large');
  if (status === 404) return refusal('not-found');
  if (status >= 400 && status < 500) return refusal('bad-request');
  return refusal('internal');
}

function refusal(code: ErrorCode, message: string = ERRORS[code].message): Refusal {
  const isOwnFault = code === 'internal' || code === 'storage-full';
  return { code, message, status: ERRORS[code].http, isOwnFault };
}
