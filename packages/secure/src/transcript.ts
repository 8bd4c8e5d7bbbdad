/** Version of the agreement and of everything that follows from it. Both sides put it into the transcript. */
export const SECURE_VERSION = 1;
/** Length of the applet's nonce, in bytes. It hides the applet's key behind the commitment. */
export const AGREEMENT_NONCE_BYTES = 32;

/** Keeps these hashes apart from every other use of SHA-256 in the product. */
const LABEL = 'throwline end to end';

/** One connection between an applet and a console. */
export interface Peers {
  /** The session's id. Both sides know it before, so that what was said in another session leads to other keys. */
  readonly session: string;
  /** The console's number on the relay, as the applet has it: 0 to 65,535. */
  readonly peer: number;
}

/** Everything that was said in an agreement. */
export interface Transcript extends Peers {
  readonly commitment: Uint8Array;
  readonly consolePublic: Uint8Array;
  readonly appletPublic: Uint8Array;
  readonly nonce: Uint8Array;
}

/** What the applet's commitment is the SHA-256 of. */
export function committed(peers: Peers, appletPublic: Uint8Array, nonce: Uint8Array): Uint8Array {
  return fields(text('commitment'), ...context(peers), appletPublic, nonce);
}

/** What the transcript's hash is the SHA-256 of. */
export function transcribed(said: Transcript): Uint8Array {
  return fields(
    text('transcript'),
    ...context(said),
    text('applet'),
    said.appletPublic,
    text('console'),
    said.consolePublic,
    said.nonce,
    said.commitment,
  );
}

/** What HKDF derives a part of the secret for. */
export function purpose(name: string): Uint8Array {
  return fields(text(LABEL), Uint8Array.of(SECURE_VERSION), text(name));
}

const context = ({ session, peer }: Peers): Uint8Array[] => [
  text(LABEL),
  Uint8Array.of(SECURE_VERSION),
  text(session),
  Uint8Array.of(peer >> 8, peer & 0xff),
];

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

/** Each field behind its length as u16: no two lists of fields make the same bytes. */
function fields(...list: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(list.reduce((sum, field) => sum + 2 + field.length, 0));
  let at = 0;
  for (const field of list) {
    bytes.set([field.length >> 8, field.length & 0xff], at);
    bytes.set(field, at + 2);
    at += 2 + field.length;
  }
  return bytes;
}
