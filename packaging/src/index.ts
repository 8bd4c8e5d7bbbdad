export { buildLinuxApplet, isLinuxAppletFresh, type LinuxAppletOptions } from './linux-applet.ts';
export type { Manifest } from './manifest.ts';
