/** A piece of a message: text as it was written, with the address when it can be opened. */
export interface ChatPiece {
  readonly text: string;
  readonly link?: ChatLink;
}

/** An address in a message. */
export interface ChatLink {
  /** The whole address, in ASCII: what looks like another letter shows itself as what it is. */
  readonly href: string;
  /** Its host, with its port if one is named; look-alike letters as punycode (`xn--…`). */
  readonly host: string;
  /** Whether the host is written in letters beyond plain Latin ones, which may imitate another host. */
  readonly isForeign: boolean;
}

/** What begins like an address, up to the next space or quotation mark. */
const ADDRESS = /\bhttps?:\/\/[^\s<>"“”„«»]+/giu;
/** Signs that end a sentence, not an address. */
const TAIL = /[.,;:!?'’…)\]}]+$/u;

/**
 * A message in pieces. Only `http` and `https` make links, and none that holds a user name: `https://bank.example@evil.example`
 * is there to mislead.
 */
export function chatPieces(text: string): readonly ChatPiece[] {
  const pieces: ChatPiece[] = [];
  let from = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = withoutTail(match[0]);
    const link = linkOf(address);
    if (link === undefined) continue;
    if (match.index > from) pieces.push({ text: text.slice(from, match.index) });
    pieces.push({ text: address, link });
    from = match.index + address.length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from) });
  return pieces;
}

function linkOf(text: string): ChatLink | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, username, password, hostname, host, href } = new URL(text);
  if (protocol !== 'http:' && protocol !== 'https:') return undefined;
  if (username !== '' || password !== '' || hostname === '') return undefined;
  return { href, host, isForeign: hostname.split('.').some((label) => label.startsWith('xn--')) };
}

/** Without what ends the sentence; a closing bracket stays that was opened in the address. */
function withoutTail(text: string): string {
  const tail = TAIL.exec(text)?.[0] ?? '';
  const body = text.slice(0, text.length - tail.length);
  const opened = body.split('(').length - body.split(')').length;
  return opened > 0 && tail.startsWith(')') ? `${body})` : body;
}
