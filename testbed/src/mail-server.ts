import 'reflect-metadata';
import {
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

/** A message as it arrived: what the envelope said, what it parses to, and its very bytes. */
export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly mail: ParsedMail;
  readonly raw: string;
}

/** What a mail server answers instead of taking a message. */
export interface MailRefusal {
  readonly code: number;
  readonly text: string;
}

export interface MailServerOptions {
  /** TLS from the start (default), STARTTLS, or neither. */
  readonly security?: 'tls' | 'starttls' | 'none';
  /** Default: any free one. */
  readonly port?: number;
  /** Default: a new one for `localhost`. */
  readonly identity?: MailIdentity;
}

/** A certificate and its key, PEM. */
export interface MailIdentity {
  readonly certificate: string;
  readonly key: string;
}

/** A real SMTP server on loopback that asks for {@link MAIL_USER} and {@link MAIL_PASSWORD}. */
export interface MailServer {
  readonly port: number;
  readonly identity: MailIdentity;
  /** What has arrived, oldest first. */
  readonly received: ReceivedMail[];
  /** How many connections there have been. */
  connections(): number;
  /** Refuses receivers, or whole messages, until it is set to `undefined` again. */
  refuse(at: 'receiver' | 'message' | 'sign-in', refusal: MailRefusal | undefined): void;
  close(): Promise<void>;
}

export const MAIL_USER = 'throwline@example.org';
export const MAIL_PASSWORD = 'a mail % password: "hidden"';

/** Starts a mail server. */
export async function startMailServer(options: MailServerOptions = {}): Promise<MailServer> {
  const { security = 'tls', port = 0, identity = await newMailIdentity() } = options;
  const received: ReceivedMail[] = [];
  const refusals = new Map<string, MailRefusal>();
  let connections = 0;
  const refusalAt = (at: string): Error | null => {
    const refusal = refusals.get(at);
    return refusal === undefined
      ? null
      : Object.assign(new Error(refusal.text), { responseCode: refusal.code });
  };
  const server = new SMTPServer({
    secure: security === 'tls',
    ...(security === 'none'
      ? { disabledCommands: ['AUTH', 'STARTTLS'] }
      : { key: identity.key, cert: identity.certificate }),
    authOptional: security === 'none',
    disableReverseLookup: true,
    onConnect(_session, done) {
      connections += 1;
      done();
    },
    onAuth({ username, password }, _session, done) {
      const refused = refusalAt('sign-in');
      if (refused !== null) done(refused);
      else if (username !== MAIL_USER || password !== MAIL_PASSWORD) done(new Error('Invalid login'));
      else done(null, { user: username });
    },
    onRcptTo(_address, _session, done) {
      done(refusalAt('receiver'));
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const refused = refusalAt('message');
        if (refused !== null) {
          done(refused);
          return;
        }
        const raw = Buffer.concat(chunks);
        const { mailFrom, rcptTo } = session.envelope;
        simpleParser(raw, { skipTextToHtml: true }).then((mail) => {
          received.push({
            from: mailFrom === false ? '' : mailFrom.address,
            to: rcptTo.map(({ address }) => address),
            mail,
            raw: raw.toString('latin1'),
          });
          done(null, 'taken');
        }, done);
      });
    },
  });
  // Clients that break off; what a test expects of them it sees elsewhere.
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.server.address();
  if (address === null || typeof address === 'string') throw new Error('the mail server has no port');
  return {
    port: address.port,
    identity,
    received,
    connections: () => connections,
    refuse(at, refusal) {
      if (refusal === undefined) refusals.delete(at);
      else refusals.set(at, refusal);
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** A server's environment that sends through a mail server without TLS. */
export function unprotectedMail({ port }: Pick<MailServer, 'port'>): NodeJS.ProcessEnv {
  return {
    THROWLINE_SMTP_HOST: 'localhost',
    THROWLINE_SMTP_PORT: String(port),
    THROWLINE_SMTP_SECURE: 'none',
    THROWLINE_MAIL_FROM: 'support@nordlicht.example',
  };
}

/** A self-signed certificate for `localhost`. */
export async function newMailIdentity(): Promise<MailIdentity> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const now = Date.now();
  const certificate = await X509CertificateGenerator.createSelfSigned(
    {
      name: 'CN=mail server of a test',
      notBefore: new Date(now - 86_400_000),
      notAfter: new Date(now + 86_400_000),
      signingAlgorithm: algorithm,
      keys,
      extensions: [
        new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
        new SubjectAlternativeNameExtension([{ type: 'dns', value: 'localhost' }]),
      ],
    },
    crypto,
  );
  const pkcs8 = Buffer.from(await crypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  return {
    certificate: `${certificate.toString('pem')}\n`,
    key: `-----BEGIN PRIVATE KEY-----\n${pkcs8.replace(/.{64}/g, '$&\n')}\n-----END PRIVATE KEY-----\n`,
  };
}
