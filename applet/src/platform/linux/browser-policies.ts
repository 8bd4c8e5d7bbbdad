import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { Engine } from '../../window/engine.ts';
import { keepsWindowOut, type UrlPolicy } from '../../window/engine-policy.ts';

/** Where browsers of Chromium's kind read what their organisation has set, by what their programs are called. */
const CHROMIUM_POLICIES: readonly { readonly name: RegExp; readonly folders: readonly string[] }[] = [
  { name: /\/google-chrome[^/]*$/, folders: ['etc/opt/chrome/policies/managed'] },
  { name: /\/microsoft-edge[^/]*$/, folders: ['etc/opt/edge/policies/managed'] },
  { name: /\/brave[^/]*$/, folders: ['etc/brave/policies/managed'] },
  {
    name: /\/(chromium|vivaldi)[^/]*$/,
    folders: ['etc/chromium/policies/managed', 'etc/chromium-browser/policies/managed'],
  },
];
/**
 * Firefox reads one file `policies.json`: the system's, or the one beside its program (mozilla.github.io/policy-templates; seen with
 * Firefox 153 ESR). Distributions start it by scripts, which do not say where the program lies.
 */
const FIREFOX_POLICIES = [
  'etc/firefox/policies',
  'usr/lib/firefox/distribution',
  'usr/lib/firefox-esr/distribution',
  'usr/lib64/firefox/distribution',
] as const;

const patterns = z.array(z.string()).catch([]).default([]);
const chromiumPolicy = z.object({ URLBlocklist: patterns, URLAllowlist: patterns });
const firefoxPolicy = z.object({
  policies: z.object({ WebsiteFilter: z.object({ Block: patterns, Exceptions: patterns }) }),
});

/**
 * Whether the organisation that looks after this computer keeps a browser from opening the window.
 * @param root the file system's root; another one in tests
 */
export function isKeptFromWindow(engine: Engine, root = '/'): boolean {
  switch (engine.kind) {
    case 'chromium':
      return keepsWindowOut(chromiumUrls(engine.path, root));
    case 'firefox':
      return firefoxUrls(engine.path, root).some(keepsWindowOut);
    case 'default-browser':
      return false;
  }
}

function chromiumUrls(path: string, root: string): UrlPolicy {
  const folders = CHROMIUM_POLICIES.find(({ name }) => name.test(path))?.folders ?? [];
  const policies = folders
    .map((folder) => join(root, folder))
    .flatMap((folder) => entriesOf(folder).map((name) => chromiumPolicy.safeParse(read(join(folder, name)))))
    .flatMap(({ data }) => data ?? []);
  return {
    blocked: policies.flatMap(({ URLBlocklist }) => URLBlocklist),
    allowed: policies.flatMap(({ URLAllowlist }) => URLAllowlist),
  };
}

/** One for each file: which of them it reads, it alone knows. */
function firefoxUrls(path: string, root: string): UrlPolicy[] {
  const beside = join(dirname(programOf(path)), 'distribution');
  return [...FIREFOX_POLICIES.map((folder) => join(root, folder)), beside]
    .flatMap((place) => firefoxPolicy.safeParse(read(join(place, 'policies.json'))).data ?? [])
    .map(({ policies: { WebsiteFilter: filter } }) => ({
      blocked: filter.Block,
      allowed: filter.Exceptions,
    }));
}

/** What a link on the `PATH` leads to. */
function programOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.json'));
  } catch {
    return [];
  }
}

/** What is not there, may not be read or is no JSON sets nothing, for the browser too. */
function read(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
