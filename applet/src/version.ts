/** What the applet says of itself in its hello and in its window. */
export const APPLET_VERSION = '0.1.0';
