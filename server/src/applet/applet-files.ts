import { join } from 'node:path';
import type { HelpedSystem, SupportProgram } from '@throwline/protocol';
import type { Logger } from 'pino';
import { type AppletDownload, AppletFile, type Installation } from './applet-file.ts';

/** Each system's file in the folder. In the order in which they are made best: the quickest first. */
const FILE_NAMES: Readonly<Record<HelpedSystem, string>> = {
  linux: 'linux-x64.run',
  windows: 'windows-x64.exe',
  macos: 'macos.zip',
};
/** All systems that an applet can be made for. */
export const HELPED_SYSTEMS: readonly HelpedSystem[] = ['linux', 'windows', 'macos'];
/** Those that are helped unless a setting says otherwise: the applet for macOS has not been seen on a Mac. */
export const USUAL_SYSTEMS: readonly HelpedSystem[] = ['linux', 'windows'];

/** The files for download of all systems that this installation helps. */
export class AppletFiles {
  readonly #files: readonly AppletFile[];
  readonly #stop = new AbortController();
  #building: Promise<void> = Promise.resolve();

  private constructor(files: readonly AppletFile[]) {
    this.#files = files;
  }

  /** Files that are made into a folder by {@link prepare}. */
  static inFolder(folder: string, systems: readonly HelpedSystem[], log: Logger): AppletFiles {
    const wanted = HELPED_SYSTEMS.filter((system) => systems.includes(system));
    return new AppletFiles(
      wanted.map((system) => new AppletFile(system, join(folder, FILE_NAMES[system]), log)),
    );
  }

  /** Finished files, taken as they are. */
  static asTheyAre(paths: Partial<Readonly<Record<HelpedSystem, string>>>, log: Logger): AppletFiles {
    const files = HELPED_SYSTEMS.flatMap((system) => {
      const path = paths[system];
      return path === undefined ? [] : [new AppletFile(system, path, log)];
    });
    for (const file of files) file.useAsItIs();
    return new AppletFiles(files);
  }

  /** What there is for download now for a system. */
  download(system: HelpedSystem): AppletDownload | undefined {
    return this.#files.find((file) => file.system === system)?.download;
  }

  /** How far they are. */
  get programs(): SupportProgram[] {
    return this.#files.map(({ system, progress }) => ({ system, ...progress }));
  }

  /** Makes what is missing or stale, one after the other. Rejects never: what stands in the way is told by {@link programs}. */
  prepare(installation: Installation): Promise<void> {
    this.#building = this.#prepareAll(installation);
    return this.#building;
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#building;
  }

  async #prepareAll(installation: Installation): Promise<void> {
    for (const file of this.#files) {
      if (this.#stop.signal.aborted) return;
      await file.prepare(installation, this.#stop.signal);
    }
  }
}
