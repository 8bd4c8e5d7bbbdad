import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import {
  type CommandId,
  type CreateSessionResponse,
  commandId,
  createSessionResponse,
  meResponse,
  type ParticipantCommand,
  randomId,
  recoveryCodesResponse,
  type Secret,
  type ServerMessage,
  type SessionEvent,
  type SessionId,
  type SignInId,
  secret,
  sessionLogResponse,
  signInResponse,
  socketTokenResponse,
  type Technician,
} from '@throwline/protocol';
import pino from 'pino';
import { z } from 'zod';
import { type RunningServer, type ServerOptions, startServer } from '../server.ts';
import { readSettings, type Settings } from '../settings.ts';
import { type Answer, type CallOptions, call } from './http-client.ts';
import { type EventsClient, ofType, openEvents, VERSIONS } from './socket-client.ts';
import { SoftwarePasskey } from './software-passkey.ts';

export const PASSWORD = 'correct horse battery';
/** What stands in for the packaged applet. */
export const APPLET = '#!/bin/sh\necho an applet\n';
export const APPLET_INFO = {
  os: 'linux',
  arch: 'x64',
  version: '0.1.0',
  capabilities: ['view-screen', 'control-input'],
} as const;

/** A random id or secret. */
export const newId = (): string => randomId(randomBytes(26));
export const newCommandId = (): CommandId => commandId.parse(newId());

/** Options of a test's server: settings of which a test names only those it is about. */
export type TestOptions = Omit<Partial<ServerOptions>, 'settings'> & {
  readonly settings?: Partial<Settings>;
  /** Folder to use; by default a new one that is removed after the test. */
  readonly data?: string;
};

/** A technician signed in. */
export interface Staff {
  readonly technician: Technician;
  readonly cookie: string;
}

/** A claimed code. */
export interface ClaimedSession extends CreateSessionResponse {
  readonly pageKey: Secret;
  readonly ticket: Secret;
}

/** Where a server is reached. */
export type RunningTarget = Pick<RunningServer, 'url' | 'port' | 'certificate'> & {
  readonly setupUrl?: string | undefined;
};

/** What only a server of the test's own process tells. */
type Own = Pick<RunningServer, 'close' | 'reload' | 'pins' | 'installationKey'>;

/** By data folder and email address: also what another server on the same folder is to be shown. */
const passkeys = new Map<string, SoftwarePasskey>();

/** A folder that is removed after the test. */
export function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'throwline-test-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A real server on a free port, with everything that a test does to it. Closed after the test. */
export class TestServer {
  readonly running: RunningTarget & Own;
  readonly data: string;
  /** Lines that the server has logged. */
  readonly logged: string[];

  private constructor(running: RunningTarget & Partial<Own>, data: string, logged: string[]) {
    const elsewhere = async (): Promise<void> => undefined;
    this.running = { close: elsewhere, reload: elsewhere, pins: [], installationKey: '', ...running };
    this.data = data;
    this.logged = logged;
  }

  static async start(t: TestContext, options: TestOptions = {}): Promise<TestServer> {
    const { settings, data = temporaryFolder(t), ...rest } = options;
    const logged: string[] = [];
    mkdirSync(data, { recursive: true, mode: 0o700 });
    const linux = join(data, 'applet-for-test.run');
    writeFileSync(linux, APPLET);
    const running = await startServer({
      appletFiles: { linux },
      processMetrics: false,
      log: pino({ level: 'debug' }, { write: (line: string) => void logged.push(line) }),
      ...rest,
      settings: { ...readSettings({ THROWLINE_DATA: data, THROWLINE_PORT: '0' }), ...settings },
    });
    t.after(() => running.close());
    return new TestServer(running, data, logged);
  }

  /** A server that runs elsewhere, in a process of its own. */
  static at(running: RunningTarget, data: string): TestServer {
    return new TestServer(running, data, []);
  }

  call(method: string, path: string, options: CallOptions = {}): Promise<Answer> {
    return call(this.running, method, path, options);
  }

  /** Makes the first administrator, with a passkey as a second factor. */
  async setUp(): Promise<Staff> {
    const staff = await this.setUpWithoutFactor();
    await this.addPasskey(staff);
    return staff;
  }

  /** Makes the first administrator, who can do nothing yet but set up a second factor. */
  async setUpWithoutFactor(): Promise<Staff> {
    const setupSecret = new URL(this.running.setupUrl ?? '').hash.slice(1);
    const account = { name: 'Ada Admin', email: 'ada@example.org', password: PASSWORD };
    const answer = await this.call('POST', '/api/setup', {
      json: { secret: setupSecret, organisation: 'Helpdesk', ...account },
    });
    return staffOf(answer);
  }

  /** Adds a technician and signs them in. */
  async addTechnician(administrator: Staff, email: string, name = 'Theo Technician'): Promise<Staff> {
    const json = { name, email, role: 'technician', password: PASSWORD };
    const added = await this.call('POST', '/api/technicians', { json, cookie: administrator.cookie });
    if (added.status !== 201) throw new Error(`not added: ${added.body}`);
    return this.signIn(email);
  }

  /** Adds a passkey to the account, which {@link signIn} then shows. @returns the recovery codes, if they are its first */
  async addPasskey(staff: Staff, passkey: SoftwarePasskey = new SoftwarePasskey()): Promise<string[]> {
    const { cookie, technician } = staff;
    const options = await this.call('POST', '/api/me/second-factors/passkey-options', { cookie });
    const json = { credential: passkey.create(options.json(), this.running.url), name: 'Test key' };
    const answer = await this.call('POST', '/api/me/second-factors/passkey', { json, cookie });
    if (answer.status !== 200) throw new Error(`no passkey: ${answer.status} ${answer.body}`);
    passkeys.set(`${this.data} ${technician.email}`, passkey);
    return recoveryCodesResponse.parse(answer.json()).recoveryCodes;
  }

  /** Signs in, with the account's passkey where one is asked for. */
  async signIn(email: string, password: string = PASSWORD): Promise<Staff> {
    return staffOf(await this.signInBy({ email, password }));
  }

  /** The same with more to say; answers the last step, be it a refusal. */
  async signInBy(
    json: { email: string; password: string; renews?: SignInId },
    options: CallOptions = {},
  ): Promise<Answer> {
    const first = await this.call('POST', '/api/sign-in', { ...options, json });
    if (first.status !== 200 || signInResponse.parse(first.json()).step === 'signed-in') return first;
    const passkey = passkeys.get(`${this.data} ${json.email}`);
    if (passkey === undefined) throw new Error(`${json.email} has no passkey here`);
    const begun = first.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
    const cookie = options.cookie === undefined ? begun : `${begun}; ${options.cookie}`;
    const asked = await this.call('POST', '/api/sign-in/passkey', { ...options, cookie });
    const credential = passkey.sign(asked.json(), this.running.url);
    const shown = {
      kind: 'passkey',
      credential,
      ...(json.renews === undefined ? {} : { renews: json.renews }),
    };
    return this.call('POST', '/api/sign-in/second-factor', { ...options, json: shown, cookie });
  }

  async createSession(staff: Staff, customerName = 'Carla'): Promise<CreateSessionResponse> {
    const answer = await this.call('POST', '/api/sessions', { json: { customerName }, cookie: staff.cookie });
    if (answer.status !== 201) throw new Error(`no session: ${answer.body}`);
    return createSessionResponse.parse(answer.json());
  }

  /** Types a code as a customer does; answers the page that follows. */
  claim(code: string, options: CallOptions = {}): Promise<Answer> {
    return this.call('POST', '/', { form: { code }, ...options });
  }

  /** Makes a session and claims its code. */
  async claimedSession(staff: Staff): Promise<ClaimedSession> {
    const created = await this.createSession(staff);
    const { location = '' } = (await this.claim(created.code)).headers;
    const page = await this.call('GET', `${location}?steps=linux-firefox`);
    const ticket = /Support-Throwline-([0-9a-z]{26})\.run/.exec(page.body)?.[1];
    return { ...created, pageKey: secret.parse(location.split('/').at(-1)), ticket: secret.parse(ticket) };
  }

  /** Connects an applet and waits for its welcome. */
  async connectApplet(
    session: { readonly ticket: Secret },
    key: string = newId(),
    after = 0,
  ): Promise<EventsClient> {
    const client = await openEvents(this.running, undefined);
    client.send(appletHello(session.ticket, key, after));
    await client.next(ofType('welcome'));
    return client;
  }

  /** Connects a console and waits for its queue. */
  async connectConsole(staff: Staff): Promise<EventsClient> {
    const client = await openEvents(this.running, this.running.url);
    client.send(consoleHello(await this.socketToken(staff)));
    await client.next(ofType('queue'));
    return client;
  }

  /** A session's whole log, part by part. */
  async readLog(staff: Staff, sessionId: SessionId): Promise<SessionEvent[]> {
    const events: SessionEvent[] = [];
    for (;;) {
      const path = `/api/sessions/${sessionId}/log?after=${events.at(-1)?.number ?? 0}`;
      const answer = await this.call('GET', path, { cookie: staff.cookie });
      const part = sessionLogResponse.parse(answer.json());
      events.push(...part.events);
      if (!part.more) return events;
    }
  }

  async socketToken(staff: Staff): Promise<Secret> {
    const answer = await this.call('POST', '/api/socket-tokens', { cookie: staff.cookie });
    return socketTokenResponse.parse(answer.json()).token;
  }
}

export function appletHello(ticket: string, key: string, after = 0): object {
  return { type: 'hello', as: 'applet', versions: VERSIONS, ticket, key, after, applet: APPLET_INFO };
}

/** The same of an applet that can ask. */
export function askingHello(ticket: string, key: string, after = 0): object {
  return { ...appletHello(ticket, key, after), asks: true };
}

export function consoleHello(token: string): object {
  return { type: 'hello', as: 'console', versions: VERSIONS, token };
}

/** Sends a command and waits for its answer. */
export async function command(
  client: EventsClient,
  sessionId: SessionId,
  body: ParticipantCommand,
  id: CommandId = newCommandId(),
): Promise<Extract<ServerMessage, { type: 'accepted' | 'rejected' }>> {
  client.send({ type: 'command', id, sessionId, command: body });
  return client.next(
    (message): message is Extract<ServerMessage, { type: 'accepted' | 'rejected' }> =>
      (message.type === 'accepted' || message.type === 'rejected') && message.id === id,
  );
}

/** Who an answer has signed in. */
export function staffOf(answer: Answer): Staff {
  if (answer.status !== 200) throw new Error(`not signed in: ${answer.status} ${answer.body}`);
  const cookie = answer.headers['set-cookie']?.[0]?.split(';')[0];
  if (cookie === undefined) throw new Error('no cookie');
  const signedIn = z.object({ step: z.literal('signed-in'), me: meResponse }).transform(({ me }) => me);
  return { technician: z.union([meResponse, signedIn]).parse(answer.json()).technician, cookie };
}
