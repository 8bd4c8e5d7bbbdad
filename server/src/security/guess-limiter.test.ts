import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ThrowlineError } from '@throwline/protocol';
import { ManualClock } from '../testing/manual-clock.ts';
import { PASSWORD_ALLOWANCES, PasswordGuesses } from './guess-limiter.ts';

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
  const passwords = new PasswordGuesses(clock);
  const left = () => guesses(() => passwords.take('a@example.org', '198.51.100.7'));
  assert.equal(left(), PASSWORD_ALLOWANCES.account.burst);
  clock.setBy(24 * 3_600_000);
  assert.equal(left(), 0);
  clock.setBy(-48 * 3_600_000);
  clock.advance(60_000);
  assert.equal(left(), PASSWORD_ALLOWANCES.account.perMinute);
});
