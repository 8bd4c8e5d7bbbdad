/**
 * Characters without a shape of their own (Unicode's category Cf, UAX 44) that stay in what people write, with the reason.
 * All others of the category go: overrides and embeddings turn text round for the eye (Unicode TR 36, section 2.5), the
 * rest is invisible and tells two names apart that look the same.
 */
export const KEPT_FORMAT_CHARACTERS: readonly {
  readonly from: number;
  readonly to: number;
  readonly why: string;
}[] = [
  { from: 0x00ad, to: 0x00ad, why: 'soft hyphen: where a long German or Finnish word may break' },
  { from: 0x0600, to: 0x0605, why: 'signs before Arabic numbers; they have a shape' },
  { from: 0x061c, to: 0x061c, why: 'Arabic letter mark: where a number or dot stands' },
  { from: 0x06dd, to: 0x06dd, why: 'Arabic end of ayah; it has a shape' },
  { from: 0x200c, to: 0x200c, why: 'zero-width non-joiner: spelling in Persian and many scripts of India' },
  {
    from: 0x200d,
    to: 0x200d,
    why: 'zero-width joiner: Hindi, Sinhala, Arabic; families and professions in emoji',
  },
  { from: 0x200e, to: 0x200f, why: 'left-to-right and right-to-left mark: punctuation in Hebrew and Arabic' },
  { from: 0x2060, to: 0x2060, why: 'word joiner: where a line must not break' },
  {
    from: 0x2066,
    to: 0x2069,
    why: 'isolates: a word of the other direction; always closed, see closeIsolates',
  },
  { from: 0xe0020, to: 0xe007f, why: 'tags: flags of England, Scotland, Wales; only behind the black flag' },
];

const isKept = (character: string): boolean => {
  const point = character.codePointAt(0) ?? 0;
  return KEPT_FORMAT_CHARACTERS.some(({ from, to }) => point >= from && point <= to);
};

/** A flag made of tags: the black flag, letters and digits, the end. Unicode TS 51, ED-14a. */
const FLAG = /(\u{1f3f4}[\u{e0030}-\u{e0039}\u{e0061}-\u{e007a}]{1,8}\u{e007f})/u;
const TAGS = /[\u{e0020}-\u{e007f}]/gu;

/**
 * Text without the format characters that deceive.
 * @param instead what stands in place of each that goes
 */
export function withoutDeceivers(text: string, instead: string): string {
  const kept = text.replace(/\p{Cf}/gu, (character) => (isKept(character) ? character : instead));
  // Split by a group, flags stand at the odd places.
  return kept
    .split(FLAG)
    .map((part, index) => (index % 2 === 1 ? part : part.replace(TAGS, instead)))
    .join('');
}

const OPENS = /[\u2066-\u2068]/;
const CLOSE = '\u2069';

/** A line whose isolates are closed where it ends, and that closes none which it has not opened. */
export function closeIsolates(line: string): string {
  let open = 0;
  let closed = '';
  for (const character of line) {
    if (OPENS.test(character)) open += 1;
    else if (character === CLOSE) {
      if (open === 0) continue;
      open -= 1;
    }
    closed += character;
  }
  return closed + CLOSE.repeat(open);
}

/** Most marks on one letter. Cantillated Hebrew and stacked Tibetan need five; more only cover the lines around. */
const MOST_MARKS = 6;
const STACKED = new RegExp(`(\\p{M}{${MOST_MARKS}})\\p{M}+`, 'gu');

/** Text whose letters bear a bounded number of marks. */
export function withoutStacks(text: string): string {
  return text.replace(STACKED, '$1');
}
