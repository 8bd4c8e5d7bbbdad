import { type Kernel32, kernel32, type ProcessStart } from './kernel32.ts';
import type { Handle } from './library.ts';

/**
 * The job that holds a process and whatever it starts. A job is what a chain of parents cannot be: Windows gives the
 * numbers of ended processes to new ones, and does not tell when a parent is gone.
 */
function jobName(processId: number): string {
  return `Local\\throwline-window-${processId}`;
}

/** A program with all its descendants. */
export interface ProcessJob {
  readonly processId: number;
  /** Whether the first process has ended. */
  hasEnded(): boolean;
  /** Ends every process of the job at once, and lets go of it. */
  end(): void;
}

/**
 * Starts a program within a job of its own. Its processes end with {@link ProcessJob.end}, and with this process,
 * however that ends: Windows closes the job's handle then.
 * @throws Error when the program cannot be started
 */
export function startInJob(start: ProcessStart): ProcessJob {
  const system = kernel32();
  const made = system.createSuspended(start);
  if (made === undefined) throw new Error(`${start.program} could not be started.`);
  const { process, thread, processId } = made;
  const job = ownJob(system, processId);
  if (job === undefined || !system.killOnClose(job) || !system.assignToJob(job, process)) {
    system.terminate(process);
    for (const handle of [thread, process, ...(job === undefined ? [] : [job])]) system.closeHandle(handle);
    throw new Error(`${start.program} could not be put into a job.`);
  }
  // Not a moment earlier: what it starts belongs to the job only when it does itself.
  system.resume(thread);
  system.closeHandle(thread);
  let isOver = false;
  return {
    processId,
    hasEnded: () => isOver || system.isSignalled(process),
    end() {
      if (isOver) return;
      isOver = true;
      system.terminateJob(job);
      system.closeHandle(job);
      system.closeHandle(process);
    },
  };
}

/**
 * Starts a program that goes on by itself.
 * @returns its number
 * @throws Error when it cannot be started
 */
export function startAlone(start: ProcessStart): number {
  const system = kernel32();
  const made = system.createSuspended(start);
  if (made === undefined) throw new Error(`${start.program} could not be started.`);
  system.resume(made.thread);
  system.closeHandle(made.thread);
  system.closeHandle(made.process);
  return made.processId;
}

/** A job that nobody has made before: in another's job, other processes could be put. */
function ownJob(system: Kernel32, processId: number): Handle | undefined {
  const name = jobName(processId);
  const known = system.openJob(name);
  if (known === undefined) return system.createJob(name);
  system.closeHandle(known);
  return undefined;
}

/** The job of a process that {@link startInJob} has started, for asking who is in it; `undefined` when there is none (any more). */
export function openJobOf(processId: number): Handle | undefined {
  return kernel32().openJob(jobName(processId));
}
