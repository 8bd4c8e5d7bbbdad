import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { randomId, type Secret, type SessionId, secret } from '@throwline/protocol';

/** What a keyed hash is for; the same text has another hash in each place. */
export type HashPurpose =
  | 'code'
  | 'page-key'
  | 'invitation'
  | 'network'
  | 'visit'
  | 'ticket'
  | 'applet-key'
  | 'sign-in'
  | 'device'
  | 'setup'
  | 'recovery-code'
  | 'password-reset'
  | 'socket-token';

/** Random secrets and the keyed hashes by which the server knows them again. */
export class Secrets {
  readonly #key: Buffer;

  /** @param key 32 random bytes of the installation */
  constructor(key: Buffer) {
    this.#key = key;
  }

  /** A new secret of 130 random bits. */
  create(): Secret {
    return secret.parse(randomId(randomBytes(26)));
  }

  /** HMAC-SHA-256 of a secret, in hex: without the installation's key it tells nothing, not even of six digits. */
  hash(purpose: HashPurpose, text: string): string {
    return createHmac('sha256', this.#key).update(`${purpose}\0${text}`).digest('hex');
  }

  /**
   * The ticket that belongs to a page key: whoever has the page can download the applet again, while the server keeps
   * only hashes of both. A ticket does not lead back to its page key.
   */
  ticketOf(pageKey: Secret): Secret {
    return this.#derived('make-ticket', pageKey);
  }

  /**
   * The secret of a session's invitation. It is made again whenever a message is to be sent, so that neither the queue
   * nor a copy of the database holds a link.
   */
  invitationOf(sessionId: SessionId): Secret {
    return this.#derived('make-invitation', sessionId);
  }

  /** The page key behind an invitation. It does not lead back to the invitation. */
  pageKeyOf(invitation: Secret): Secret {
    return this.#derived('make-page-key', invitation);
  }

  /** The page key that a browser gets for a code, the same one each time. It leads back to neither. */
  pageKeyOfVisit(visit: Secret, code: string): Secret {
    return this.#derived('make-page-key-of-visit', `${visit}\0${code}`);
  }

  #derived(label: string, from: string): Secret {
    return secret.parse(randomId(createHmac('sha256', this.#key).update(`${label}\0${from}`).digest()));
  }
}

/** Whether two texts are the same, in a time that does not tell how much of them is. */
export function sameText(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
