import {
  type CreateInvitationResponse,
  createInvitationResponse,
  type Invitation,
  invitation,
  type MailServer,
  type MailSettingsResponse,
  mailResponse,
  mailSettingsResponse,
  type SendInvitationRequest,
  type SessionId,
  type TestMailResponse,
  testMailResponse,
} from '@throwline/protocol';
import { call } from './call.ts';

/** Whether the server can send mail. */
export async function readCanSend(signal?: AbortSignal): Promise<boolean> {
  const path = '/api/mail';
  const answer = await call({ method: 'GET', path, answer: mailResponse, ...(signal ? { signal } : {}) });
  return answer.canSend;
}

/** Makes a session with an invitation; with `mail` it is sent too. */
export function createInvitation(body: {
  customerName?: string;
  mail?: SendInvitationRequest;
}): Promise<CreateInvitationResponse> {
  return call({ method: 'POST', path: '/api/invitations', body, answer: createInvitationResponse });
}

/** A session's invitation and its messages. */
export function readInvitation(id: SessionId, signal?: AbortSignal): Promise<Invitation> {
  const path = `/api/sessions/${id}/invitation`;
  return call({ method: 'GET', path, answer: invitation, ...(signal ? { signal } : {}) });
}

/** Sends a session's invitation once more. */
export function sendInvitation(id: SessionId, body: SendInvitationRequest): Promise<Invitation> {
  return call({ method: 'POST', path: `/api/sessions/${id}/invitation/messages`, body, answer: invitation });
}

export function readMailSettings(signal?: AbortSignal): Promise<MailSettingsResponse> {
  return call({
    method: 'GET',
    path: '/api/mail/settings',
    answer: mailSettingsResponse,
    ...(signal ? { signal } : {}),
  });
}

/** Without `password` the present one stays. */
export function setMailServer(body: MailServer & { password?: string }): Promise<MailSettingsResponse> {
  return call({ method: 'PUT', path: '/api/mail/settings', body, answer: mailSettingsResponse });
}

export function removeMailServer(): Promise<MailSettingsResponse> {
  return call({ method: 'DELETE', path: '/api/mail/settings', answer: mailSettingsResponse });
}

/** Sends a message to one's own address, at once. */
export function sendTestMail(): Promise<TestMailResponse> {
  return call({ method: 'POST', path: '/api/mail/settings/test', answer: testMailResponse });
}
