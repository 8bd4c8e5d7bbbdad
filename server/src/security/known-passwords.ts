import { dictionary } from '@zxcvbn-ts/language-common';

/** How many known words a password may be made of and still be too easy to guess. */
const MAX_WORDS = 2;
/** How many digits and signs around them do not make it better. */
const MAX_FILLERS = 6;
/** Shortest word of a list, or of somebody's own names, that is looked for inside a password. */
const MIN_WORD = 3;
/** Longest one; the list's longest entries are repetitions and keyboard rows. */
const MAX_WORD = 24;

/** What people write for letters. */
const LOOK_ALIKES: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

let known: ReadonlySet<string> | undefined;

/**
 * Whether a password is known, or as good as: one of the 49,000 most common ones (the list of zxcvbn-ts, part of an npm
 * package), or made of at most two of them, of sequences, repetitions or the owner's own names, with a few digits and signs.
 * Four words that have nothing to do with each other are none (NIST SP 800-63B, section 5.1.1.2: compare with known
 * passwords, dictionary words, repetitions, sequences and words of the context).
 * @param own the account's names: of the person, the address, the organisation
 */
export function isKnownPassword(password: string, own: readonly string[]): boolean {
  known ??= new Set(dictionary['passwords-common'].map((entry) => entry.toLowerCase()));
  const text = password.normalize('NFKC').toLowerCase();
  const words = new Set(['throwline', ...own.flatMap(wordsOf)]);
  const plain = Array.from(text, (character) => LOOK_ALIKES[character] ?? character).join('');
  if (known.has(text) || known.has(plain)) return true;
  const variants = plain.length === text.length ? [text, plain] : [text];
  return covered(text, variants, (word) => known?.has(word) === true || words.has(word));
}

/** Whether a text falls into few words and few other characters. `variants` are as long as the text. */
function covered(text: string, variants: readonly string[], isWord: (word: string) => boolean): boolean {
  const seen = new Set<string>();
  const from = (at: number, words: number, fillers: number): boolean => {
    if (at === text.length) return true;
    const state = `${at} ${words} ${fillers}`;
    if (seen.has(state)) return false;
    seen.add(state);
    if (words < MAX_WORDS) {
      const run = runAt(text, at);
      if (run >= MIN_WORD && from(at + run, words + 1, fillers)) return true;
      for (let end = Math.min(at + MAX_WORD, text.length); end >= at + MIN_WORD; end -= 1)
        if (variants.some((variant) => isWord(variant.slice(at, end))) && from(end, words + 1, fillers))
          return true;
    }
    return fillers < MAX_FILLERS && !/\p{L}/u.test(text.charAt(at)) && from(at + 1, words, fillers + 1);
  };
  return from(0, 0, 0);
}

/** Length of the repetition (`aaaa`) or sequence (`3456`, `dcba`) that begins there. */
function runAt(text: string, at: number): number {
  const step = text.charCodeAt(at + 1) - text.charCodeAt(at);
  if (!(Math.abs(step) <= 1)) return 1;
  let end = at + 1;
  while (text.charCodeAt(end) - text.charCodeAt(end - 1) === step) end += 1;
  return end - at;
}

function wordsOf(name: string): string[] {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length >= MIN_WORD);
}
