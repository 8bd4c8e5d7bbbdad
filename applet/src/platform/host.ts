import type { AppletInfo, PrivacyAccess } from '@throwline/protocol';
import type { FindProxy } from '../connection/proxy.ts';
import type { Engine } from '../window/engine.ts';
import type { EngineHost } from '../window/engine-host.ts';
import type { OwnWindow } from './own-window.ts';
import type { HandsWatch, InputSink, ProtectedProcesses, Rect, ScreenSource } from './platform.ts';

/** What the applet can do on this desktop. */
export type Desktop =
  /** A desktop that lets us in. */
  | {
      readonly kind: 'usable';
      /** Names it where there may be several. */
      readonly display: string;
      /** The primary monitor. */
      readonly primary: Rect | undefined;
      /** For programs that shall show their windows on it. */
      readonly environment: NodeJS.ProcessEnv;
    }
  /** A window can be shown, but not the screen; `reason` is for the customer. */
  | { readonly kind: 'window-only'; readonly reason: string }
  /** Nothing can be shown at all. */
  | { readonly kind: 'none'; readonly reason: string };

/** Looks whether whoever started this program is still there. */
export interface ParentWatch {
  isGone(): boolean;
}

/** What the system lets this program do, apart from what the customer has granted the technician. */
export interface SystemAccess {
  readonly screen: boolean;
  readonly control: boolean;
}

/** A system's own permissions for programs that see the screen or use mouse and keyboard. */
export interface PrivacyHost {
  /** How things stand for the process that asks; the system may tell it for ever what was so when it first asked. */
  check(): SystemAccess;
  /** Has the system put its own question, which it does once. */
  ask(access: PrivacyAccess): void;
  openSettings(access: PrivacyAccess): void;
}

/** An operating system, as the applet needs it. Each has a folder beside this file. */
export interface Host {
  readonly os: AppletInfo['os'];
  inspectDesktop(environment: NodeJS.ProcessEnv): Desktop;
  /**
   * Opens the screen, in the thread that shall use it.
   * @throws PlatformError
   */
  openScreen(display: string): ScreenSource;
  /** @throws PlatformError */
  openInput(display: string): InputSink;
  /**
   * The customer's window among the desktop's windows; `undefined` where windows cannot be asked for anything.
   * @throws PlatformError
   */
  openOwnWindow: ((display: string) => OwnWindow) | undefined;
  /**
   * Watches whose hands answer a question. `undefined` where the system does not tell the customer's presses from a program's.
   * @throws PlatformError where it should, and does not
   */
  openHands(display: string, processes: ProtectedProcesses): HandsWatch | undefined;
  /** Lets go of keys and buttons that an applet which was killed has left pressed. */
  releaseStuckInput(display: string): void;
  /** The programs that can show the window, the best first. */
  findEngines(environment: NodeJS.ProcessEnv): readonly Engine[];
  /** Whether whoever looks after this computer keeps a browser from opening the window. */
  isKeptFromWindow(engine: Engine): boolean;
  readonly engines: EngineHost;
  /**
   * Where the screen is captured. A process of its own begins anew with each failure, for systems that tell a process no
   * news of what it may do.
   */
  readonly screenRunsIn: 'thread' | 'process';
  /** `undefined` where programs may do what their user may. */
  readonly privacy: PrivacyHost | undefined;
  watchParent(): ParentWatch;
  /** Removes, once this program has ended, what could not be removed of a folder while it ran. */
  removeRest(folder: string): void;
  /** The proxy that this computer is set to use. */
  findProxy(environment: NodeJS.ProcessEnv): FindProxy;
}
