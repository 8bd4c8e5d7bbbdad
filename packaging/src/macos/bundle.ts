import type { ZipEntry } from '../zip.ts';
import { codeResources } from './code-resources.ts';
import { signAdHoc } from './code-signature.ts';
import { BUNDLE_IDENTIFIER, infoPlist } from './info-plist.ts';

/** What a bundle is made of. */
export interface BundleParts {
  /** The bundle's name without `.app`, and its program's. */
  readonly name: string;
  /** Three numbers, for example `0.1.0`. */
  readonly version: string;
  /** A universal Mach-O program: {@link LAUNCHER_SOURCE} says what it does. */
  readonly launcher: Buffer;
  /** Files for `Contents/Resources/`, by their names. `launch.sh` and `AppIcon.icns` are among them. */
  readonly resources: Readonly<Record<string, Uint8Array>>;
}

/** Where the launcher's source lies, below this folder. */
export const LAUNCHER_SOURCE = 'launcher/launcher.c';

/**
 * The bundle's files, signed ad hoc, in the order in which they go into the zip. Scripts are run by the shell, so nothing
 * but the program itself needs to be executable.
 */
export function bundleFiles({ name, version, launcher, resources }: BundleParts): ZipEntry[] {
  const file = (path: string, content: Uint8Array, mode = 0o644): ZipEntry => ({
    path: `${name}.app/Contents/${path}`,
    mode,
    content,
  });
  const plist = Buffer.from(infoPlist(name, version));
  const sealed = Object.entries(resources).map(([path, content]) => ({ path: `Resources/${path}`, content }));
  const seal = Buffer.from(codeResources(sealed));
  const program = signAdHoc(launcher, {
    identifier: BUNDLE_IDENTIFIER,
    infoPlist: plist,
    codeResources: seal,
  });
  return [
    file('Info.plist', plist),
    file('PkgInfo', Buffer.from('APPL????')),
    file(`MacOS/${name}`, program, 0o755),
    ...sealed.map(({ path, content }) => file(path, content)),
    file('_CodeSignature/CodeResources', seal),
  ];
}
