import { personName } from './text.ts';

/** What a window or page calls somebody or something itself: nobody's account may be called so. */
const RESERVED = new Set(['you', 'customer', 'thecustomer', 'server', 'theserver', 'system', 'throwline']);

/** Letters of the other two alphabets that look like Latin ones (Unicode TS 39, confusables), lower case. */
const LOOKALIKES: Readonly<Record<string, string>> = {
  ...{ а: 'a', е: 'e', о: 'o', р: 'p', с: 'c', у: 'y', х: 'x', і: 'i', ј: 'j', ѕ: 's', һ: 'h', ԁ: 'd' },
  ...{ т: 't', м: 'm', к: 'k', в: 'b', н: 'h', ԛ: 'q', ԝ: 'w', ү: 'y' },
  ...{ α: 'a', ο: 'o', υ: 'u', ν: 'v', ρ: 'p', ι: 'i', κ: 'k', τ: 't', χ: 'x', γ: 'y' },
  ...{ '0': 'o', '1': 'l', ı: 'i' },
};

/** What a name looks like to somebody who reads it quickly: names with the same answer are taken for one another. */
export function looksLike(name: string): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
  return Array.from(plain, (letter) => LOOKALIKES[letter] ?? letter).join('');
}

const LATIN = /\p{Script=Latin}/u;
const CYRILLIC_OR_GREEK = /[\p{Script=Cyrillic}\p{Script=Greek}]/u;

/** Why an account may not be called so, in words for whoever typed it; `undefined` when it may. */
export function nameFault(name: string): string | undefined {
  if (RESERVED.has(looksLike(name)))
    return 'This name could be mistaken for somebody else in chats and logs. Use a person’s name.';
  // One word in two alphabets whose letters look alike is nobody's name.
  if (name.split(/\s+/u).some((word) => LATIN.test(word) && CYRILLIC_OR_GREEK.test(word)))
    return 'A word in this name mixes letters from two alphabets. Use only one.';
  return undefined;
}

/** The name of an account, which customers are shown: {@link personName}, and nothing that passes for another part. */
export const staffName = personName.superRefine((name, context) => {
  const message = nameFault(name);
  if (message !== undefined) context.addIssue({ code: 'custom', message });
});
