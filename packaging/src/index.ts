export {
  APPLET_SYSTEMS,
  type AppletOptions,
  type AppletSystem,
  buildApplet,
  isAppletFresh,
} from './applet.ts';
export type { Manifest } from './manifest.ts';
