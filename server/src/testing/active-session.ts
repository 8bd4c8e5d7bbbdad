import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import {
  type SessionEvent,
  type SessionSummary,
  sessionLogResponse,
  sessionSummary,
} from '@throwline/protocol';
import { type EventsClient, ofType } from './socket-client.ts';
import {
  type ClaimedSession,
  command,
  newId,
  type Staff,
  type TestOptions,
  TestServer,
} from './test-server.ts';

/** A session that goes on, and everyone at it. */
export interface ActiveSession {
  readonly server: TestServer;
  readonly staff: Staff;
  readonly session: ClaimedSession;
  readonly applet: EventsClient;
  readonly desk: EventsClient;
  /** The applet's. */
  readonly key: string;
}

/** Which session, and who asks. */
type Where = Pick<ActiveSession, 'server' | 'staff' | 'session'>;

/** An active session with applet and console. */
export async function activeSession(t: TestContext, options: TestOptions = {}): Promise<ActiveSession> {
  const server = await TestServer.start(t, options);
  const staff = await server.setUp();
  const session = await server.claimedSession(staff);
  const key = newId();
  const applet = await server.connectApplet(session, key);
  const desk = await server.connectConsole(staff);
  assert.equal((await command(desk, session.session.sessionId, { type: 'start' })).type, 'accepted');
  return { server, staff, session, applet, desk, key };
}

/** The session's log as its technician sees it. */
export async function logOf({ server, staff, session }: Where): Promise<SessionEvent[]> {
  const path = `/api/sessions/${session.session.sessionId}/log`;
  return sessionLogResponse.parse((await server.call('GET', path, { cookie: staff.cookie })).json()).events;
}

/** Where the session stands, as its technician sees it. */
export async function phaseOf({ server, staff, session }: Where): Promise<SessionSummary['phase']> {
  const path = `/api/sessions/${session.session.sessionId}`;
  return sessionSummary.parse((await server.call('GET', path, { cookie: staff.cookie })).json()).phase;
}

/** Collects events until `enough` says so of one, in whole messages: some that follow it may be among them. */
export async function eventsUntil(
  client: EventsClient,
  enough: (event: SessionEvent) => boolean,
): Promise<SessionEvent[]> {
  const seen: SessionEvent[] = [];
  for (;;) {
    seen.push(...(await client.next(ofType('events'))).events);
    if (seen.some(enough)) return seen;
  }
}
