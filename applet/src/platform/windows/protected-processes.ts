import type { ProtectedProcesses } from '../platform.ts';
import { type Kernel32, kernel32, PROCESS_ACCESS } from './kernel32.ts';
import type { Handle } from './library.ts';
import { openJobOf } from './process-job.ts';

/** What is known of a process. While its handle is open, Windows gives its number to no other. */
interface Known {
  readonly handle: Handle;
  readonly isProtected: boolean;
}

/** Tells whether a process is one of those whose windows are protected: a root, or in the job of one. */
export class ProtectedProcessSet {
  readonly #system: Kernel32 = kernel32();
  #processes: ProtectedProcesses | undefined;
  #jobs: readonly Handle[] = [];
  #known = new Map<number, Known>();

  protect(processes: ProtectedProcesses): void {
    this.close();
    this.#processes = processes;
    if (processes.kind === 'processes') this.#jobs = processes.roots.flatMap((root) => openJobOf(root) ?? []);
  }

  /** Whether anything is to be protected, as far as that has been said. */
  get kind(): ProtectedProcesses['kind'] | 'unknown' {
    return this.#processes?.kind ?? 'unknown';
  }

  has(processId: number): boolean {
    if (this.#processes?.kind !== 'processes') return false;
    if (this.#processes.roots.includes(processId)) return true;
    const known = this.#known.get(processId);
    if (known !== undefined) return known.isProtected;
    // Wine does not say who is in a job for the lesser of the two; Windows gives the other one away less often.
    const handle =
      this.#system.openProcess(PROCESS_ACCESS.queryInformation, processId) ??
      this.#system.openProcess(PROCESS_ACCESS.queryLimitedInformation, processId);
    // Those of the window are this user's and no more privileged than this one; they can be looked at.
    if (handle === undefined) return false;
    // What is not known is taken for protected.
    const isProtected = this.#jobs.some((job) => this.#system.isInJob(handle, job) !== false);
    this.#known.set(processId, { handle, isProtected });
    return isProtected;
  }

  /** Forgets every process that is not one of these. */
  keepOnly(processIds: ReadonlySet<number>): void {
    for (const [processId, { handle }] of this.#known) {
      if (processIds.has(processId)) continue;
      this.#system.closeHandle(handle);
      this.#known.delete(processId);
    }
  }

  close(): void {
    for (const { handle } of this.#known.values()) this.#system.closeHandle(handle);
    this.#known.clear();
    for (const job of this.#jobs) this.#system.closeHandle(job);
    this.#jobs = [];
  }
}
