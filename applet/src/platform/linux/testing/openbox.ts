/**
 * Set on the root window by a command that openbox runs once it has taken over what is there. What it announces of itself
 * before that comes too soon: a window that is mapped in between stays away for ever.
 */
export const OPENBOX_READY = 'WINDOW_MANAGER_READY';

/** Arguments with which openbox says `yes` in {@link OPENBOX_READY}. */
export const OPENBOX_SAYS_READY = [
  '--startup',
  `xprop -root -f ${OPENBOX_READY} 8s -set ${OPENBOX_READY} yes`,
] as const;
