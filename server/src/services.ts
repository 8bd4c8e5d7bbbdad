import type { Logger } from 'pino';
import { AccountService } from './accounts/account-service.ts';
import { KnownDevices } from './accounts/known-devices.ts';
import { LiveSignIns } from './accounts/live-sign-ins.ts';
import { PasswordResets } from './accounts/password-resets.ts';
import { SecondFactors } from './accounts/second-factors.ts';
import { SignIns } from './accounts/sign-ins.ts';
import type { Clock } from './clock.ts';
import { MailQueue } from './mail/mail-queue.ts';
import { MailSettings, mailAuthorities } from './mail/mail-settings.ts';
import { TestMail } from './mail/test-mail.ts';
import { Metrics } from './metrics.ts';
import { Relay } from './relay/relay.ts';
import { ClientAddresses } from './security/client-address.ts';
import { CodeGuesses } from './security/code-guesses.ts';
import { PasswordGuesses } from './security/guess-limiter.ts';
import type { OwnAddress } from './security/own-address.ts';
import { Passwords } from './security/passwords.ts';
import { ProxyWatch } from './security/proxy-watch.ts';
import { Seal } from './security/seal.ts';
import { Secrets } from './security/secrets.ts';
import { Arrivals } from './sessions/arrivals.ts';
import { Askers } from './sessions/askers.ts';
import { CodeClaims } from './sessions/code-claims.ts';
import { Codes } from './sessions/codes.ts';
import { Colleagues } from './sessions/colleagues.ts';
import { CommandPace } from './sessions/command-pace.ts';
import { Erasure } from './sessions/erasure.ts';
import { Invitations } from './sessions/invitations.ts';
import { OpenConsoles } from './sessions/open-consoles.ts';
import { OpenSessions } from './sessions/open-sessions.ts';
import { OwedActs } from './sessions/owed-acts.ts';
import { Presence } from './sessions/presence.ts';
import { InProcessBus } from './sessions/session-bus.ts';
import { SessionQuota } from './sessions/session-quota.ts';
import { SessionService } from './sessions/session-service.ts';
import { Timeouts } from './sessions/timeouts.ts';
import type { Settings } from './settings.ts';
import { AppletConnections } from './sockets/applet-connections.ts';
import { acceptEventsSocket } from './sockets/events-endpoint.ts';
import { Heartbeat } from './sockets/heartbeat.ts';
import { acceptPeerSocket } from './sockets/peer-endpoint.ts';
import { SocketTokens } from './sockets/socket-tokens.ts';
import { Upgrades } from './sockets/upgrades.ts';
import type { Storage } from './storage/storage.ts';

/** What the services are made from. */
export interface Foundation {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly log: Logger;
  readonly storage: Storage;
  readonly own: OwnAddress;
  /** The installation's 32 random bytes. */
  readonly secret: Buffer;
  readonly processMetrics: boolean;
  readonly randomCode: ((length: 6 | 9) => string) | undefined;
}

/** Everything that works behind the routes and the sockets. */
export interface Services {
  readonly accounts: AccountService;
  readonly addresses: ClientAddresses;
  readonly arrivals: Arrivals;
  readonly askers: Askers;
  readonly claims: CodeClaims;
  readonly codeGuesses: CodeGuesses;
  readonly codes: Codes;
  readonly colleagues: Colleagues;
  readonly erasure: Erasure;
  readonly invitations: Invitations;
  readonly mailQueue: MailQueue;
  readonly mailSettings: MailSettings;
  readonly metrics: Metrics;
  readonly pace: CommandPace;
  readonly passwordResets: PasswordResets;
  readonly secondFactors: SecondFactors;
  readonly proxies: ProxyWatch;
  readonly secrets: Secrets;
  readonly sessions: SessionService;
  readonly signIns: SignIns;
  readonly testMail: TestMail;
  readonly tokens: SocketTokens;
  readonly upgrades: Upgrades;
  /** Takes up the open sessions of an earlier run. */
  resume(): Promise<void>;
  /** Ends timers and waits for what is being stored. Sockets are closed before. */
  close(): Promise<void>;
}

/**
 * Makes the services and ties them together. Starts timers; nothing listens yet.
 * @throws StartError when a file that the settings name cannot be used
 */
export function createServices(foundation: Foundation): Services {
  const { settings, clock, log, storage, own } = foundation;
  const metrics = new Metrics(foundation.processMetrics);
  const secrets = new Secrets(foundation.secret);
  const live = new LiveSignIns();
  const bus = new InProcessBus();
  const seal = new Seal(foundation.secret);
  const devices = new KnownDevices({ devices: storage.devices, secrets, clock });
  const signIns = new SignIns({
    storage,
    secrets,
    devices,
    live,
    clock,
    log,
    lifetime: settings.signInLifetime,
    bound: settings.signInBound,
  });
  const secondFactors = new SecondFactors({
    storage,
    secrets,
    seal,
    own,
    signIns,
    live,
    clock,
    log,
    organisation: () => accounts.organisation(),
    requiredOf: settings.secondFactorRequiredOf,
  });
  const accounts = new AccountService({
    storage,
    secrets,
    passwords: new Passwords(),
    guesses: new PasswordGuesses(clock),
    devices,
    live,
    signIns,
    secondFactors,
    clock,
    log,
    metrics,
  });
  const sessions = new SessionService({ storage, bus, clock, log, metrics });
  const owed = new OwedActs({ sessions, clock });
  const colleagues = new Colleagues({ storage, sessions, log });
  accounts.onDisabled((technician) => colleagues.drop(technician));
  const erasure = new Erasure({ storage, sessions, clock, log, retentionDays: settings.retentionDays });
  const quota = new SessionQuota(storage, settings.maxOpenSessions);
  const arrivals = new Arrivals(sessions, log);
  const codeGuesses = new CodeGuesses({ clock, secrets, storage, log });
  const claims = new CodeClaims({
    storage,
    sessions,
    secrets,
    guesses: codeGuesses,
    clock,
    metrics,
  });
  const codes = new Codes({
    guesses: codeGuesses,
    sessions,
    secrets,
    clock,
    codeLifetime: settings.codeLifetime,
    quota,
    ...(foundation.randomCode === undefined ? {} : { randomCode: foundation.randomCode }),
  });
  const mailSettings = new MailSettings({
    storage,
    seal,
    fixed: settings.mail.fixed,
    authorities: mailAuthorities(settings.mail.authoritiesFile),
  });
  const invitations = new Invitations({
    storage,
    sessions,
    secrets,
    quota,
    settings: mailSettings,
    own,
    clock,
    lifetime: settings.invitationLifetime,
    giveUpAfter: settings.mail.giveUpAfter,
    limits: settings.mail.limits,
    wakeQueue: () => mailQueue.wake(),
  });
  const mailQueue = new MailQueue({
    storage,
    settings: mailSettings,
    clock,
    log,
    metrics,
    compose: (mail, account) => invitations.compose(mail, account),
    finish: (mail, store, end) => invitations.finish(mail, store, end),
  });
  const testMail = new TestMail({
    settings: mailSettings,
    secrets,
    clock,
    organisation: () => accounts.organisation(),
  });
  const passwordResets = new PasswordResets({
    storage,
    secrets,
    settings: mailSettings,
    own,
    clock,
    log,
    organisation: () => accounts.organisation(),
  });
  const relay = new Relay(clock, metrics);
  const presence = new Presence({ sessions, clock, log });
  const consoles = new OpenConsoles(presence, clock);
  const askers = new Askers({ sessions, presence, arrivals, clock, log });
  const timeouts = new Timeouts({
    sessions,
    clock,
    log,
    settings: settings.timeouts,
    lastViewedAt: (id) => relay.lastViewedAt(id),
  });
  const openSessions = new OpenSessions(sessions, timeouts, metrics);
  bus.onAll(({ sessionId, summary }) => {
    if (summary.phase.phase === 'closed') relay.closeSession(sessionId);
  });
  const pace = new CommandPace(clock);
  const tokens = new SocketTokens(secrets, clock);
  const heartbeat = new Heartbeat(clock, () => live.expire(clock.now()));
  const addresses = new ClientAddresses(settings.trustedProxies);
  const proxies = new ProxyWatch({ addresses, own, clock, log });
  const connections = {
    accounts,
    arrivals,
    askers,
    applets: new AppletConnections(),
    bus,
    clock,
    consoles,
    live,
    log,
    metrics,
    owed,
    pace,
    presence,
    relay,
    secrets,
    sessions,
    storage,
    tokens,
    patience: settings.timeouts.offline,
  };
  const upgrades = new Upgrades({
    own,
    addresses,
    heartbeat,
    metrics,
    proxies,
    acceptEvents: (...arrival) => acceptEventsSocket(...arrival, connections),
    acceptPeer: (socket, sameOrigin, known) => acceptPeerSocket(socket, sameOrigin, known, connections),
  });
  return {
    accounts,
    addresses,
    arrivals,
    askers,
    claims,
    codeGuesses,
    codes,
    colleagues,
    erasure,
    invitations,
    mailQueue,
    mailSettings,
    metrics,
    pace,
    passwordResets,
    secondFactors,
    proxies,
    secrets,
    sessions,
    signIns,
    testMail,
    tokens,
    upgrades,
    async resume() {
      await codeGuesses.resume();
      await sessions.resume();
      await openSessions.resume(storage, sessions, presence);
      mailQueue.wake();
      erasure.start();
    },
    async close() {
      heartbeat.close();
      presence.close();
      owed.close();
      testMail.close();
      await passwordResets.close();
      await mailQueue.close();
      await erasure.close();
      await timeouts.close();
      await sessions.idle();
    },
  };
}
