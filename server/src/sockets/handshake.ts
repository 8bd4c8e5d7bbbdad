import { negotiateVersion, ThrowlineError } from '@throwline/protocol';
import { z } from 'zod';

/** What every hello has, whatever its version: so that an old or a new client is told just that. */
const anyHello = z.object({
  type: z.string(),
  versions: z.object({ min: z.number().int(), max: z.number().int() }).optional(),
});

/**
 * Reads a first message in two steps: what it is and which versions it speaks, then its content.
 * @param type the hello's type
 * @throws ThrowlineError `hello-expected`, `version-unsupported`, `message-malformed`
 */
export function readHello<T>(
  message: unknown,
  type: string,
  schema: z.ZodType<T>,
): { hello: T; version: number } {
  const basics = anyHello.safeParse(message);
  if (!basics.success || basics.data.type !== type) throw new ThrowlineError('hello-expected');
  if (basics.data.versions === undefined) throw new ThrowlineError('message-malformed');
  const version = negotiateVersion(basics.data.versions);
  if (version === undefined) throw new ThrowlineError('version-unsupported');
  const parsed = schema.safeParse(message);
  if (!parsed.success) throw new ThrowlineError('message-malformed');
  return { hello: parsed.data, version };
}
