import type { BenchDesktop } from '../desktop/bench-desktop.ts';
import type { Link } from '../link/link.ts';
import type { BrowserPage } from '../viewer/page.ts';

/** A remote-desktop system, from its agent on the customer's desktop to its own viewer in the technician's browser. */
export interface System {
  readonly name: string;
  /** What is measured, with its version, for the record. */
  version(): string;
  /** Starts agent and server. */
  start(desktop: BenchDesktop, link: Link): Promise<RunningSystem>;
}

export interface RunningSystem {
  /** The viewer's page, by way of the link. */
  readonly viewerUrl: string;
  /** Size of the page in CSS pixels at which the viewer shows the desktop at 1:1. */
  readonly viewport: { readonly width: number; readonly height: number };
  /** CSS selector of the viewer's canvas or video; of several the largest counts. */
  readonly canvas: string;
  /** Does what comes before the picture is asked for. */
  signIn(page: BrowserPage): Promise<void>;
  /** CSS selector of what the technician clicks on to begin the picture. */
  readonly connectButton: string;
  /** Processes on the customer's side, and between the two; their descendants count with them. */
  readonly agentPids: readonly number[];
  readonly serverPids: readonly number[];
  close(): Promise<void>;
}
