import { fileURLToPath } from 'node:url';
import { startDesktop } from '@throwline/testbed/desktop.ts';
import { startWine, type Wine, windowsNode } from '@throwline/testbed/wine.ts';
import { type Callable, startCalled } from './calls.ts';
import type { DeskCalls } from './desk-guest.ts';
import type { WindowCalls } from './window-guest.ts';

const script = (name: string): string => windowsPath(fileURLToPath(new URL(name, import.meta.url)));
const DESK_CALLS = [
  'layout',
  'pointer',
  'cursor',
  'ownCursor',
  'takeEvents',
  'takeChanges',
  'capture',
  'protect',
  'mind',
  'stand',
  'callCustomer',
  'takeSights',
  'inject',
  'injectAll',
  'releaseAll',
  'releaseStuck',
  'engines',
  'startProgram',
  'hasEnded',
  'endProgram',
] as const satisfies readonly (keyof DeskCalls)[];
const WINDOW_CALLS = [
  'open',
  'toFront',
  'move',
  'show',
  'minimise',
  'holdMouse',
  'pointer',
  'pointTo',
  'takeMessages',
  'resize',
  'startProgram',
] as const satisfies readonly (keyof WindowCalls)[];

/** A window in Wine whose program can be told what to do. */
export interface GuestWindow {
  readonly calls: Callable<WindowCalls>;
  /** Within Wine, when the desk has started it in a job. */
  readonly processId: number;
  close(): void;
}

/** The applet's screen and input inside Wine. */
export interface GuestDesk extends AsyncDisposable {
  readonly wine: Wine;
  readonly calls: Callable<DeskCalls>;
  /** The customer's own hands, by xdotool. */
  customer(...args: (string | number)[]): void;
  /**
   * Starts the program of a window; the window is not open yet.
   * @param parent the program that starts it; without one the desk does, in a job of its own
   */
  window(parent?: GuestWindow): Promise<GuestWindow>;
}

/** A file's name as Windows programs in Wine know it. */
export function windowsPath(path: string): string {
  return `Z:${path.replaceAll('/', '\\')}`;
}

/** Starts a Windows computer with one desktop of 1280×800, and on it the applet's screen and input. */
export async function startDesk(): Promise<GuestDesk> {
  const desktop = await startDesktop(1280, 800);
  const wine = await startWine(desktop, { oneDesktop: true, helper: false });
  const node = await windowsNode();
  const environment = { THROWLINE_TEST_NATIVE: windowsPath(node) };
  const desk = await startCalled<DeskCalls>(
    (port) => wine.start(`${node}/node.exe`, [script('./desk-guest.ts'), String(port)], environment),
    DESK_CALLS,
  );
  const { calls } = desk;
  return {
    wine,
    calls,
    customer: (...args) => void desktop.xdo(...args),
    async window(parent) {
      let processId = 0;
      const program = await startCalled<WindowCalls>(async (port) => {
        const start = parent === undefined ? calls.startProgram : parent.calls.startProgram;
        processId = await start(script('./window-guest.ts'), [String(port)]);
      }, WINDOW_CALLS);
      return { calls: program.calls, processId, close: program.close };
    },
    async [Symbol.asyncDispose]() {
      desk.close();
      await wine.close();
      await desktop.close();
    },
  };
}
