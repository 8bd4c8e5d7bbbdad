import { writePlist } from './plist.ts';

/** By which macOS keeps privacy permissions apart from those of other programs. */
export const BUNDLE_IDENTIFIER = 'org.throwline.support';
/** The oldest macOS that the pinned Node.js runs on: `minos` in its own load commands. */
const MINIMUM_MACOS = '11.0';

/**
 * The bundle's Info.plist.
 * @param name of the bundle and its program, as macOS shows it in its questions
 * @param version three numbers, for example `0.1.0`
 */
export function infoPlist(name: string, version: string): string {
  return writePlist({
    CFBundleDevelopmentRegion: 'en',
    CFBundleDisplayName: name,
    CFBundleExecutable: name,
    CFBundleIconFile: 'AppIcon',
    CFBundleIdentifier: BUNDLE_IDENTIFIER,
    CFBundleInfoDictionaryVersion: '6.0',
    CFBundleName: name,
    CFBundlePackageType: 'APPL',
    CFBundleShortVersionString: version,
    CFBundleSupportedPlatforms: ['MacOSX'],
    CFBundleVersion: version,
    LSMinimumSystemVersion: MINIMUM_MACOS,
    // No icon in the Dock and no menu bar: the window is the browser engine's, and has both of its own.
    LSUIElement: true,
    NSHighResolutionCapable: true,
    NSDownloadsFolderUsageDescription:
      'The support program finds its session by the downloaded file’s name, and removes the download when the session ends.',
    NSScreenCaptureUsageDescription:
      'Your technician sees your screen after you have said Yes in the support window, until you take it back.',
  });
}
