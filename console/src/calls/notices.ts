import markUrl from '@throwline/identity/mark.svg';
import type { SessionId } from '@throwline/protocol';
import { type Observable, Value } from '../connection/observable.ts';
import type { Call } from './calls.ts';

/** How the browser stands to notifications of this site; `impossible` where it has none, as over plain HTTP. */
export type Allowance = 'impossible' | 'not-asked' | 'allowed' | 'blocked';

function allowance(): Allowance {
  if (typeof Notification === 'undefined' || !isSecureContext) return 'impossible';
  switch (Notification.permission) {
    case 'granted':
      return 'allowed';
    case 'denied':
      return 'blocked';
    case 'default':
      return 'not-asked';
  }
}

/** The system's notifications, one a session at most. */
export class Notices {
  readonly #open: (sessionId: SessionId) => void;
  readonly #allowance = new Value<Allowance>(allowance());
  readonly #shown = new Map<SessionId, Notification>();

  /** @param open leads to a session */
  constructor(open: (sessionId: SessionId) => void) {
    this.#open = open;
  }

  get allowance(): Observable<Allowance> {
    return this.#allowance;
  }

  /** Has the browser ask. Only ever after the technician's own press. */
  async ask(): Promise<void> {
    if (this.#allowance.get() === 'not-asked') await Notification.requestPermission();
    this.#allowance.set(allowance());
  }

  show({ sessionId, title, text }: Call): void {
    // The sound is ours, and has a switch of its own.
    const options = { body: text, tag: `throwline/${sessionId}`, icon: markUrl, silent: true };
    let notice: Notification;
    try {
      notice = new Notification(title, options);
    } catch {
      // Browsers of telephones have the name and refuse the use.
      this.#allowance.set('impossible');
      return;
    }
    this.#shown.set(sessionId, notice);
    notice.onclick = () => {
      window.focus();
      notice.close();
      this.#open(sessionId);
    };
    notice.onclose = () => {
      if (this.#shown.get(sessionId) === notice) this.#shown.delete(sessionId);
    };
  }

  take(sessionId: SessionId): void {
    this.#shown.get(sessionId)?.close();
    this.#shown.delete(sessionId);
  }
}
