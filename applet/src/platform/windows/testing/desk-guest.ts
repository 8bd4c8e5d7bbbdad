/*
 * Runs inside Wine: the applet's screen and input for Windows, for a test outside that says what to do with them.
 */
import './native-koffi.ts';
import type { CallReason, WindowStance } from '../../own-window.ts';
import type { InputEvent, InputOutcome, ProtectedProcesses, Rect, ScreenEvent } from '../../platform.ts';
import { offerCalls } from './calls.ts';
import type { SeenCapture } from './desk.ts';

const [
  { WindowsScreen },
  { WindowsInput },
  { startInJob },
  { commandLine },
  { readCursor },
  stuck,
  engines,
  { user32 },
  { WindowsOwnWindow },
] = await Promise.all([
  import('../windows-screen.ts'),
  import('../windows-input.ts'),
  import('../process-job.ts'),
  import('../command-line.ts'),
  import('../cursor.ts'),
  import('../stuck-input.ts'),
  import('../engines.ts'),
  import('../user32.ts'),
  import('../own-window.ts'),
]);

const screen = new WindowsScreen();
const input = new WindowsInput();
const events: ScreenEvent[] = [];
const jobs = new Map<number, ReturnType<typeof startInJob>>();
const own = new WindowsOwnWindow();
const sights: boolean[] = [];
own.listen((isInSight) => sights.push(isInSight));
screen.listen((event) => events.push(event));

/** What a test can ask for. */
const CALLS = {
  layout: () => screen.layout(),
  pointer: () => screen.pointer(),
  /** The picture of the pointer; pixels as numbers. */
  cursor() {
    const shape = screen.cursorShape();
    return shape === undefined ? undefined : { ...shape, pixels: [...shape.pixels] };
  },
  /** One of Windows' own pointers, by its number. */
  ownCursor(number: number) {
    const shape = readCursor(user32().loadCursor(number));
    return shape === undefined ? undefined : { ...shape, pixels: [...shape.pixels] };
  },
  /** The kinds of events since the last call. */
  takeEvents: () => events.splice(0).map(({ kind }) => kind),
  takeChanges: () => screen.takeChanges(),
  capture(region: Rect): SeenCapture {
    const result = screen.capture(region);
    if (result.kind !== 'pixels') return { kind: result.kind };
    const { view, masks } = result;
    return {
      kind: 'pixels',
      region: result.region,
      masks,
      windows: screen.protectedWindowsSeen,
      data: Buffer.from(view.data).toString('base64'),
    };
  },
  protect(processes: ProtectedProcesses) {
    screen.protect(processes);
    input.protect(processes);
  },
  /** Looks after the window of these processes as the customer's. */
  mind: (processes: ProtectedProcesses) => own.protect(processes),
  stand: (stance: WindowStance) => own.stand(stance),
  callCustomer: (reason: CallReason) => own.call(reason),
  /** Whether it was in sight, each time that has changed since the last call. */
  takeSights: () => sights.splice(0),
  inject: (event: InputEvent) => input.inject(event),
  injectAll: (all: readonly InputEvent[]): Promise<InputOutcome[]> =>
    Promise.all(all.map((event) => input.inject(event))),
  releaseAll: () => input.releaseAll(),
  releaseStuck: () => stuck.releaseStuckInput(),
  engines: () => engines.findWindowsEngines(process.env),
  /** Starts a program of this runtime in a job of its own. */
  startProgram(script: string, args: readonly string[]) {
    const job = startInJob({
      program: process.execPath,
      commandLine: commandLine(process.execPath, [script, ...args]),
      environment: Object.entries(process.env).map(([name, value]) => `${name}=${value}`),
      folder: process.cwd(),
    });
    jobs.set(job.processId, job);
    return job.processId;
  },
  hasEnded: (processId: number) => jobs.get(processId)?.hasEnded() ?? true,
  endProgram(processId: number) {
    jobs.get(processId)?.end();
    jobs.delete(processId);
  },
};
export type DeskCalls = typeof CALLS;

offerCalls(Number(process.argv[2]), CALLS);
