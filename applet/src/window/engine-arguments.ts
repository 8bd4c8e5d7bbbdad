import type { Rect } from '../platform/platform.ts';
import { WHOLE_SIZE } from '../platform/window-room.ts';
import type { Engine } from './engine.ts';

/**
 * The command line that shows the window.
 * @param page address that opens it, without any secret: everyone on the computer can read command lines
 * @param profile folder of the engine's own, which is removed afterwards
 * @param place of the window itself, without what the desktop puts around it
 * @param isRoot Chromium's sandbox does not work for root
 */
export function engineArguments(
  engine: Engine,
  page: string,
  profile: string,
  place: Rect | undefined,
  isRoot: boolean,
): string[] {
  const { width, height } = place ?? WHOLE_SIZE;
  switch (engine.kind) {
    case 'chromium':
      return [
        `--app=${page}`,
        `--user-data-dir=${profile}`,
        '--class=throwline-support',
        `--window-size=${width},${height}`,
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
        // The window calls the customer before they have ever clicked into it.
        '--autoplay-policy=no-user-gesture-required',
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
        String(width),
        '--height',
        String(height),
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
  ['media.autoplay.default', 0],
  ['media.autoplay.block-webaudio', false],
  // A title bar of the desktop's, to move the window by: Firefox's own goes with the tabs.
  ['browser.tabs.inTitlebar', 0],
  ['browser.tabs.warnOnClose', false],
  // So that "Close this window" does.
  ['dom.allow_scripts_to_close_windows', true],
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

/** Hides tabs and address bar: the window shows one page only. And it may be as small as the strip. */
export const FIREFOX_CHROME_STYLE = `#TabsToolbar, #nav-bar, #PersonalToolbar { visibility: collapse !important; }
:root, body { min-width: 0 !important; min-height: 0 !important; }
`;
