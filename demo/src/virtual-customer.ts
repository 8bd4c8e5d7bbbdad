import { setTimeout as pause } from 'node:timers/promises';
import type { AppletWindow } from '@throwline/testbed/applet-window.ts';

/** Time the virtual customer takes to read a question, in milliseconds. */
const READING_TIME = 2000;

/** Answers every question in the applet's window with Yes, with a real mouse click, until the window is gone. */
export async function answerQuestions(window: AppletWindow): Promise<void> {
  const yes = window.page.getByRole('button', { name: 'Yes', exact: true });
  while (!window.page.isClosed()) {
    try {
      await yes.waitFor({ state: 'visible', timeout: 0 });
      await pause(READING_TIME);
      await window.answer(true);
    } catch {
      // The question was answered by somebody else, withdrawn, or the window has closed: look again.
      await pause(READING_TIME);
    }
  }
}
