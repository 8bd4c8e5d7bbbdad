import type { BenchDesktop } from '../desktop/bench-desktop.ts';
import { SCREEN } from '../desktop/bench-desktop.ts';
import type { Link } from '../link/link.ts';
import type { RunningSystem } from '../systems/system.ts';
import type { Viewer } from '../viewer/viewer.ts';

/** What a scene plays with. */
export interface Stage {
  readonly desktop: BenchDesktop;
  readonly system: RunningSystem;
  readonly link: Link;
  readonly viewer: Viewer;
}

/** Figures by name; `undefined` for what could not be told. Units stand in the name or in {@link FIGURES}. */
export type Figures = Readonly<Record<string, number | undefined>>;

/** Plays one scene and takes its figures. */
export type Scene = (stage: Stage) => Promise<Figures>;

/** Where the pointer rests, out of the way. */
export const ASIDE = { x: SCREEN.width - 4, y: SCREEN.height - 4 } as const;
