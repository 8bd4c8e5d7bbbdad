import type { Engine } from './engine.ts';

/** How large the window is at first, in pixels; it stands near the upper right corner, out of the way. */
export const WINDOW_SIZE = { width: 420, height: 720 } as const;

export interface WindowPlace {
  readonly x: number;
  readonly y: number;
}

/**
 * The command line that shows the window.
 * @param page address that opens it, without any secret: everyone on the computer can read command lines
 * @param profile folder of the engine's own, which is removed afterwards
 * @param isRoot Chromium's sandbox does not work for root
 */
export function engineArguments(
  engine: Engine,
  page: string,
  profile: string,
  place: WindowPlace | undefined,
  isRoot: boolean,
): string[] {
  switch (engine.kind) {
    case 'chromium':
      return [
        `--app=${page}`,
        `--user-data-dir=${profile}`,
        '--class=throwline-support',
        `--window-size=${WINDOW_SIZE.width},${WINDOW_SIZE.height}`,
        ...(place === undefined ? [] : [`--window-position=${place.x},${place.y}`]),
        '--no-first-run',
        '--no-default-browser-check',
        '--no-service-autorun',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-component-extensions-with-background-pages',
        '--disable-default-apps',
        '--disable-extensions',
        '--disable-sync',
        '--disable-breakpad',
        '--disable-crash-reporter',
        '--disable-session-crashed-bubble',
        '--disable-features=Translate,MediaRouter,OptimizationHints,AutofillServerCommunication,GlobalMediaControls',
        // Without these it asks the key ring of Linux or macOS for a password.
        '--password-store=basic',
        '--use-mock-keychain',
        '--no-pings',
        // X11 is what the screen part sees and guards.
        '--ozone-platform-hint=auto',
        ...(isRoot ? ['--no-sandbox', '--test-type'] : []),
      ];
    case 'firefox':
      return [
        '--new-instance',
        '--no-remote',
        '--class',
        'throwline-support',
        '--profile',
        profile,
        '--width',
        String(WINDOW_SIZE.width),
        '--height',
        String(WINDOW_SIZE.height),
        page,
      ];
    case 'default-browser':
      return [...engine.before, page];
  }
}

/** What makes Firefox's own profile quiet and its window plain. */
export const FIREFOX_PREFERENCES = [
  ['browser.shell.checkDefaultBrowser', false],
  ['browser.aboutwelcome.enabled', false],
  ['browser.startup.homepage_override.mstone', 'ignore'],
  ['browser.tabs.warnOnClose', false],
  ['browser.warnOnQuit', false],
  ['browser.sessionstore.resume_from_crash', false],
  ['datareporting.policy.dataSubmissionEnabled', false],
  ['datareporting.policy.dataSubmissionPolicyBypassNotification', true],
  ['toolkit.telemetry.reportingpolicy.firstRun', false],
  ['app.normandy.enabled', false],
  ['app.update.auto', false],
  ['extensions.update.enabled', false],
  ['network.captive-portal-service.enabled', false],
  ['network.connectivity-service.enabled', false],
  ['security.fileuri.strict_origin_policy', true],
  ['toolkit.legacyUserProfileCustomizations.stylesheets', true],
  ['trailhead.firstrun.didSeeAboutWelcome', true],
] as const;

/** Hides tabs and address bar: the window shows one page only. */
export const FIREFOX_CHROME_STYLE =
  '#TabsToolbar, #nav-bar, #PersonalToolbar { visibility: collapse !important; }\n';
