import { type AgreementCrypto, KEY_BYTES } from './crypto.ts';
import { matchWords, WORD_BYTES } from './match-words.ts';
import { purpose, type Transcript, transcribed } from './transcript.ts';

/** What an agreement leads to: the same on both sides, and nowhere else. */
export interface SessionKeys {
  /** AES-256-GCM key for what the applet sends. */
  readonly fromApplet: Uint8Array;
  /** AES-256-GCM key for what the console sends. */
  readonly fromConsole: Uint8Array;
  /** Three words for people to compare. Not secret. */
  readonly words: readonly string[];
}

/** Derives everything from the shared secret, with the whole transcript as salt, and wipes the secret. */
export async function deriveKeys(
  crypto: AgreementCrypto,
  shared: Uint8Array,
  said: Transcript,
): Promise<SessionKeys> {
  const salt = await crypto.sha256(transcribed(said));
  const part = (name: string, length: number) => crypto.hkdf(shared, salt, purpose(name), length);
  try {
    return {
      fromApplet: await part('applet to console', KEY_BYTES),
      fromConsole: await part('console to applet', KEY_BYTES),
      words: matchWords(await part('match words', WORD_BYTES)),
    };
  } finally {
    shared.fill(0);
  }
}

/** Overwrites the keys; the words stay. */
export function wipeKeys(keys: SessionKeys): void {
  keys.fromApplet.fill(0);
  keys.fromConsole.fill(0);
}
