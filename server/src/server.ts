import { fileURLToPath } from 'node:url';
import type { HelpedSystem } from '@throwline/protocol';
import type { Logger } from 'pino';
import { AppletFiles } from './applet/applet-files.ts';
import { type Clock, systemClock } from './clock.ts';
import { openDataFolder } from './data-folder.ts';
import { buildApp } from './http/app.ts';
import { listen } from './listener.ts';
import { createLogger } from './logging.ts';
import { OwnAddress } from './security/own-address.ts';
import { createServices } from './services.ts';
import type { Settings } from './settings.ts';
import { openStorage } from './storage/storage.ts';
import { ensureOwnIdentity, readGivenIdentity, type TlsIdentity } from './tls/certificate.ts';
import { CertificateWatch } from './tls/certificate-watch.ts';
import { InstallationKey } from './tls/installation-key.ts';

const CONSOLE_FOLDER = fileURLToPath(new URL('../../console/dist', import.meta.url));

export interface ServerOptions {
  readonly settings: Settings;
  /** Default: the machine's clock. */
  readonly clock?: Clock;
  /** Default: JSON lines on standard error at the settings' level. */
  readonly log?: Logger;
  /** Finished applet files, used as they are. Default: they are built in the background. */
  readonly appletFiles?: Partial<Readonly<Record<HelpedSystem, string>>>;
  /** Folder of the built console. Default: `console/dist` of this repository. */
  readonly consoleFolder?: string;
  /** Most 4 KiB pages of the database; to try what a full disk does. Default: no limit. */
  readonly maxDatabasePages?: number;
  /** Six random digits; to try what a code that is live already does. Default: from the system's CSPRNG. */
  readonly randomCode?: (length: 6 | 9) => string;
  /** Whether the metrics hold those of the process too. Default: true. */
  readonly processMetrics?: boolean;
}

/** A server that is listening. */
export interface RunningServer {
  /** Origin under which it is reached. */
  readonly url: string;
  readonly port: number;
  /** The one-time link that makes the first administrator, while there is none. */
  readonly setupUrl: string | undefined;
  /** Those of the settings, or of the TLS key at the start: what applets from before the installation's key are pinned to. */
  readonly pins: readonly string[];
  /** The installation's public key, as the applet's packaging takes it. */
  readonly installationKey: string;
  /** The server's certificate, PEM; `undefined` with plain HTTP. */
  readonly certificate: string | undefined;
  /** Reads the certificate's files at once; what came of it is logged. Never rejects. */
  reload(): Promise<void>;
  /** Closes sockets, finishes what is being stored, gives the data folder free. */
  close(): Promise<void>;
}

/**
 * Starts a server. Several can run in one process, each on its own data folder.
 * @throws StartError with one line for people when it cannot start; nothing stays open then
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const closers: (() => Promise<void> | void)[] = [];
  const closeAll = async (): Promise<void> => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  try {
    return { ...(await start(options, closers)), close: closeAll };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

async function start(
  options: ServerOptions,
  closers: (() => Promise<void> | void)[],
): Promise<Omit<RunningServer, 'close'>> {
  const { settings } = options;
  const clock = options.clock ?? systemClock;
  const log = options.log ?? createLogger(settings.logLevel);
  const data = openDataFolder(settings.data);
  closers.push(() => data.release());
  const storage = await openStorage({
    folder: data.path,
    log,
    ...(options.maxDatabasePages === undefined ? {} : { maxPages: options.maxDatabasePages }),
  });
  closers.push(() => storage.close());

  const tlsFolder = data.folder('tls');
  const installationKey = InstallationKey.inFolder(tlsFolder);
  const readIdentity = identityOf(settings, tlsFolder, clock);
  const identity = await readIdentity?.();
  const listener = await listen(settings, identity);
  closers.push(() => listener.close());
  const scheme = identity === undefined ? 'http' : 'https';
  const own = new OwnAddress(
    settings.publicUrl ?? `${scheme}://localhost:${listener.port}`,
    settings.publicUrl !== undefined,
  );
  listener.redirectTo(own);
  const watch =
    readIdentity && identity
      ? new CertificateWatch(listener, identity, readIdentity, new URL(own.publicUrl).hostname, clock, log)
      : undefined;
  closers.push(() => watch?.close());
  const services = createServices({
    settings,
    clock,
    log,
    storage,
    own,
    secret: data.secret,
    processMetrics: options.processMetrics ?? true,
    randomCode: options.randomCode,
  });
  closers.push(() => services.close());
  if (watch !== undefined) services.metrics.certificate(() => watch.served.daysLeft);
  const applets =
    options.appletFiles === undefined
      ? AppletFiles.inFolder(data.folder('applets'), settings.systems, log)
      : AppletFiles.asTheyAre(options.appletFiles, log);
  closers.push(() => applets.close());
  const setupSecret = await services.accounts.openSetup();
  await services.resume();
  const app = await buildApp(
    {
      ...services,
      applets,
      brand: settings.brand,
      clock,
      installationKey,
      consoleFolder: options.consoleFolder ?? CONSOLE_FOLDER,
      log,
      metricsToken: settings.metricsToken,
      notices: () => [...(watch?.notices ?? []), ...services.proxies.notices],
      own,
      storage,
      strictTransport: settings.tls !== undefined,
    },
    () => listener.http,
  );
  // Not before everything is ready: a call that came in between would end the process.
  listener.answerWith((request, response) => app.routing(request, response));
  closers.push(() => app.close());
  services.upgrades.attach(listener.http);
  closers.push(() => services.upgrades.close());

  if (options.appletFiles === undefined) {
    const { brand, signWindows, signMacos, tlsPins: pins } = settings;
    const { publicKey } = installationKey;
    void applets.prepare({
      serverUrl: own.publicUrl,
      pins,
      installationKey: publicKey,
      brand,
      signWindows,
      signMacos,
    });
  }
  log.info({ port: listener.port, url: own.publicUrl }, 'server is listening');
  closers.push(() => log.info('server is closing'));
  return {
    url: own.publicUrl,
    port: listener.port,
    setupUrl: setupSecret === undefined ? undefined : `${own.publicUrl}/setup#${setupSecret}`,
    pins: pinsOf(settings, identity),
    installationKey: installationKey.publicKey,
    certificate: identity?.certificate,
    async reload() {
      if (watch === undefined)
        log.info('there is no certificate to read again: this server speaks plain HTTP');
      else await watch.reload();
    },
  };
}

function pinsOf(settings: Settings, identity: TlsIdentity | undefined): readonly string[] {
  if (settings.tlsPins.length > 0) return settings.tlsPins;
  return identity === undefined ? [] : [identity.pin];
}

/** What reads the identity to serve; `undefined` with plain HTTP. */
function identityOf(
  settings: Settings,
  folder: string,
  clock: Clock,
): (() => Promise<TlsIdentity>) | undefined {
  if (settings.plainHttp) return undefined;
  const { tls, publicUrl } = settings;
  if (tls !== undefined) return async () => readGivenIdentity(tls.certificate, tls.key);
  const host = publicUrl === undefined ? 'localhost' : new URL(publicUrl).hostname;
  return () => ensureOwnIdentity(folder, host, clock.now());
}
