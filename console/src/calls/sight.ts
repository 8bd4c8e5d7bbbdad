import type { SessionId } from '@throwline/protocol';
import { type Observable, Value } from '../connection/observable.ts';

/** What of the sessions the technician has before their eyes in this tab. */
export interface InSight {
  /** The session whose page is open; `undefined` in a tab that is hidden. */
  readonly sessionId: SessionId | undefined;
  /** Whether its chat is in view, too. */
  readonly hasChat: boolean;
  /** Whether the tab is the one that is worked with. */
  readonly isInFront: boolean;
}

/** Puts together what the pages say of themselves and what the browser says of the tab. */
export class Sight {
  readonly #inSight = new Value<InSight>({ sessionId: undefined, hasChat: false, isInFront: false });
  #open: SessionId | undefined;
  #chat: SessionId | undefined;
  #tab = { isVisible: false, hasFocus: false };

  get inSight(): Observable<InSight> {
    return this.#inSight;
  }

  /** A session's page is shown, until the returned function is called. */
  open(sessionId: SessionId): () => void {
    this.#open = sessionId;
    this.#tell();
    return () => {
      if (this.#open === sessionId) this.#open = undefined;
      this.#tell();
    };
  }

  /** Whether the chat of a session can be seen on its page. */
  chat(sessionId: SessionId, isInView: boolean): void {
    if (isInView) this.#chat = sessionId;
    else if (this.#chat === sessionId) this.#chat = undefined;
    this.#tell();
  }

  tab(isVisible: boolean, hasFocus: boolean): void {
    this.#tab = { isVisible, hasFocus };
    this.#tell();
  }

  #tell(): void {
    const sessionId = this.#tab.isVisible ? this.#open : undefined;
    const hasChat = sessionId !== undefined && this.#chat === sessionId;
    const isInFront = this.#tab.isVisible && this.#tab.hasFocus;
    const before = this.#inSight.get();
    const isSame =
      before.sessionId === sessionId && before.hasChat === hasChat && before.isInFront === isInFront;
    if (!isSame) this.#inSight.set({ sessionId, hasChat, isInFront });
  }
}
