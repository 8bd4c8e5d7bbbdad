import { writeSync } from 'node:fs';
import pino, { type DestinationStream, type Logger } from 'pino';

/**
 * Fields that never reach a log, should one be passed by mistake. `code` is a session's; the code of an error is logged as
 * `error`. What levels mean: `error` an administrator has to do
 * something; `warn` somebody tried what they may not, or something was given up; `info` one line at each step of a life
 * cycle; `debug` each request and event.
 */
const SECRET_FIELDS = [
  'code',
  'ticket',
  'token',
  'secret',
  'password',
  'pageKey',
  'key',
  'cookie',
  'text',
  'authorization',
  'link',
  'email',
];

const STANDARD_ERROR = 2;

/**
 * Standard error, line by line. pino's own destination keeps lines back, and at the end of the process waits for ever
 * for a reader that is gone.
 */
const standardError: DestinationStream = {
  write(line) {
    try {
      writeSync(STANDARD_ERROR, line);
    } catch {
      // Nobody reads the log, or not fast enough: that stops no session.
    }
  },
};

/** @param destination where the lines go; by default standard error, so that standard output stays for people */
export function createLogger(level: string, destination: DestinationStream = standardError): Logger {
  const paths = SECRET_FIELDS.flatMap((field) => [field, `*.${field}`]);
  const serializers = { err: describedError };
  return pino({ level, base: {}, redact: { paths, censor: '[secret]' }, serializers }, destination);
}

/** An error as pino describes it; what it calls its code (`ENOENT`, `storage-full`) is called so that nobody takes it for a session's. */
function describedError(error: Error): object {
  const { code, ...rest } = pino.stdSerializers.err(error);
  return code === undefined ? rest : { ...rest, errorCode: code };
}
