import type { ProtectedProcesses } from '../platform.ts';
import type { MacCalls, Point } from './mac-calls.ts';
import { listWindows, type MacWindow } from './window-list.ts';

/** More processes than this have no window of ours. */
const MAX_PROCESSES = 1000;

/** What is on the screen now, and what of it is protected. */
export type WindowsNow =
  | {
      readonly kind: 'identified';
      /** From front to back. */
      readonly windows: readonly MacWindow[];
      readonly protectedProcesses: ReadonlySet<number>;
    }
  /** The windows to protect cannot be told apart now. */
  | { readonly kind: 'unidentified' };

/** Knows whose windows are to be left out of pictures and out of reach. */
export class ProtectedWindows {
  readonly #calls: MacCalls;
  #protected: ProtectedProcesses | undefined;

  constructor(calls: MacCalls) {
    this.#calls = calls;
  }

  protect(processes: ProtectedProcesses): void {
    this.#protected = processes;
  }

  now(): WindowsNow {
    if (this.#protected === undefined) return { kind: 'unidentified' };
    const windows = listWindows(this.#calls, 'on-screen');
    if (windows === undefined) return { kind: 'unidentified' };
    if (this.#protected.kind === 'none')
      return { kind: 'identified', windows, protectedProcesses: new Set() };
    const protectedProcesses = this.#family(this.#protected.roots);
    const isOurs = ({ owner }: MacWindow): boolean => protectedProcesses.has(owner);
    // A window that is minimised is not on the screen, and still known.
    const isKnown = windows.some(isOurs) || listWindows(this.#calls, 'all')?.some(isOurs) === true;
    return isKnown ? { kind: 'identified', windows, protectedProcesses } : { kind: 'unidentified' };
  }

  #family(roots: readonly number[]): ReadonlySet<number> {
    const found = new Set<number>();
    const left = [...roots];
    for (let next = left.pop(); next !== undefined && found.size < MAX_PROCESSES; next = left.pop()) {
      if (found.has(next)) continue;
      found.add(next);
      left.push(...this.#calls.processes.children(next));
    }
    return found;
  }
}

/**
 * Whether a protected window has this point. What stands in front of it does not count: the window server does not say
 * what lets clicks through, so the place is out of reach as a whole.
 */
export function isProtectedPlace(now: WindowsNow & { kind: 'identified' }, { x, y }: Point): boolean {
  return now.windows.some(
    ({ owner, bounds }) =>
      now.protectedProcesses.has(owner) &&
      x >= bounds.x &&
      x < bounds.x + bounds.width &&
      y >= bounds.y &&
      y < bounds.y + bounds.height,
  );
}
