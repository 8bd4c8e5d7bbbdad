import type { Arrival, Place, SessionId } from '@throwline/protocol';
import type { Logger } from 'pino';
import type { SessionService } from './session-service.ts';

/** For how long the same device in the same network is no news, milliseconds. */
const NO_NEWS_FOR = 60_000;

/**
 * Tells technicians, before they start, who has come: on which device, in which network, and when. A code of six digits can
 * be guessed once in a long while, and read over a shoulder; whoever knows the customer sees that it is somebody else.
 */
export class Arrivals {
  readonly #sessions: SessionService;
  readonly #log: Logger;

  constructor(sessions: SessionService, log: Logger) {
    this.#sessions = sessions;
    this.#log = log;
  }

  /** The code was typed where no support program runs. It has not been used. */
  async typedElsewhere(id: SessionId, place: Place): Promise<void> {
    await this.#note(id, (before) =>
      isNews(before.typedElsewhere, place) ? { ...before, typedElsewhere: place } : before,
    );
  }

  /** Another code was made: where the one before was typed says nothing any more. */
  async codeRenewed(id: SessionId): Promise<void> {
    await this.#note(id, (before) => {
      if (before.typedElsewhere === undefined) return before;
      const { typedElsewhere: _, ...rest } = before;
      return rest;
    });
  }

  /** The code was used. */
  async codeUsed(id: SessionId, place: Place): Promise<void> {
    await this.#note(id, (before) => ({ ...before, code: place }));
  }

  /** The support program has connected; only the first time counts, for it is bound to the ticket by that. */
  async programConnected(id: SessionId, place: Place): Promise<void> {
    await this.#note(id, (before) => (before.program === undefined ? { ...before, program: place } : before));
  }

  /** Another computer was let in: where the one before ran says nothing any more. */
  async programLetIn(id: SessionId, place: Place): Promise<void> {
    await this.#note(id, (before) => ({ ...before, program: place }));
  }

  /** What cannot be noted does not keep the customer from coming. */
  async #note(id: SessionId, news: (before: Arrival) => Arrival): Promise<void> {
    try {
      await this.#sessions.noteArrival(id, news);
    } catch (error) {
      this.#log.warn({ err: error, sessionId: id }, 'an arrival could not be noted');
    }
  }
}

function isNews(before: Place | undefined, place: Place): boolean {
  return (
    before === undefined ||
    before.device !== place.device ||
    before.network !== place.network ||
    place.at - before.at >= NO_NEWS_FOR
  );
}
