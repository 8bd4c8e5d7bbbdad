import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Removal } from '@throwline/protocol';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { CustomerWindow } from '../window/customer-window.ts';
import { type EndReason, goodbyeOutcome } from './end-reason.ts';
import type { WindowView } from './window-view.ts';

/** How long the goodbye stands when the program itself is ended, milliseconds. */
const HURRIED_TIME = 1_500;
/** Time that the script has to remove everything, milliseconds: some hundred megabytes on a slow disk. */
const REMOVAL_PATIENCE = 20_000;
/** How often it is looked whether that is done, milliseconds. */
const LOOK_INTERVAL = 50;

export interface FarewellOptions {
  readonly reason: EndReason;
  readonly view: WindowView;
  readonly window: CustomerWindow;
  /** Settles once the window has been shown, or cannot be: the server can be quicker than the browser. */
  readonly showing: Promise<void>;
  /** Settles when the program itself is ended. */
  readonly hurried: Promise<void>;
  /** The script that removes everything while the window stays; `undefined` where it can do so only after this program. */
  readonly supervisor: number | undefined;
  /** Where everything was unpacked to. */
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Says in the window how the session ended and what becomes of the program. Resolves when this program has nothing to do for it any
 * more: the window is to be left to the customer (`left`), or to be closed (`closed`).
 */
export async function farewell(options: FarewellOptions): Promise<'left' | 'closed'> {
  const { reason, view, window, showing, hurried, supervisor, clock } = options;
  const sayGoodbye = (removal: Removal): void =>
    view.lasting({ type: 'goodbye', outcome: goodbyeOutcome(reason), removal });
  if (reason.kind === 'window-gone') return 'closed';
  if (reason.kind === 'signal') {
    sayGoodbye('untold');
    const late = new Promise<void>((resolve) => clock.after(HURRIED_TIME, resolve));
    await Promise.race([window.disconnected(), late]);
    return 'closed';
  }
  await Promise.race([showing, hurried]);
  if (supervisor !== undefined) {
    sayGoodbye('told');
    const removed = window.isConnected ? await askToRemove(supervisor, options) : undefined;
    if (removed === undefined) return 'closed';
    view.passing({ type: 'removed', ...removed });
    return 'left';
  }
  if (!window.isOwn) {
    sayGoodbye('untold');
    return 'left';
  }
  sayGoodbye('when-closed');
  await Promise.race([window.disconnected(), hurried]);
  return 'closed';
}

/**
 * Has the script remove everything but what the window needs: it reads the window's process from `leaving`, and writes the download
 * that it could not remove, if so, into `left`.
 * @returns `undefined` when it does not
 */
async function askToRemove(
  supervisor: number,
  { window, folder, clock, log }: FarewellOptions,
): Promise<{ left?: string } | undefined> {
  try {
    await writeFile(join(folder, 'leaving'), String(window.processId ?? ''), { mode: 0o600 });
    process.kill(supervisor, 'SIGUSR1');
  } catch (error) {
    log(`not removed yet: ${error instanceof Error ? error.message : error}`);
    return undefined;
  }
  const deadline = clock.monotonic() + REMOVAL_PATIENCE;
  while (clock.monotonic() < deadline) {
    const left = await readFile(join(folder, 'left'), 'utf8').catch(() => undefined);
    if (left !== undefined) return left === '' ? {} : { left };
    await new Promise<void>((resolve) => clock.after(LOOK_INTERVAL, resolve));
  }
  log('not removed yet: the script does not answer');
  return undefined;
}
