import type { Secret, SessionId } from '@throwline/protocol';

interface Waiting {
  readonly give: (token: Secret) => void;
  readonly refuse: (reason: Error) => void;
}

/** Who waits for a token of a session's peer socket: one for each session. */
export class PeerTokens {
  readonly #waiting = new Map<SessionId, Waiting>();

  /** Sessions for which somebody waits. */
  get sessions(): readonly SessionId[] {
    return [...this.#waiting.keys()];
  }

  /** Waits for a token; whoever has waited for one of the same session is refused. */
  wait(sessionId: SessionId): Promise<Secret> {
    this.#waiting.get(sessionId)?.refuse(new Error('Asked again.'));
    return new Promise((give, refuse) => this.#waiting.set(sessionId, { give, refuse }));
  }

  /** The token has come. */
  give(sessionId: SessionId, token: Secret): void {
    this.#take(sessionId)?.give(token);
  }

  /** There is none. @returns whether somebody has waited */
  refuse(sessionId: SessionId, message: string): boolean {
    const waiting = this.#take(sessionId);
    waiting?.refuse(new Error(message));
    return waiting !== undefined;
  }

  /** There will never be one again. */
  refuseAll(message: string): void {
    for (const sessionId of this.sessions) this.refuse(sessionId, message);
  }

  #take(sessionId: SessionId): Waiting | undefined {
    const waiting = this.#waiting.get(sessionId);
    this.#waiting.delete(sessionId);
    return waiting;
  }
}
