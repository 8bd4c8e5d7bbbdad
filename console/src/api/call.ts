import { ERRORS, type ErrorCode, errorResponse } from '@throwline/protocol';
import type { z } from 'zod';

/** The server's refusal of a call, or that it could not be reached (`offline`). The message tells what to do next. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: ErrorCode | 'offline' | 'unexpected';

  constructor(code: ErrorCode | 'offline' | 'unexpected', message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** What a call is: its body goes out as JSON, its answer is checked by `answer`; without one the answer is not read. */
export interface Call<Answer> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: object;
  readonly answer: z.ZodType<Answer>;
  readonly signal?: AbortSignal;
}

/**
 * Calls the server's API with this browser's sign-in.
 * @throws ApiError whatever goes wrong, in words for people
 */
export async function call<Answer>(request: Call<Answer>): Promise<Answer> {
  const response = await send(request);
  const text = await response.text();
  if (!response.ok) throw refusal(response.status, text);
  const parsed = request.answer.safeParse(text === '' ? undefined : json(text));
  if (!parsed.success) {
    throw new ApiError('unexpected', 'The server’s answer could not be understood. Reload the page.', {
      cause: parsed.error,
    });
  }
  return parsed.data;
}

async function send({ method, path, body, signal }: Call<unknown>): Promise<Response> {
  try {
    return await fetch(path, {
      method,
      credentials: 'same-origin',
      redirect: 'error',
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (cause) {
    throw new ApiError('offline', 'The server cannot be reached. Check your network, then try again.', {
      cause,
    });
  }
}

function refusal(status: number, text: string): ApiError {
  const parsed = errorResponse.safeParse(json(text));
  if (parsed.success) {
    const { code, message } = parsed.data;
    return new ApiError(isErrorCode(code) ? code : 'unexpected', message);
  }
  return new ApiError(
    'unexpected',
    `The server answered ${status}. Try again. If it keeps happening, tell your administrator.`,
  );
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERRORS, code);
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
