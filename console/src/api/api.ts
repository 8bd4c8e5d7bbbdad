import {
  type AccountRole,
  type AskerAnswer,
  type AskerId,
  type CodeEntryResponse,
  type CreateSessionResponse,
  codeEntryResponse,
  createSessionResponse,
  type KeptSession,
  type KeptSessionsResponse,
  keptSessionsResponse,
  listColleaguesResponse,
  listTechniciansResponse,
  type MeResponse,
  meResponse,
  type ServerNotice,
  type SessionId,
  type SocketTokenResponse,
  type SupportProgram,
  serverNoticesResponse,
  sessionSummary,
  socketTokenResponse,
  supportProgramsResponse,
  type Technician,
  type TechnicianId,
  type TechnicianRef,
} from '@throwline/protocol';
import { z } from 'zod';
import { call } from './call.ts';

const nothing = z.unknown().transform(() => undefined);

/** Whether the first administrator is still to be made. @throws ApiError `not-found` when the set-up is over */
export async function readSetup(): Promise<void> {
  await call({ method: 'GET', path: '/api/setup', answer: nothing });
}

/** Makes the first administrator and signs in. */
export function setUp(body: {
  secret: string;
  organisation: string;
  name: string;
  email: string;
  password: string;
}): Promise<MeResponse> {
  return call({ method: 'POST', path: '/api/setup', body, answer: meResponse });
}

/** Lets another computer into a session that waits, or turns it away. @throws ApiError `asker-gone` */
export async function answerAsker(id: SessionId, asker: AskerId, answer: AskerAnswer): Promise<void> {
  await call({
    method: 'POST',
    path: `/api/sessions/${id}/askers/${asker}`,
    body: { answer },
    answer: nothing,
  });
}

/** Who is signed in here. @throws ApiError `not-signed-in` */
export function readMe(signal?: AbortSignal): Promise<MeResponse> {
  return call({ method: 'GET', path: '/api/me', answer: meResponse, ...(signal ? { signal } : {}) });
}

export async function changeOwnPassword(body: { current: string; next: string }): Promise<void> {
  await call({ method: 'POST', path: '/api/me/password', body, answer: nothing });
}

export async function listTechnicians(signal?: AbortSignal): Promise<Technician[]> {
  const answer = await call({
    method: 'GET',
    path: '/api/technicians',
    answer: listTechniciansResponse,
    ...(signal ? { signal } : {}),
  });
  return answer.technicians;
}

export async function addTechnician(body: {
  name: string;
  email: string;
  role: AccountRole;
  password: string;
}): Promise<void> {
  await call({ method: 'POST', path: '/api/technicians', body, answer: nothing });
}

/** What is absent stays as it is. */
export async function changeTechnician(
  id: TechnicianId,
  body: { name?: string; role?: AccountRole; disabled?: boolean; password?: string },
): Promise<void> {
  await call({ method: 'PATCH', path: `/api/technicians/${id}`, body, answer: nothing });
}

/** A token for the events socket: good once, for 30 seconds. */
export function fetchSocketToken(signal: AbortSignal): Promise<SocketTokenResponse> {
  return call({ method: 'POST', path: '/api/socket-tokens', answer: socketTokenResponse, signal });
}

/** Makes a session; the answer is the only time that its code is told. */
export function createSession(body: { customerName?: string }): Promise<CreateSessionResponse> {
  return call({ method: 'POST', path: '/api/sessions', body, answer: createSessionResponse });
}

/** Makes another code for a session whose code is not used yet; the answer is the only time that it is told. */
export function renewCode(sessionId: SessionId): Promise<CreateSessionResponse> {
  return call({ method: 'POST', path: `/api/sessions/${sessionId}/code`, answer: createSessionResponse });
}

/** The other active technicians, by name. */
export async function listColleagues(signal?: AbortSignal): Promise<TechnicianRef[]> {
  const answer = await call({
    method: 'GET',
    path: '/api/colleagues',
    answer: listColleaguesResponse,
    ...(signal ? { signal } : {}),
  });
  return answer.colleagues;
}

/** Invites a colleague to one's own session; the queue and the log tell what becomes of it. */
export async function inviteColleague(
  sessionId: SessionId,
  body: { technicianId: TechnicianId; comment?: string },
): Promise<void> {
  const path = `/api/sessions/${sessionId}/colleagues`;
  await call({ method: 'POST', path, body, answer: sessionSummary });
}

/** Closed sessions of all technicians, the last closed first. @param after the last one of the part before */
export async function readKeptSessions(
  after: KeptSession | undefined,
  signal: AbortSignal,
): Promise<KeptSessionsResponse> {
  const from = after === undefined ? '' : `?before=${after.closedAt}&than=${after.sessionId}`;
  return call({ method: 'GET', path: `/api/kept-sessions${from}`, answer: keptSessionsResponse, signal });
}

/** Erases a closed session for good. */
export async function eraseSession(sessionId: SessionId): Promise<void> {
  await call({ method: 'DELETE', path: `/api/sessions/${sessionId}`, answer: nothing });
}

/** Whether codes are being guessed. */
export async function readCodeEntry(signal?: AbortSignal): Promise<CodeEntryResponse['state']> {
  const answer = await call({
    method: 'GET',
    path: '/api/code-entry',
    answer: codeEntryResponse,
    ...(signal ? { signal } : {}),
  });
  return answer.state;
}

/** How far the programs are that customers download. */
export async function readSupportPrograms(signal?: AbortSignal): Promise<SupportProgram[]> {
  const answer = await call({
    method: 'GET',
    path: '/api/support-programs',
    answer: supportProgramsResponse,
    ...(signal ? { signal } : {}),
  });
  return answer.programs;
}

/** What is amiss around the server; for administrators. */
export async function readServerNotices(signal?: AbortSignal): Promise<ServerNotice[]> {
  const answer = await call({
    method: 'GET',
    path: '/api/server-notices',
    answer: serverNoticesResponse,
    ...(signal ? { signal } : {}),
  });
  return answer.notices;
}
