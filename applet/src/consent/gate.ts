import { type AppletFrame, allows, allowsInput, type Consent, type ConsoleFrame } from '@throwline/protocol';

/**
 * - `pass`: may be acted on, or may leave
 * - `not-granted`: the customer has not allowed it, or not any more
 * - `question-open`: control is granted, but a question waits for the customer
 */
export type Verdict = 'pass' | 'not-granted' | 'question-open';

/**
 * Whether a console's frame may be acted on. The one place that decides it; every frame comes through here.
 * @param now epoch milliseconds, the clock that the consent's times are of
 */
export function judgeIncoming(frame: ConsoleFrame, consent: Consent, now: number): Verdict {
  switch (frame.type) {
    case 'view-screen':
    case 'screen-shown':
      return allows(consent, 'view-screen', now) ? 'pass' : 'not-granted';
    case 'pointer':
    case 'wheel':
    case 'key':
    case 'character':
    case 'chord':
      return judgeInput(consent, now);
    // Only ever lets go.
    case 'stop-screen':
    case 'release-input':
      return 'pass';
    // A file that the customer offers is their own Yes to it; which files may go, the files part knows.
    case 'file-credit':
    case 'ping':
    case 'take-updates':
    case 'steady-pings':
    case 'keep-shapes':
      return 'pass';
  }
}

/** Whether mouse and keyboard may be acted on at all. */
export function judgeInput(consent: Consent, now: number): Verdict {
  if (!allows(consent, 'control-input', now)) return 'not-granted';
  return allowsInput(consent, now) ? 'pass' : 'question-open';
}

/** Whether a frame of ours may leave. Checked at the last moment, because a grant may have ended since it was made. */
export function judgeOutgoing(type: AppletFrame['type'], consent: Consent, now: number): Verdict {
  switch (type) {
    case 'screen-layout':
    case 'screen-update':
    case 'cursor-shape':
    case 'named-shape':
    case 'kept-shape':
    case 'cursor-position':
    case 'hidden-areas':
      return allows(consent, 'view-screen', now) ? 'pass' : 'not-granted';
    case 'screen-stopped':
    case 'input-state':
    case 'file-chunk':
    case 'file-end':
    case 'pong':
    case 'hands':
    case 'screen-lock':
      return 'pass';
  }
}
