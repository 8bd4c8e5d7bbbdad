import koffi from 'koffi';
import { HANDLE, type Handle, loadSystemLibrary, wideText } from './library.ts';

/** What a program is started with. */
export interface ProcessStart {
  /** Path of the program. */
  readonly program: string;
  readonly commandLine: string;
  /** Pairs `NAME=value`. */
  readonly environment: readonly string[];
  readonly folder: string;
}

/** A process that has been made and has not run yet. Both handles are the caller's to close. */
export interface SuspendedProcess {
  readonly process: Handle;
  readonly thread: Handle;
  readonly processId: number;
}

/** The functions of kernel32.dll for processes and jobs. */
export interface Kernel32 {
  /** @returns `undefined` when the process is gone or may not be looked at */
  openProcess(access: number, processId: number): Handle | undefined;
  closeHandle(handle: Handle): void;
  /** Whether what the handle stands for is over: for a process, that it has ended. */
  isSignalled(handle: Handle): boolean;
  /** A job of this name; the one that is there already, if there is one. */
  createJob(name: string): Handle | undefined;
  openJob(name: string): Handle | undefined;
  /** Every process of the job ends with the job's last handle. */
  killOnClose(job: Handle): boolean;
  assignToJob(job: Handle, process: Handle): boolean;
  /** @returns `undefined` when Windows does not say */
  isInJob(process: Handle, job: Handle): boolean | undefined;
  terminateJob(job: Handle): void;
  createSuspended(start: ProcessStart): SuspendedProcess | undefined;
  resume(thread: Handle): void;
  terminate(process: Handle): void;
}

export const PROCESS_ACCESS = {
  synchronize: 0x0010_0000,
  queryInformation: 0x400,
  queryLimitedInformation: 0x1000,
} as const;

const JOB_OBJECT_QUERY = 4;
const EXTENDED_LIMIT_INFORMATION = 9;
/** Bytes of JOBOBJECT_EXTENDED_LIMIT_INFORMATION on 64-bit Windows, and where its flags stand. */
const EXTENDED_LIMIT = { bytes: 144, flags: 16 } as const;
const KILL_ON_JOB_CLOSE = 0x2000;
const CREATE_SUSPENDED = 0x4;
const CREATE_UNICODE_ENVIRONMENT = 0x400;
/** Of STARTUPINFOW on 64-bit Windows. */
const STARTUP_INFO_BYTES = 104;
const WAIT_OBJECT_0 = 0;

let loaded: Kernel32 | undefined;

/**
 * Loads kernel32.dll once per thread.
 * @throws PlatformError `library-missing`
 */
export function kernel32(): Kernel32 {
  loaded ??= load();
  return loaded;
}

function load(): Kernel32 {
  const lib = loadSystemLibrary('kernel32');
  const openProcess = lib.func('OpenProcess', HANDLE, ['uint32', 'bool', 'uint32']);
  const waitForSingleObject = lib.func('WaitForSingleObject', 'uint32', [HANDLE, 'uint32']);
  const createJobObject = lib.func('CreateJobObjectW', HANDLE, ['void *', 'void *']);
  const openJobObject = lib.func('OpenJobObjectW', HANDLE, ['uint32', 'bool', 'void *']);
  const setInformation = lib.func('SetInformationJobObject', 'bool', [HANDLE, 'int', 'void *', 'uint32']);
  const isProcessInJob = lib.func('IsProcessInJob', 'bool', [
    HANDLE,
    HANDLE,
    koffi.out(koffi.pointer('int32')),
  ]);
  const terminateJob = lib.func('TerminateJobObject', 'bool', [HANDLE, 'uint32']);
  const terminateProcess = lib.func('TerminateProcess', 'bool', [HANDLE, 'uint32']);
  const createProcess = lib.func('CreateProcessW', 'bool', [
    'void *',
    'void *',
    'void *',
    'void *',
    'bool',
    'uint32',
    'void *',
    'void *',
    'void *',
    'void *',
  ]);
  const present = (handle: Handle): Handle | undefined => (handle === 0 ? undefined : handle);
  return {
    openProcess: (access, processId) => present(openProcess(access, false, processId)),
    closeHandle: lib.func('CloseHandle', 'bool', [HANDLE]),
    isSignalled: (handle) => waitForSingleObject(handle, 0) === WAIT_OBJECT_0,
    createJob: (name) => present(createJobObject(null, wideText(name))),
    openJob: (name) => present(openJobObject(JOB_OBJECT_QUERY, false, wideText(name))),
    killOnClose(job) {
      const limits = Buffer.alloc(EXTENDED_LIMIT.bytes);
      limits.writeUInt32LE(KILL_ON_JOB_CLOSE, EXTENDED_LIMIT.flags);
      return setInformation(job, EXTENDED_LIMIT_INFORMATION, limits, limits.length);
    },
    assignToJob: lib.func('AssignProcessToJobObject', 'bool', [HANDLE, HANDLE]),
    isInJob(process, job) {
      const answer = [0];
      return isProcessInJob(process, job, answer) ? answer[0] !== 0 : undefined;
    },
    terminateJob: (job) => terminateJob(job, 1),
    createSuspended({ program, commandLine, environment, folder }) {
      const startup = Buffer.alloc(STARTUP_INFO_BYTES);
      startup.writeUInt32LE(STARTUP_INFO_BYTES, 0);
      const made = Buffer.alloc(24);
      const isMade: boolean = createProcess(
        wideText(program),
        wideText(commandLine),
        null,
        null,
        false,
        CREATE_SUSPENDED | CREATE_UNICODE_ENVIRONMENT,
        wideText(environment.map((pair) => `${pair}\0`).join('')),
        wideText(folder),
        startup,
        made,
      );
      if (!isMade) return undefined;
      return {
        process: Number(made.readBigInt64LE(0)),
        thread: Number(made.readBigInt64LE(8)),
        processId: made.readUInt32LE(16),
      };
    },
    resume: lib.func('ResumeThread', 'uint32', [HANDLE]),
    terminate: (process) => terminateProcess(process, 1),
  };
}
