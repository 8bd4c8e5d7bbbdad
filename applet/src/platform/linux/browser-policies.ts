import { readdirSync, readFileSync } from 'node:fs';
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
/** Firefox reads one file, the same for everybody or beside its program (policy-templates, "policies.json"). */
const FIREFOX_POLICIES = ['etc/firefox/policies', 'etc/firefox-esr/policies'] as const;

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
      return keepsWindowOut(firefoxUrls(engine.path, root));
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

function firefoxUrls(path: string, root: string): UrlPolicy {
  const places = [
    ...FIREFOX_POLICIES.map((folder) => join(root, folder)),
    join(dirname(path), 'distribution'),
  ];
  for (const place of places) {
    const filter = firefoxPolicy.safeParse(read(join(place, 'policies.json'))).data?.policies.WebsiteFilter;
    if (filter !== undefined) return { blocked: filter.Block, allowed: filter.Exceptions };
  }
  return { blocked: [], allowed: [] };
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
