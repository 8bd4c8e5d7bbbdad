import { createHash } from 'node:crypto';
import { type PlistValue, writePlist } from './plist.ts';

/** A file of the bundle, by its path below `Contents/`. */
export interface SealedFile {
  readonly path: string;
  readonly content: Uint8Array;
}

/** What codesign writes as the rules of its first format: resources only. */
const RULES = {
  '^Resources/': true,
  '^Resources/.*\\.lproj/': { optional: true, weight: 1000 },
  '^Resources/.*\\.lproj/locversion.plist$': { omit: true, weight: 1100 },
  '^Resources/Base\\.lproj/': { weight: 1010 },
  '^version.plist$': true,
} as const satisfies PlistValue;

/** And of its second one, which counts since OS X 10.9: everything, but for what the signature holds elsewhere. */
const RULES_2 = {
  '.*\\.dSYM($|/)': { weight: 11 },
  '^(.*/)?\\.DS_Store$': { omit: true, weight: 2000 },
  '^(Frameworks|SharedFrameworks|PlugIns|Plug-ins|XPCServices|Helpers|MacOS|Library/(Automator|Spotlight|LoginItems))/':
    { nested: true, weight: 10 },
  '^.*': true,
  '^Info\\.plist$': { omit: true, weight: 20 },
  '^PkgInfo$': { omit: true, weight: 20 },
  '^Resources/': { weight: 20 },
  '^Resources/.*\\.lproj/': { optional: true, weight: 1000 },
  '^Resources/.*\\.lproj/locversion.plist$': { omit: true, weight: 1100 },
  '^Resources/Base\\.lproj/': { weight: 1010 },
  '^[^/]+$': { nested: true, weight: 10 },
  '^embedded\\.provisionprofile$': { weight: 20 },
  '^version\\.plist$': { weight: 20 },
} as const satisfies PlistValue;

/**
 * `_CodeSignature/CodeResources`: the hashes of a bundle's resources, in both of codesign's formats.
 * @param files what lies below `Contents/Resources/`; neither localised nor nested code
 */
export function codeResources(files: readonly SealedFile[]): string {
  const sorted = files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const first = sorted.map(({ path, content }) => [path, hash('sha1', content)] as const);
  const second = sorted.map(({ path, content }) => [path, { hash2: hash('sha256', content) }] as const);
  return writePlist({
    files: Object.fromEntries(first),
    files2: Object.fromEntries(second),
    rules: RULES,
    rules2: RULES_2,
  });
}

function hash(algorithm: 'sha1' | 'sha256', content: Uint8Array): Uint8Array {
  return createHash(algorithm).update(content).digest();
}
