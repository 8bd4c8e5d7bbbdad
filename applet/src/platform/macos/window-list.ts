import type { Borrowed, MacCalls, Owned, PointRect } from './mac-calls.ts';

/** A window as the window server knows it. */
export interface MacWindow {
  readonly id: number;
  /** The process that it belongs to. */
  readonly owner: number;
  /** 0: where programs have their windows; above are menu bar, Dock and the like. */
  readonly layer: number;
  readonly bounds: PointRect;
}

/** Does something with an object and gives it back, whatever comes. */
export function using<T>(
  calls: Pick<MacCalls, 'foundation'>,
  object: Owned,
  act: (object: Borrowed) => T,
): T {
  try {
    return act(object);
  } finally {
    calls.foundation.release(object);
  }
}

/**
 * The windows of this desktop, on-screen ones from front to back.
 * @returns `undefined` outside of a desktop
 */
export function listWindows(
  calls: Pick<MacCalls, 'foundation' | 'windows'>,
  which: 'on-screen' | 'all',
): MacWindow[] | undefined {
  const { foundation, windows } = calls;
  const list = windows.copyWindowInfo(which);
  if (list === null) return undefined;
  return using(calls, list, (array) => {
    const found: MacWindow[] = [];
    for (let index = 0; index < foundation.count(array); index += 1) {
      const window = parseWindow(calls, foundation.item(array, index));
      if (window !== undefined) found.push(window);
    }
    return found;
  });
}

/** Entries without a number or an owner are none. */
function parseWindow(
  { foundation }: Pick<MacCalls, 'foundation'>,
  dictionary: Borrowed,
): MacWindow | undefined {
  const number = (key: string): number | undefined => {
    const value = foundation.value(dictionary, key);
    return value === null ? undefined : foundation.number(value);
  };
  const id = number('kCGWindowNumber');
  const owner = number('kCGWindowOwnerPID');
  const place = foundation.value(dictionary, 'kCGWindowBounds');
  const bounds = place === null ? undefined : foundation.rect(place);
  if (id === undefined || owner === undefined || bounds === undefined) return undefined;
  return { id, owner, layer: number('kCGWindowLayer') ?? 0, bounds };
}
