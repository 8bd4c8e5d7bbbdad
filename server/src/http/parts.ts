import type { ServerNotice } from '@throwline/protocol';
import type { Logger } from 'pino';
import type { AccountService } from '../accounts/account-service.ts';
import type { PasswordResets } from '../accounts/password-resets.ts';
import type { SecondFactors } from '../accounts/second-factors.ts';
import type { SignIns } from '../accounts/sign-ins.ts';
import type { AppletFiles } from '../applet/applet-files.ts';
import type { Clock } from '../clock.ts';
import type { MailQueue } from '../mail/mail-queue.ts';
import type { MailSettings } from '../mail/mail-settings.ts';
import type { TestMail } from '../mail/test-mail.ts';
import type { Metrics } from '../metrics.ts';
import type { ClientAddresses } from '../security/client-address.ts';
import type { CodeGuesses } from '../security/code-guesses.ts';
import type { OwnAddress } from '../security/own-address.ts';
import type { ProxyWatch } from '../security/proxy-watch.ts';
import type { Secrets } from '../security/secrets.ts';
import type { Arrivals } from '../sessions/arrivals.ts';
import type { Askers } from '../sessions/askers.ts';
import type { CodeClaims } from '../sessions/code-claims.ts';
import type { Codes } from '../sessions/codes.ts';
import type { Colleagues } from '../sessions/colleagues.ts';
import type { CommandPace } from '../sessions/command-pace.ts';
import type { Erasure } from '../sessions/erasure.ts';
import type { Invitations } from '../sessions/invitations.ts';
import type { SessionService } from '../sessions/session-service.ts';
import type { SocketTokens } from '../sockets/socket-tokens.ts';
import type { Storage } from '../storage/storage.ts';
import type { InstallationKey } from '../tls/installation-key.ts';

/** What the routes work with. */
export interface HttpParts {
  readonly accounts: AccountService;
  readonly addresses: ClientAddresses;
  readonly applets: AppletFiles;
  /** The second part of the name of the file that customers download. */
  readonly arrivals: Arrivals;
  readonly askers: Askers;
  readonly brand: string;
  readonly claims: CodeClaims;
  readonly clock: Clock;
  readonly codeGuesses: CodeGuesses;
  readonly codes: Codes;
  readonly colleagues: Colleagues;
  readonly erasure: Erasure;
  /** Folder of the built console. */
  readonly consoleFolder: string;
  readonly installationKey: InstallationKey;
  readonly invitations: Invitations;
  readonly log: Logger;
  readonly mailQueue: MailQueue;
  readonly mailSettings: MailSettings;
  readonly metrics: Metrics;
  readonly metricsToken: string | undefined;
  /** What is amiss around the server. */
  readonly notices: () => readonly ServerNotice[];
  readonly own: OwnAddress;
  readonly pace: CommandPace;
  readonly passwordResets: PasswordResets;
  readonly secondFactors: SecondFactors;
  readonly proxies: ProxyWatch;
  readonly secrets: Secrets;
  readonly sessions: SessionService;
  readonly signIns: SignIns;
  readonly storage: Storage;
  readonly testMail: TestMail;
  readonly tokens: SocketTokens;
  /** Whether browsers may be told to use HTTPS only: with a certificate that they trust. */
  readonly strictTransport: boolean;
}
