/** How an engine has ended: with exit code 0, as after its last window was closed; by a signal or in an error; or nobody knows. */
export type EngineExit = 'by-itself' | 'killed' | 'unknown';

/** A program to start as the window's engine. */
export interface EngineStart {
  readonly path: string;
  readonly args: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  /** Where it works. */
  readonly folder: string;
  /** Called once when its first process has ended without {@link StartedEngine.end}. */
  readonly ended: (exit: EngineExit) => void;
}

export interface StartedEngine {
  readonly processId: number | undefined;
  /** Ends it with all its processes. */
  end(): Promise<void>;
}

/** How an operating system runs the window's engine. */
export interface EngineHost {
  /**
   * The environment of an engine that has a profile of its own, so that it leaves nothing elsewhere.
   * @param home a folder that goes with the applet's files
   */
  environment(home: string, environment: NodeJS.ProcessEnv): Promise<NodeJS.ProcessEnv>;
  /**
   * Starts a program, apart from this one and so that its descendants can be told.
   * @throws Error when it cannot be started
   */
  start(options: EngineStart): Promise<StartedEngine>;
  /**
   * Starts a program that hands an address over to another one, which then goes on by itself.
   * @throws Error when it cannot be started
   */
  handOver(options: Omit<EngineStart, 'ended'>): Promise<void>;
}
