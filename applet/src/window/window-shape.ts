import type { Consent, WindowShape } from '@throwline/protocol';
import type { WindowStance } from '../platform/own-window.ts';

/** What the window's shape follows from. */
export interface WindowNeeds {
  readonly consent: Consent;
  /** The customer has opened the strip, and not made it small again. */
  readonly isOpened: boolean;
}

/** How the window is to stand on the desktop: a strip once something is granted, unless the customer has to or wants to see it whole. */
export function windowStance({ consent: { grants, prompts }, isOpened }: WindowNeeds): WindowStance {
  const isAsked = prompts.length > 0;
  if (grants.length === 0) return isAsked ? 'asking' : 'free';
  return isAsked || isOpened ? 'kept' : 'strip';
}

/** What the page in the window shows of it. */
export function windowShape(
  { consent: { prompts }, isOpened }: WindowNeeds,
  stance: WindowStance,
): WindowShape {
  switch (stance) {
    case 'free':
    case 'asking':
      return 'whole';
    case 'kept':
      return isOpened && prompts.length === 0 ? 'opened' : 'whole';
    case 'strip':
      return 'strip';
  }
}
