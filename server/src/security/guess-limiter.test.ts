import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ThrowlineError } from '@throwline/protocol';
import { ManualClock } from '../testing/manual-clock.ts';
import { CODE_ALLOWANCES, CodeGuesses, PASSWORD_ALLOWANCES, PasswordGuesses } from './guess-limiter.ts';

const isLimited = (work: () => unknown): boolean => {
  try {
    work();
    return false;
  } catch (error) {
    assert.ok(error instanceof ThrowlineError && error.code === 'too-many-attempts');
    return true;
  }
};

/** How many guesses pass before one is refused. */
function guesses(take: (n: number) => unknown): number {
  for (let n = 0; ; n += 1) if (isLimited(() => take(n))) return n;
}

test('[CODE-5] one address has a limit, and gets new guesses with time', () => {
  const clock = new ManualClock();
  const codes = new CodeGuesses(clock);
  assert.equal(
    guesses(() => codes.take('198.51.100.7')),
    CODE_ALLOWANCES.narrow.burst,
  );
  clock.advance(59_000);
  assert.equal(
    guesses(() => codes.take('198.51.100.7')),
    0,
  );
  clock.advance(1000);
  assert.equal(
    guesses(() => codes.take('198.51.100.7')),
    CODE_ALLOWANCES.narrow.perMinute,
  );
});

test('[CODE-5] a network has a limit, whichever of its addresses guess', () => {
  const codes = new CodeGuesses(new ManualClock());
  assert.equal(
    guesses((n) => codes.take(`198.51.100.${n}`)),
    CODE_ALLOWANCES.wide.burst,
  );
  assert.ok(!isLimited(() => codes.take('203.0.113.1')));
});

test('[CODE-5] IPv6 is counted by /64 and by /48', () => {
  const codes = new CodeGuesses(new ManualClock());
  assert.equal(
    guesses((n) => codes.take(`2001:db8:1:1::${n}`)),
    CODE_ALLOWANCES.narrow.burst,
  );
  const left = CODE_ALLOWANCES.wide.burst - CODE_ALLOWANCES.narrow.burst;
  assert.equal(
    guesses((n) => codes.take(`2001:db8:1:${n + 2}::1`)),
    left,
  );
});

test('[CODE-5] all addresses together have a limit', () => {
  const codes = new CodeGuesses(new ManualClock());
  assert.equal(
    guesses((n) => codes.take(`10.${n}.1.1`)),
    CODE_ALLOWANCES.total.burst,
  );
});

test('[CODE-5] a right code costs nothing', () => {
  const codes = new CodeGuesses(new ManualClock());
  for (let n = 0; n < 1000; n += 1) codes.take('198.51.100.7')();
  assert.equal(
    guesses(() => codes.take('198.51.100.7')),
    CODE_ALLOWANCES.narrow.burst,
  );
});

test('[CODE-5] a refused guess costs nothing at the wider levels', () => {
  const codes = new CodeGuesses(new ManualClock());
  guesses(() => codes.take('198.51.100.7'));
  for (let n = 0; n < 1000; n += 1) isLimited(() => codes.take('198.51.100.7'));
  const left = CODE_ALLOWANCES.wide.burst - CODE_ALLOWANCES.narrow.burst;
  assert.equal(
    guesses(() => codes.take('198.51.100.8')),
    Math.min(left, CODE_ALLOWANCES.narrow.burst),
  );
});

test('[SIGNIN-3] an account has a limit from wherever it is guessed, and an address for whatever account', () => {
  const clock = new ManualClock();
  const passwords = new PasswordGuesses(clock);
  assert.equal(
    guesses((n) => passwords.take('a@example.org', `10.${n}.1.1`)),
    PASSWORD_ALLOWANCES.account.burst,
  );
  const other = new PasswordGuesses(clock);
  assert.equal(
    guesses((n) => other.take(`${n}@example.org`, '10.1.1.1')),
    PASSWORD_ALLOWANCES.narrow.burst,
  );
});

test('[SIGNIN-9] made-up accounts, however many, give no fresh guesses at a real one', () => {
  const clock = new ManualClock();
  const passwords = new PasswordGuesses(clock);
  const atVictim = () => guesses((n) => passwords.take('victim@example.org', `192.0.2.${n}`));
  assert.equal(atVictim(), PASSWORD_ALLOWANCES.account.burst);
  for (let n = 0; n < 30_000; n += 1) {
    isLimited(() => passwords.take(`${n}@example.org`, `2001:db8:${n.toString(16)}::1`));
  }
  assert.equal(atVictim(), 0);
  clock.advance(60_000);
  assert.equal(atVictim(), PASSWORD_ALLOWANCES.account.perMinute);
});

test('[SIGNIN-9] an account that nobody has guessed at keeps most of its allowance meanwhile', () => {
  const passwords = new PasswordGuesses(new ManualClock());
  for (let n = 0; n < 30_000; n += 1) {
    isLimited(() => passwords.take(`${n}@example.org`, `2001:db8:${n.toString(16)}::1`));
  }
  const left = guesses((n) => passwords.take('other@example.org', `192.0.2.${n}`));
  assert.ok(left >= PASSWORD_ALLOWANCES.account.burst / 2, `${left}`);
});

test('[SERVER-12] setting the clock gives no new guesses and takes none away', () => {
  const clock = new ManualClock();
  const codes = new CodeGuesses(clock);
  const left = () => guesses(() => codes.take('198.51.100.7'));
  assert.equal(left(), CODE_ALLOWANCES.narrow.burst);
  clock.setBy(24 * 3_600_000);
  assert.equal(left(), 0);
  clock.setBy(-48 * 3_600_000);
  clock.advance(60_000);
  assert.equal(left(), CODE_ALLOWANCES.narrow.perMinute);
});
