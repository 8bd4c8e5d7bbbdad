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
import { type Staff, type TestServer, temporaryFolder } from './test-server.ts';

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
