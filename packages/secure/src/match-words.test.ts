import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { MATCH_WORDS, matchWords } from './match-words.ts';

// Words that sound like another word to many English speakers; each would be a good word otherwise.
const HOMOPHONES = `aisle bare base beach bean bear beat beech berry board boy bread cellar cereal chord cord current deer
  die doe draft fair fairy ferry fir flea flour flower fur grate great hair hare heart horse hour idol jam key knight knot
  lane lava links loan lynx mail main maize maze meat metal minor moose morning mussel night oar pair palette pane pause
  peace peak pear pearl petal piece pier plane plum pole rain reed ring road root rose route sail scene sea seed steel
  step storey story sun sundae tail tea tide time toad vase veil waist walk wave weather week whale wheel wood yolk`;

test('[SECURE-7] the list has 1,024 words, so that three are 30 bits', () => {
  assert.equal(MATCH_WORDS.length, 1024);
});

test('[SECURE-4] the list is the one of version 1, word by word', () => {
  assert.equal(
    createHash('sha256').update(MATCH_WORDS.join(' ')).digest('hex'),
    '4aefd44c6392679dd2b4dae1d0f8dbd5ed79ee1d9230f65868834b924192fdac',
  );
});

test('[SECURE-7] each word is short, and unique by its first four letters', () => {
  for (const word of MATCH_WORDS) assert.match(word, /^[a-z]{4,9}$/);
  assert.equal(new Set(MATCH_WORDS.map((word) => word.slice(0, 4))).size, 1024);
  assert.deepEqual(MATCH_WORDS, [...MATCH_WORDS].sort());
});

test('[SECURE-7] no word is one letter away from another, and none sounds like another word', () => {
  for (const [at, word] of MATCH_WORDS.entries()) {
    const near = MATCH_WORDS.slice(at + 1).filter((other) => isNear(word, other));
    assert.deepEqual(near, [], word);
  }
  const same = new Set(HOMOPHONES.split(/\s+/));
  assert.deepEqual(
    MATCH_WORDS.filter((word) => same.has(word)),
    [],
  );
  const heard = Map.groupBy(MATCH_WORDS, sound);
  assert.deepEqual(
    [...heard.values()].filter((words) => words.length > 1),
    [],
  );
});

test('[SECURE-7] no word speaks of violence, illness, crime, drink, faith, peoples or what is intimate', () => {
  const unwelcome =
    /kill|dead|death|^dies?$|blood|weapon|^gun|bomb|rifle|sword|dagger|hate|terror|slave|^sick|cancer|plague|virus|thief|crime|murder|drug|beer|wine|vodka|whisky|^rum$|devil|demon|^god|church|mosque|temple|priest|bible|koran|naked|^sex|breast|^kiss|lover|toilet|stupid|idiot|ugly|^fat$/;
  assert.deepEqual(
    MATCH_WORDS.filter((word) => unwelcome.test(word)),
    [],
  );
});

test('[SECURE-7] each word stands for ten bits, the highest first', () => {
  const word = (at: number): string | undefined => MATCH_WORDS[at];
  assert.deepEqual(matchWords(Uint8Array.of(0, 0, 0, 0)), [word(0), word(0), word(0)]);
  assert.deepEqual(matchWords(Uint8Array.of(255, 255, 255, 255)), [word(1023), word(1023), word(1023)]);
  // 0000000001 0000000010 0000000011 00
  assert.deepEqual(matchWords(Uint8Array.of(0x00, 0x40, 0x20, 0x0c)), [word(1), word(2), word(3)]);
});

/** Whether one letter changed, added or left out makes one of the other. */
function isNear(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (long.length - short.length > 1) return false;
  let at = 0;
  while (at < short.length && short[at] === long[at]) at += 1;
  return short.slice(long.length === short.length ? at + 1 : at) === long.slice(at + 1);
}

/** A rough key of how a word sounds: what is written in two ways and spoken in one becomes the same. */
function sound(word: string): string {
  return word
    .replace(/^kn|^gn/, 'n')
    .replace(/^wr/, 'r')
    .replace(/^wh/, 'w')
    .replace(/ph/g, 'f')
    .replace(/c(?=[eiy])/g, 's')
    .replace(/ck|c(?!h)|q/g, 'k')
    .replace(/z/g, 's')
    .replace(/ai|ay|ei|ey/g, 'e')
    .replace(/ea|ee|ie/g, 'i')
    .replace(/oa|ow|ou/g, 'o')
    .replace(/er$|ar$|or$|re$/, 'r')
    .replace(/le$|el$|al$/, 'l')
    .replace(/y/g, 'i')
    .replace(/(.)\1/g, '$1')
    .replace(/e$/, '');
}
