import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ThrowlineError } from '@throwline/protocol';
import type { CodeLength } from '../sessions/code-text.ts';
import { CODE_LIMITS, type Entry, GuessLedger } from './guess-ledger.ts';

const HOUR = 3_600_000;
const LIVE = 200;
const OTHER = 'another browser';
let made = 0;

/** A guess that passed, or `undefined`. */
function take(
  ledger: GuessLedger,
  address: string,
  now = 0,
  change: { digits?: CodeLength; liveCodes?: number; visit?: string } = {},
): Entry | undefined {
  const { digits = 6, liveCodes = LIVE, visit } = change;
  made += 1;
  try {
    return ledger.take({ id: String(made), now, address, digits, liveCodes, visit, key: (prefix) => prefix });
  } catch (error) {
    assert.ok(error instanceof ThrowlineError && error.code === 'too-many-attempts');
    return undefined;
  }
}

/** A wrong guess. Answers whether it was looked at. */
function guess(
  ledger: GuessLedger,
  ...rest: Parameters<typeof take> extends [unknown, ...infer R] ? R : never
) {
  const entry = take(ledger, ...rest);
  if (entry !== undefined) entry.isWrong = true;
  return entry !== undefined;
}

/** Every address guesses all that it may for a day, at codes of both lengths; how probable a hit is then. */
function chanceOfHit(addresses: readonly string[]): number {
  const ledger = new GuessLedger();
  let miss = 1;
  for (const hour of [0, 12, 23]) {
    for (const digits of [6, 9] as const) {
      for (let passed = true; passed; ) {
        passed = false;
        for (const address of addresses) {
          if (!guess(ledger, address, hour * HOUR, { digits })) continue;
          passed = true;
          miss *= 1 - LIVE / 10 ** digits;
        }
      }
    }
  }
  return 1 - miss;
}

test('[CODE-5] at 200 live codes one address or /64 hits one within a day with a chance of at most 0.5 %', () => {
  assert.ok(chanceOfHit(['198.51.100.7']) <= 0.005);
  const many = Array.from({ length: 200 }, (_, n) => `2001:db8:1:1::${n.toString(16)}`);
  assert.ok(chanceOfHit(many) <= 0.005);
});

test('[CODE-5] 10,000 addresses hit one within a day with a chance of at most 5 %, spread or together', () => {
  const spread = Array.from({ length: 10_000 }, (_, n) => `10.${n >> 8}.${n & 255}.1`);
  const together = Array.from({ length: 10_000 }, (_, n) => `10.1.${n >> 8}.${n & 255}`);
  for (const addresses of [spread, together]) {
    const chance = chanceOfHit(addresses);
    assert.ok(chance > 0.001 && chance <= 0.05, String(chance));
  }
});

test('[CODE-5] the risk is the same with fewer and with more live codes', () => {
  for (const liveCodes of [1, 20, 50, 1000, 5000]) {
    const ledger = new GuessLedger();
    let hits = 0;
    for (let n = 0; n < 10_000; n += 1)
      if (guess(ledger, `10.${n >> 8}.${n & 255}.1`, 0, { liveCodes })) hits += liveCodes / 1e6;
    assert.ok(hits <= 0.05, `${liveCodes}: ${hits}`);
  }
});

for (const digits of [6, 9] as const) {
  test(`[CODE-5] while 100 networks attack at most 1 % of right codes of ${digits} digits are refused`, () => {
    const ledger = new GuessLedger();
    const attackers = Array.from({ length: 2000 }, (_, n) => `10.0.${n % 100}.${Math.floor(n / 100)}`);
    let refused = 0;
    const customers = 5000;
    for (let n = 0; n < customers; n += 1) {
      const now = n * 17_000;
      if (n % 200 === 0) for (const address of [...attackers, ...attackers]) guess(ledger, address, now);
      // One in twenty mistypes first.
      const address = `172.${16 + (n >> 8)}.${n & 255}.9`;
      const visit = `customer ${n}`;
      if (n % 20 === 0) guess(ledger, address, now, { digits, visit });
      const right = take(ledger, address, now, { digits, visit });
      if (right === undefined) {
        refused += 1;
        continue;
      }
      ledger.takeBack(right);
      ledger.forgive(visit, 3);
    }
    assert.ok(refused / customers <= 0.01, `${refused} of ${customers}`);
  });
}

test('[CODE-5] an address that only guesses wrong has a handful in a day, its network some more', () => {
  const ledger = new GuessLedger();
  const passed = (addresses: (n: number) => string, now: number) =>
    Array.from({ length: 100 }, (_, n) => guess(ledger, addresses(n), now, { liveCodes: 1 })).filter(Boolean)
      .length;
  assert.equal(
    passed(() => '198.51.100.7', 0),
    CODE_LIMITS.narrow,
  );
  assert.equal(
    passed((n) => `198.51.100.${n}`, 1),
    CODE_LIMITS.wide - CODE_LIMITS.narrow,
  );
  assert.equal(
    passed(() => '198.51.100.7', 24 * HOUR - 1),
    0,
  );
  assert.equal(
    passed(() => '198.51.100.7', 24 * HOUR),
    CODE_LIMITS.narrow,
  );
});

test('[CODE-5] who mistypes and is right then has guessed nothing; nobody else’s mistakes are forgiven', () => {
  const ledger = new GuessLedger();
  const visit = 'a browser';
  for (let n = 0; n < 1000; n += 1) {
    assert.ok(guess(ledger, '198.51.100.7', 0, { visit }));
    assert.deepEqual(ledger.forgive(OTHER, 3), []);
    assert.equal(ledger.forgive(visit, 3).length, 1);
  }
  assert.equal(ledger.size, 0);
});

test('[CODE-5] what is remembered is bounded, and nothing is pushed out by others', () => {
  const ledger = new GuessLedger();
  const liveCodes = 1;
  while (guess(ledger, '198.51.100.7', 0, { liveCodes }));
  for (let n = 0; n < 60_000; n += 1)
    for (const digits of [6, 9] as const)
      guess(ledger, `${20 + (n >> 16)}.${(n >> 8) & 255}.${n & 255}.1`, 1, { digits, liveCodes });
  assert.ok(ledger.size < 20_000, String(ledger.size));
  assert.equal(take(ledger, '198.51.100.7', 2, { liveCodes }), undefined);
});
