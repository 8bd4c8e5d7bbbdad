import type { AgreementCrypto, KeyPair } from './crypto.ts';
import { deriveKeys, type SessionKeys, wipeKeys } from './key-schedule.ts';
import {
  readCommit,
  readKey,
  readReveal,
  type Unread,
  writeCommit,
  writeKey,
  writeReveal,
} from './messages.ts';
import { AGREEMENT_NONCE_BYTES, committed, type Peers, type Transcript } from './transcript.ts';

/**
 * Why an agreement has ended.
 * - `malformed`, `version`: see {@link Unread}
 * - `commitment`: the applet's key is not the one it was bound to; or it is one from another session, or for another peer
 * - `low-order`: with this key the secret would be known to everybody. RFC 7748, section 6.1
 * - `again`: a message came when all was said
 */
export type AgreementFault = Unread | 'commitment' | 'low-order' | 'again';

/** The end of an agreement, good or bad. An agreement that has ended never goes on: a new connection begins a new one. */
export type Ended =
  | { readonly at: 'agreed'; readonly keys: SessionKeys }
  | { readonly at: 'failed'; readonly fault: AgreementFault };

/** The applet's side. */
export type AppletAgreement =
  | {
      readonly at: 'waiting-for-key';
      readonly peers: Peers;
      readonly pair: KeyPair;
      readonly nonce: Uint8Array;
      readonly commitment: Uint8Array;
    }
  | Ended;

/** The console's side. */
export type ConsoleAgreement =
  | { readonly at: 'waiting-for-commit'; readonly session: string }
  | {
      readonly at: 'waiting-for-reveal';
      readonly peers: Peers;
      readonly pair: KeyPair;
      readonly commitment: Uint8Array;
    }
  | Ended;

/** Where a side stands after a message, and what it says to that. */
export interface Step<State> {
  readonly state: State;
  readonly send: readonly Uint8Array[];
}

/** Begins on the applet's side: it binds itself to a key before it has seen the console's. */
export async function beginApplet(peers: Peers, crypto: AgreementCrypto): Promise<Step<AppletAgreement>> {
  const pair = await crypto.keyPair();
  const nonce = crypto.randomBytes(AGREEMENT_NONCE_BYTES);
  const commitment = await crypto.sha256(committed(peers, pair.publicKey, nonce));
  return {
    state: { at: 'waiting-for-key', peers, pair, nonce, commitment },
    send: [writeCommit({ peer: peers.peer, commitment })],
  };
}

/** Begins on the console's side, which waits for the applet. */
export function beginConsole(session: string): ConsoleAgreement {
  return { at: 'waiting-for-commit', session };
}

/** The applet's side reads a message. Messages are read one after the other. */
export async function stepApplet(
  state: AppletAgreement,
  message: Uint8Array,
  crypto: AgreementCrypto,
): Promise<Step<AppletAgreement>> {
  switch (state.at) {
    case 'waiting-for-key': {
      const consolePublic = readKey(message);
      if (typeof consolePublic === 'string') return failed(consolePublic);
      const { peers, pair, nonce, commitment } = state;
      const said = { ...peers, commitment, consolePublic, appletPublic: pair.publicKey, nonce };
      const end = await agree(pair, consolePublic, said, crypto);
      // With a key of no use nothing is revealed.
      const send = end.at === 'agreed' ? [writeReveal({ appletPublic: pair.publicKey, nonce })] : [];
      return { state: end, send };
    }
    case 'agreed':
    case 'failed':
      return over(state);
  }
}

/** The console's side reads a message. Messages are read one after the other. */
export async function stepConsole(
  state: ConsoleAgreement,
  message: Uint8Array,
  crypto: AgreementCrypto,
): Promise<Step<ConsoleAgreement>> {
  switch (state.at) {
    case 'waiting-for-commit': {
      const commit = readCommit(message);
      if (typeof commit === 'string') return failed(commit);
      const pair = await crypto.keyPair();
      const peers = { session: state.session, peer: commit.peer };
      return {
        state: { at: 'waiting-for-reveal', peers, pair, commitment: commit.commitment },
        send: [writeKey(pair.publicKey)],
      };
    }
    case 'waiting-for-reveal': {
      const reveal = readReveal(message);
      if (reveal === 'malformed') return failed(reveal);
      const { peers, pair, commitment } = state;
      const bound = await crypto.sha256(committed(peers, reveal.appletPublic, reveal.nonce));
      if (!equal(bound, commitment)) return failed('commitment');
      const said = { ...peers, ...reveal, commitment, consolePublic: pair.publicKey };
      return { state: await agree(pair, reveal.appletPublic, said, crypto), send: [] };
    }
    case 'agreed':
    case 'failed':
      return over(state);
  }
}

/** Ends an agreement, or what came of it, and wipes its keys. */
export function wipeAgreement(state: AppletAgreement | ConsoleAgreement): void {
  switch (state.at) {
    case 'agreed':
      wipeKeys(state.keys);
      return;
    case 'waiting-for-key':
      state.nonce.fill(0);
      return;
    case 'waiting-for-commit':
    case 'waiting-for-reveal':
    case 'failed':
      return;
  }
}

async function agree(
  pair: KeyPair,
  theirs: Uint8Array,
  said: Transcript,
  crypto: AgreementCrypto,
): Promise<Ended> {
  const shared = await pair.shared(theirs);
  // Platforms refuse it already. This does not rest on that: RFC 7748 leaves the check to whoever uses the secret.
  if (shared === undefined || shared.every((byte) => byte === 0)) return { at: 'failed', fault: 'low-order' };
  return { at: 'agreed', keys: await deriveKeys(crypto, shared, said) };
}

function over(state: Ended): Step<Ended> {
  wipeAgreement(state);
  return state.at === 'failed' ? { state, send: [] } : failed('again');
}

const failed = (fault: AgreementFault): Step<Ended> => ({ state: { at: 'failed', fault }, send: [] });

// Both are public, so that time tells nobody anything.
const equal = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, at) => byte === b[at]);
