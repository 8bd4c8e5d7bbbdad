import { isIP } from 'node:net';
import { type HelpedSystem, helpedSystem } from '@throwline/protocol';
import { z } from 'zod';
import { USUAL_SYSTEMS } from './applet/applet-files.ts';
import { type FixedMailServer, MAIL_VARIABLES, mailFromEnvironment } from './mail/mail-environment.ts';
import type { MailLimits } from './mail/mail-limits.ts';
import { StartError } from './start-error.ts';

const loopbackHosts = ['127.0.0.1', '::1', 'localhost'];

const whole = (byDefault: string, min: number, max: number) =>
  z
    .string()
    .default(byDefault)
    .refine((text) => /^\d{1,9}$/.test(text), 'must be a whole number')
    .transform(Number)
    .pipe(z.number().min(min).max(max));
const minutes = (byDefault: string) => whole(byDefault, 0, 525_600);

const addressList = z
  .string()
  .default('')
  .transform((text) => text.split(/[\s,]+/).filter((part) => part !== ''))
  .pipe(
    z.array(
      z.string().refine((part) => {
        const [address = '', bits, ...rest] = part.split('/');
        const family = isIP(address);
        if (family === 0 || rest.length > 0) return false;
        return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
      }, 'must be addresses or networks, as 10.0.0.1 or 10.0.0.0/8, separated by commas'),
    ),
  );

/** An address of a server and nothing else: what would be dropped is refused instead. */
const publicAddress = z
  .url({ protocol: /^https?$/, error: 'must be an address, as https://help.example.org' })
  .superRefine((text, context) => {
    const { hostname, username, password, pathname, search, hash } = new URL(text);
    const parts = [
      username !== '' || password !== '' ? 'a user name' : undefined,
      pathname !== '/' ? 'a path' : undefined,
      search !== '' || text.includes('?') ? 'a query' : undefined,
      hash !== '' || text.includes('#') ? 'a fragment' : undefined,
    ].filter((part) => part !== undefined);
    if (parts.length > 0) {
      context.addIssue(
        `must be an address without ${parts.join(' and ')}, as https://help.example.org: Throwline has a host name, or a port of it, to itself`,
      );
    }
    if (hostname === '0.0.0.0' || hostname === '[::]' || hostname.includes('*'))
      context.addIssue('must be the address that people type, not one that stands for many');
  });

/** The words of a command; those with spaces stand in double quotes. No shell is ever asked. */
function words(command: string): string[] {
  return Array.from(command.matchAll(/"([^"]*)"|(\S+)/g), ([, quoted, plain]) => quoted ?? plain ?? '');
}

/**
 * Every setting, by its environment variable. docs/SETTINGS.md describes the same ones; a test holds the two together.
 * An empty variable counts as absent.
 */
export const SETTINGS = {
  THROWLINE_DATA: z.string().default('./data'),
  THROWLINE_PORT: whole('8443', 0, 65_535),
  THROWLINE_HOST: z.string().optional(),
  THROWLINE_PUBLIC_URL: publicAddress.optional(),
  THROWLINE_TLS_CERT: z.string().optional(),
  THROWLINE_TLS_KEY: z.string().optional(),
  THROWLINE_TLS_PINS: z
    .string()
    .default('')
    .transform((text) => text.split(/[\s,]+/).filter((part) => part !== ''))
    .pipe(z.array(z.string().regex(/^[A-Za-z0-9+/]{43}=$/, 'must be SHA-256 hashes in base64'))),
  THROWLINE_PLAIN_HTTP: z.enum(['no', 'loopback', 'anywhere']).default('no'),
  THROWLINE_TRUST_PROXY: addressList,
  THROWLINE_SYSTEMS: z
    .string()
    .default(USUAL_SYSTEMS.join(','))
    .transform((text) => text.split(/[\s,]+/).filter((part) => part !== ''))
    .pipe(z.array(helpedSystem).min(1)),
  THROWLINE_BRAND: z
    .string()
    .default('Throwline')
    .pipe(z.string().regex(/^[A-Za-z0-9]{1,40}$/, 'must be 1 to 40 letters and digits, without spaces')),
  THROWLINE_SIGN_WINDOWS: z.string().default('').transform(words),
  THROWLINE_SIGN_MACOS: z.string().default('').transform(words),
  THROWLINE_CODE_MINUTES: whole('15', 1, 1440),
  THROWLINE_INVITATION_HOURS: whole('24', 1, 720),
  THROWLINE_CONNECTING_MINUTES: minutes('30'),
  THROWLINE_WAITING_MINUTES: minutes('0'),
  THROWLINE_IDLE_MINUTES: minutes('60'),
  THROWLINE_OFFLINE_MINUTES: minutes('60'),
  THROWLINE_RETENTION_DAYS: whole('365', 0, 36_500),
  THROWLINE_SIGN_IN_HOURS: whole('12', 1, 8760),
  THROWLINE_SIGN_IN_MAX_HOURS: whole('24', 1, 8760),
  THROWLINE_SECOND_FACTOR: z.enum(['administrators', 'everyone']).default('administrators'),
  THROWLINE_MAX_SESSIONS: whole('50', 1, 100_000),
  ...MAIL_VARIABLES,
  THROWLINE_MAIL_HOURS: whole('4', 1, 168),
  THROWLINE_MAIL_PER_TECHNICIAN: whole('30', 0, 100_000),
  THROWLINE_MAIL_PER_ADDRESS: whole('5', 0, 100_000),
  THROWLINE_MAIL_TOTAL: whole('200', 0, 1_000_000),
  THROWLINE_METRICS_TOKEN: z.string().min(16).optional(),
  THROWLINE_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
} as const;

/** What the server is told from outside, parsed. Durations are in milliseconds; 0 stands for never. */
export interface Settings {
  /** The data folder. */
  readonly data: string;
  /** 0: any free port. */
  readonly port: number;
  /** Address to listen on; `undefined`: all of them, or loopback with plain HTTP. */
  readonly host: string | undefined;
  /** Origin under which browsers and applets reach the server; `undefined`: https://localhost:PORT. */
  readonly publicUrl: string | undefined;
  /** Files of a given certificate chain and its key, PEM; `undefined`: the server makes its own. */
  readonly tls: { readonly certificate: string; readonly key: string } | undefined;
  /** SPKI pins that applets accept, when TLS ends at a reverse proxy; empty: the server's own key. */
  readonly tlsPins: readonly string[];
  readonly plainHttp: boolean;
  /** Addresses and networks of reverse proxies whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[];
  /** Systems whose support program is offered. */
  readonly systems: readonly HelpedSystem[];
  /** The second part of the support program's name. */
  readonly brand: string;
  /** The words of the command that signs the program for Windows; empty: none. */
  readonly signWindows: readonly string[];
  /** The words of the command that signs the program for macOS; empty: it is signed ad hoc. */
  readonly signMacos: readonly string[];
  readonly codeLifetime: number;
  readonly invitationLifetime: number;
  readonly timeouts: {
    readonly connecting: number;
    readonly waiting: number;
    readonly idle: number;
    readonly offline: number;
  };
  /** How long closed sessions are kept, days; 0: for ever. */
  readonly retentionDays: number;
  readonly signInLifetime: number;
  /** How long a sign-in lasts at most, however much is worked. */
  readonly signInBound: number;
  /** Who cannot do without a second factor. */
  readonly secondFactorRequiredOf: 'administrators' | 'everyone';
  /** Most sessions that are not closed, for each technician. */
  readonly maxOpenSessions: number;
  readonly mail: {
    /** The mail server of the environment; `undefined`: the one set in the Administration Center, if any. */
    readonly fixed: FixedMailServer | undefined;
    /** File of certificates that mail servers may be known by besides the usual ones, PEM. */
    readonly authoritiesFile: string | undefined;
    readonly giveUpAfter: number;
    readonly limits: MailLimits;
  };
  readonly metricsToken: string | undefined;
  readonly logLevel: string;
}

const schema = z.object(SETTINGS);

/**
 * The settings in an environment.
 * @throws StartError naming every variable that cannot be used
 */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const given = Object.fromEntries(
    Object.keys(SETTINGS).map((name) => [name, environment[name] || undefined]),
  );
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${String(issue.path[0])}: ${issue.message}`);
    throw new StartError(`Settings that cannot be used: ${faults.join('; ')}.`);
  }
  const raw = parsed.data;
  if ((raw.THROWLINE_TLS_CERT === undefined) !== (raw.THROWLINE_TLS_KEY === undefined)) {
    throw new StartError('THROWLINE_TLS_CERT and THROWLINE_TLS_KEY are needed together.');
  }
  const plainHttp = raw.THROWLINE_PLAIN_HTTP !== 'no';
  if (plainHttp && raw.THROWLINE_TLS_CERT !== undefined) {
    throw new StartError(
      'THROWLINE_TLS_CERT and THROWLINE_TLS_KEY are of no use with THROWLINE_PLAIN_HTTP: leave out the one or the others.',
    );
  }
  if (!plainHttp && raw.THROWLINE_PUBLIC_URL?.toLowerCase().startsWith('http:') === true) {
    throw new StartError(
      'THROWLINE_PUBLIC_URL begins with http://, but this server speaks HTTPS: let it begin with https://. Behind a reverse proxy that ends TLS set THROWLINE_PLAIN_HTTP as well; the address is the one that people type, so still with https://.',
    );
  }
  if (raw.THROWLINE_PLAIN_HTTP === 'loopback' && !loopbackHosts.includes(raw.THROWLINE_HOST ?? '127.0.0.1')) {
    throw new StartError(
      'Plain HTTP is served on loopback only. Behind a reverse proxy elsewhere set THROWLINE_PLAIN_HTTP=anywhere.',
    );
  }
  const hours = raw.THROWLINE_SIGN_IN_HOURS;
  const isMaxGiven = given.THROWLINE_SIGN_IN_MAX_HOURS !== undefined;
  const maxHours = isMaxGiven
    ? raw.THROWLINE_SIGN_IN_MAX_HOURS
    : Math.max(raw.THROWLINE_SIGN_IN_MAX_HOURS, hours);
  if (maxHours < hours) {
    throw new StartError('THROWLINE_SIGN_IN_MAX_HOURS must not be less than THROWLINE_SIGN_IN_HOURS.');
  }
  return {
    data: raw.THROWLINE_DATA,
    port: raw.THROWLINE_PORT,
    host: raw.THROWLINE_HOST ?? (raw.THROWLINE_PLAIN_HTTP === 'loopback' ? '127.0.0.1' : undefined),
    publicUrl: raw.THROWLINE_PUBLIC_URL === undefined ? undefined : new URL(raw.THROWLINE_PUBLIC_URL).origin,
    tls:
      raw.THROWLINE_TLS_CERT === undefined || raw.THROWLINE_TLS_KEY === undefined
        ? undefined
        : { certificate: raw.THROWLINE_TLS_CERT, key: raw.THROWLINE_TLS_KEY },
    tlsPins: raw.THROWLINE_TLS_PINS,
    plainHttp,
    trustedProxies: raw.THROWLINE_TRUST_PROXY,
    systems: raw.THROWLINE_SYSTEMS,
    brand: raw.THROWLINE_BRAND,
    signWindows: raw.THROWLINE_SIGN_WINDOWS,
    signMacos: raw.THROWLINE_SIGN_MACOS,
    codeLifetime: raw.THROWLINE_CODE_MINUTES * 60_000,
    invitationLifetime: raw.THROWLINE_INVITATION_HOURS * 3_600_000,
    timeouts: {
      connecting: raw.THROWLINE_CONNECTING_MINUTES * 60_000,
      waiting: raw.THROWLINE_WAITING_MINUTES * 60_000,
      idle: raw.THROWLINE_IDLE_MINUTES * 60_000,
      offline: raw.THROWLINE_OFFLINE_MINUTES * 60_000,
    },
    retentionDays: raw.THROWLINE_RETENTION_DAYS,
    signInLifetime: raw.THROWLINE_SIGN_IN_HOURS * 3_600_000,
    signInBound: maxHours * 3_600_000,
    secondFactorRequiredOf: raw.THROWLINE_SECOND_FACTOR,
    maxOpenSessions: raw.THROWLINE_MAX_SESSIONS,
    mail: {
      fixed: mailFromEnvironment(raw),
      authoritiesFile: raw.THROWLINE_SMTP_CA,
      giveUpAfter: raw.THROWLINE_MAIL_HOURS * 3_600_000,
      limits: {
        technician: raw.THROWLINE_MAIL_PER_TECHNICIAN,
        address: raw.THROWLINE_MAIL_PER_ADDRESS,
        total: raw.THROWLINE_MAIL_TOTAL,
      },
    },
    metricsToken: raw.THROWLINE_METRICS_TOKEN,
    logLevel: raw.THROWLINE_LOG_LEVEL,
  };
}
