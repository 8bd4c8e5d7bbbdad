import { cleanLine, type MailFailure } from '@throwline/protocol';
import type { NodemailerError } from 'nodemailer/lib/errors';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { MailAccount } from './mail-settings.ts';

/** How long each stage may take, milliseconds. */
const CONNECTION_TIMEOUT = 20_000;
const SILENCE_TIMEOUT = 60_000;
/** Longest answer of a mail server that is kept, in UTF-16 units. */
const MAX_ANSWER = 300;

/** A finished message and where it goes: one sender, one receiver. */
export interface Parcel {
  readonly from: string;
  readonly to: string;
  /** The whole message, headers included. */
  readonly message: Buffer;
}

/** How a try to send ended. */
export type Delivery =
  | { readonly result: 'sent'; readonly answer: string | undefined }
  | {
      readonly result: 'failed';
      readonly reason: MailFailure;
      /** Whether trying again is of no use. */
      readonly isFinal: boolean;
      /** Whether other messages would fail in the same way now. */
      readonly isOutage: boolean;
      readonly answer: string | undefined;
    };

/**
 * Hands one message to the mail server, on a connection of its own. Never rejects.
 * @param signal ends the connection; the try then counts as failed
 */
export async function deliver(account: MailAccount, parcel: Parcel, signal: AbortSignal): Promise<Delivery> {
  const { server, password, authorities } = account;
  const connection = new SMTPConnection({
    host: server.host,
    port: server.port,
    secure: server.security === 'tls',
    requireTLS: server.security === 'starttls',
    ignoreTLS: server.security === 'none',
    connectionTimeout: CONNECTION_TIMEOUT,
    greetingTimeout: CONNECTION_TIMEOUT,
    dnsTimeout: CONNECTION_TIMEOUT,
    socketTimeout: SILENCE_TIMEOUT,
    maxResponseSize: 64 * 1024,
    tls: { minVersion: 'TLSv1.2', ...(authorities === undefined ? {} : { ca: [...authorities] }) },
    logger: false,
  });
  const close = (): void => connection.close();
  signal.addEventListener('abort', close, { once: true });
  try {
    // What breaks the connection is told by an event, whatever stage is waited for.
    const { promise: broken, reject: break_ } = Promise.withResolvers<never>();
    broken.catch(() => undefined);
    connection.on('error', break_);
    connection.once('end', () => break_(new Error('The connection was closed.')));
    if (signal.aborted) throw new Error('The connection was closed.');
    const stage = <T>(
      begin: (done: (error?: Error | null, result?: T) => void) => void,
    ): Promise<T | undefined> =>
      Promise.race([
        broken,
        new Promise<T | undefined>((resolve, reject) => {
          begin((error, result) => (error ? reject(error) : resolve(result)));
        }),
      ]);
    await stage((done) => connection.connect(done));
    if (server.user !== undefined) {
      const auth = { user: server.user, pass: password ?? '' };
      await stage((done) => connection.login(auth, done));
    }
    const envelope = { from: parcel.from, to: [parcel.to] };
    const info = await stage<{ response: string }>((done) => connection.send(envelope, parcel.message, done));
    connection.quit();
    return { result: 'sent', answer: answerOf(info?.response) };
  } catch (error) {
    return failure(error);
  } finally {
    signal.removeEventListener('abort', close);
    connection.close();
  }
}

function failure(error: unknown): Delivery {
  const told: Partial<NodemailerError> & { readonly originalCode?: unknown } =
    error instanceof Error ? error : {};
  const { code, command, responseCode, permanent } = told;
  const answer = answerOf(told.response);
  const outage = (reason: MailFailure): Delivery => ({
    result: 'failed',
    reason,
    isFinal: false,
    isOutage: true,
    answer,
  });
  if (code === 'ETLS' || isAboutTls(told.originalCode)) return outage('not-secure');
  // Settings can be put right while the message waits.
  if (code === 'EAUTH' && responseCode === undefined) return outage('sign-in-refused');
  if (code === 'EAUTH') return outage(permanent === true ? 'sign-in-refused' : 'busy');
  if (code === 'EENVELOPE' || code === 'EMESSAGE') {
    const isAboutAddress = command === 'RCPT TO' || (command === 'API' && responseCode === undefined);
    if (permanent !== true && responseCode !== undefined) {
      return { result: 'failed', reason: 'busy', isFinal: false, isOutage: false, answer };
    }
    const reason = isAboutAddress ? 'address-refused' : 'message-refused';
    return { result: 'failed', reason, isFinal: true, isOutage: false, answer };
  }
  return outage(responseCode === undefined ? 'unreachable' : 'busy');
}

function isAboutTls(code: unknown): boolean {
  return typeof code === 'string' && /CERT|SSL|TLS|SIGNED|ISSUER|SIGNATURE/.test(code);
}

function answerOf(response: string | undefined): string | undefined {
  const line = response === undefined ? '' : cleanLine(response.slice(0, 2000), MAX_ANSWER);
  return line === '' ? undefined : line;
}
