import pino, { type DestinationStream, type Logger } from 'pino';

/**
 * Fields that never reach a log, should one be passed by mistake. What levels mean: `error` an administrator has to do
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

/** @param destination where the lines go; by default standard error, so that standard output stays for people */
export function createLogger(level: string, destination: DestinationStream = pino.destination(2)): Logger {
  const paths = SECRET_FIELDS.filter((field) => field !== 'code').flatMap((field) => [field, `*.${field}`]);
  return pino({ level, base: {}, redact: { paths, censor: '[secret]' } }, destination);
}
