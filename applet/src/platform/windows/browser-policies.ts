import type { Engine } from '../../window/engine.ts';
import { keepsWindowOut } from '../../window/engine-policy.ts';
import { ROOT_KEY, registryText } from './registry.ts';

/** Where browsers of Chromium's kind read what their organisation has set (their policy templates), by where their programs lie. */
const POLICIES: readonly { readonly place: RegExp; readonly key: string }[] = [
  { place: /\\Microsoft\\Edge\\/i, key: 'Software\\Policies\\Microsoft\\Edge' },
  { place: /\\Google\\Chrome\\/i, key: 'Software\\Policies\\Google\\Chrome' },
  { place: /\\Brave-Browser\\/i, key: 'Software\\Policies\\BraveSoftware\\Brave' },
  { place: /\\Vivaldi\\/i, key: 'Software\\Policies\\Vivaldi' },
  { place: /\\Chromium\\/i, key: 'Software\\Policies\\Chromium' },
];
/** Most entries that the policies take. */
const MAX_ENTRIES = 1000;

/** Whether the organisation that looks after this computer keeps a browser from opening the window. */
export function isKeptFromWindow(engine: Engine): boolean {
  if (engine.kind !== 'chromium') return false;
  const key = POLICIES.find(({ place }) => place.test(engine.path))?.key;
  if (key === undefined) return false;
  const list = (name: string): string[] =>
    [ROOT_KEY.localMachine, ROOT_KEY.currentUser].flatMap((root) => {
      const entries: string[] = [];
      // Numbered from 1 on.
      for (let number = 1; number <= MAX_ENTRIES; number += 1) {
        const entry = registryText(root, `${key}\\${name}`, String(number));
        if (entry === undefined) break;
        entries.push(entry);
      }
      return entries;
    });
  return keepsWindowOut({ blocked: list('URLBlocklist'), allowed: list('URLAllowlist') });
}
