import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import {
  type CreateInvitationResponse,
  createInvitationResponse,
  type Invitation,
  invitation,
} from '@throwline/protocol';
import {
  MAIL_PASSWORD,
  MAIL_USER,
  type MailServer,
  type MailServerOptions,
  startMailServer,
} from '@throwline/testbed/mail-server.ts';
import { until } from '@throwline/testbed/wait.ts';
import { readSettings, type Settings } from '../settings.ts';
import { type Staff, type TestOptions, TestServer, temporaryFolder } from './test-server.ts';

export const FROM = 'support@helpdesk.example';

/** A mail server that ends with the test, and the settings that send through it. */
export async function openMail(
  t: TestContext,
  options: MailServerOptions = {},
): Promise<{ mail: MailServer; settings: Pick<Settings, 'mail'> }> {
  const mail = await startMailServer(options);
  t.after(() => mail.close());
  return { mail, settings: mailSettingsFor(t, mail, options.security) };
}

/** The same mail server after an outage, which ends with the test. */
export async function reopenMail(
  t: TestContext,
  { port, identity }: Pick<MailServer, 'port' | 'identity'>,
): Promise<MailServer> {
  const mail = await startMailServer({ port, identity });
  t.after(() => mail.close());
  return mail;
}

/** Settings that send through a mail server on loopback. */
export function mailSettingsFor(
  t: TestContext,
  mail: Pick<MailServer, 'port' | 'identity'>,
  security: MailServerOptions['security'] = 'tls',
): Pick<Settings, 'mail'> {
  const authorities = join(temporaryFolder(t), 'mail-ca.pem');
  writeFileSync(authorities, mail.identity.certificate);
  const settings = readSettings({
    THROWLINE_SMTP_HOST: 'localhost',
    THROWLINE_SMTP_PORT: String(mail.port),
    THROWLINE_SMTP_SECURE: security,
    THROWLINE_SMTP_CA: authorities,
    THROWLINE_MAIL_FROM: FROM,
    ...(security === 'none'
      ? {}
      : { THROWLINE_SMTP_USER: MAIL_USER, THROWLINE_SMTP_PASSWORD: MAIL_PASSWORD }),
  });
  return { mail: settings.mail };
}

interface MailScene {
  readonly mail: MailServer;
  /** Those of the server, for one that comes after it. */
  readonly settings: Pick<Settings, 'mail'>;
  readonly server: TestServer;
  /** The administrator, signed in. */
  readonly staff: Staff;
}

/** A server that has been set up, and the mail server that it sends through. Both end with the test. */
export async function mailScene(
  t: TestContext,
  options: Pick<TestOptions, 'clock'> & {
    readonly security?: MailServerOptions['security'];
    /** Whether the mail server is down, until {@link reopenMail}; not by default. */
    readonly isDown?: boolean;
    /** Settings of mail that the test is about. */
    readonly settings?: Partial<Settings['mail']>;
  } = {},
): Promise<MailScene> {
  const { security, isDown = false, settings: changed, ...rest } = options;
  const { mail, settings: usual } = await openMail(t, security === undefined ? {} : { security });
  if (isDown) await mail.close();
  const settings = { mail: { ...usual.mail, ...changed } };
  const server = await TestServer.start(t, { settings, ...rest });
  return { mail, settings, server, staff: await server.setUp() };
}

/** Makes a session with an invitation and sends it. */
export async function invite(
  server: TestServer,
  staff: Staff,
  address: string | undefined,
  more: { customerName?: string; words?: string } = {},
): Promise<CreateInvitationResponse> {
  const { customerName, words } = more;
  const json = { customerName, ...(address === undefined ? {} : { mail: { address, words } }) };
  const answer = await server.call('POST', '/api/invitations', { json, cookie: staff.cookie });
  if (answer.status !== 201) throw new Error(`no invitation: ${answer.status} ${answer.body}`);
  return createInvitationResponse.parse(answer.json());
}

/** A session's invitation as its technician sees it now. */
export async function invitationOf(
  server: TestServer,
  staff: Staff,
  { session }: CreateInvitationResponse,
): Promise<Invitation> {
  const path = `/api/sessions/${session.sessionId}/invitation`;
  return invitation.parse((await server.call('GET', path, { cookie: staff.cookie })).json());
}

/** Waits until the newest message of an invitation is in this state, after this many tries. */
export async function messageIs(
  server: TestServer,
  staff: Staff,
  made: CreateInvitationResponse,
  state: 'waiting' | 'sent' | 'failed' | 'dropped',
  attempts?: number,
): Promise<Invitation['messages'][number]> {
  return until(`the message to be ${state}`, async () => {
    const [newest] = (await invitationOf(server, staff, made)).messages;
    const isSo = newest?.state.state === state && (attempts === undefined || newest.attempts === attempts);
    return isSo ? newest : undefined;
  });
}

/** The path of an invitation's link on its server. */
export function pathOf({ link = '' }: Invitation): string {
  return new URL(link).pathname;
}
