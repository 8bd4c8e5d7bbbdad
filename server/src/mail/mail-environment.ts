import { type MailServer, mailAddress, mailServer } from '@throwline/protocol';
import { z } from 'zod';
import { StartError } from '../start-error.ts';
import { mailServerFault } from './mail-settings.ts';

/** The environment variables of the mail server; docs/SETTINGS.md describes them. */
export const MAIL_VARIABLES = {
  THROWLINE_SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  THROWLINE_SMTP_HOST: z.string().optional(),
  THROWLINE_SMTP_PORT: z
    .string()
    .regex(/^\d{1,5}$/, 'must be a port')
    .transform(Number)
    .optional(),
  THROWLINE_SMTP_SECURE: z.enum(['tls', 'starttls', 'none']).optional(),
  THROWLINE_SMTP_USER: z.string().optional(),
  THROWLINE_SMTP_PASSWORD: z.string().optional(),
  THROWLINE_SMTP_CA: z.string().optional(),
  THROWLINE_MAIL_FROM: mailAddress.optional(),
} as const;

type MailVariables = z.infer<z.ZodObject<typeof MAIL_VARIABLES>>;

const PORTS = { tls: 465, starttls: 587, none: 25 } as const;

/** The mail server that the environment sets. */
export interface FixedMailServer {
  readonly server: MailServer;
  readonly password: string | undefined;
}

/**
 * Reads the mail server from parsed variables; `undefined` when none is set.
 * @throws StartError naming the variable that is missing or does not fit
 */
export function mailFromEnvironment(raw: MailVariables): FixedMailServer | undefined {
  const parts = raw.THROWLINE_SMTP_URL === undefined ? fromParts(raw) : fromUrl(raw, raw.THROWLINE_SMTP_URL);
  if (parts === undefined) {
    if (raw.THROWLINE_MAIL_FROM !== undefined) {
      throw new StartError('THROWLINE_MAIL_FROM needs THROWLINE_SMTP_URL or THROWLINE_SMTP_HOST.');
    }
    return undefined;
  }
  if (raw.THROWLINE_MAIL_FROM === undefined) {
    throw new StartError('THROWLINE_MAIL_FROM is missing: the address that messages come from.');
  }
  const { password, ...server } = parts;
  const parsed = mailServer.safeParse({ ...server, from: raw.THROWLINE_MAIL_FROM });
  if (!parsed.success) {
    const fields = parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`);
    throw new StartError(`The mail server in THROWLINE_SMTP_… cannot be used: ${fields.join('; ')}.`);
  }
  const fault = mailServerFault(parsed.data, password);
  if (fault !== undefined) throw new StartError(`THROWLINE_SMTP_…: ${fault}`);
  if (parsed.data.user !== undefined && password === undefined) {
    throw new StartError('THROWLINE_SMTP_PASSWORD is missing.');
  }
  return { server: parsed.data, password };
}

interface ServerParts {
  readonly host: string;
  readonly port: number;
  readonly security: MailServer['security'];
  readonly user?: string;
  readonly password?: string;
}

function fromParts(raw: MailVariables): ServerParts | undefined {
  const { THROWLINE_SMTP_HOST: host, THROWLINE_SMTP_SECURE: security = 'starttls' } = raw;
  if (host === undefined) {
    const orphan = (
      [
        'THROWLINE_SMTP_PORT',
        'THROWLINE_SMTP_SECURE',
        'THROWLINE_SMTP_USER',
        'THROWLINE_SMTP_PASSWORD',
      ] as const
    ).find((name) => raw[name] !== undefined);
    if (orphan !== undefined) throw new StartError(`${orphan} needs THROWLINE_SMTP_HOST.`);
    return undefined;
  }
  return {
    host,
    port: raw.THROWLINE_SMTP_PORT ?? PORTS[security],
    security,
    ...(raw.THROWLINE_SMTP_USER === undefined ? {} : { user: raw.THROWLINE_SMTP_USER }),
    ...(raw.THROWLINE_SMTP_PASSWORD === undefined ? {} : { password: raw.THROWLINE_SMTP_PASSWORD }),
  };
}

function fromUrl(raw: MailVariables, text: string): ServerParts {
  const twice = (
    ['THROWLINE_SMTP_HOST', 'THROWLINE_SMTP_PORT', 'THROWLINE_SMTP_USER', 'THROWLINE_SMTP_PASSWORD'] as const
  ).find((name) => raw[name] !== undefined);
  if (twice !== undefined) throw new StartError(`${twice} and THROWLINE_SMTP_URL exclude each other.`);
  const url = new URL(text);
  const security = url.protocol === 'smtps:' ? 'tls' : (raw.THROWLINE_SMTP_SECURE ?? 'starttls');
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? PORTS[security] : Number(url.port),
    security,
    ...(url.username === '' ? {} : { user: decoded(url.username) }),
    ...(url.password === '' ? {} : { password: decoded(url.password) }),
  };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new StartError('THROWLINE_SMTP_URL: a % in the user or password must be written as %25.');
  }
}
