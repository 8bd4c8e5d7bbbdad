import type { CallReason } from '../own-window.ts';
import type { WindowManager } from './window-manager.ts';

/**
 * Brings a window before its user's eyes. Whoever types elsewhere goes on there, unless it is a question: then the keyboard
 * comes with the window, for whoever uses nothing else has to reach the answers.
 */
export function callToWindow(
  manager: WindowManager,
  window: number,
  reason: CallReason,
  isViewable: boolean,
): void {
  const hasKeyboard = isViewable && manager.active === window;
  if (manager.showsDesktop) manager.hideDesktop();
  if (!isViewable) manager.map(window);
  manager.raise(window);
  if (!hasKeyboard) {
    manager.add(window, ['DEMANDS_ATTENTION']);
    manager.setUrgency(window, true);
  }
  if (reason === 'question') manager.activate(window);
}

export function endCallToWindow(manager: WindowManager, window: number): void {
  manager.remove(window, ['DEMANDS_ATTENTION']);
  manager.setUrgency(window, false);
}
