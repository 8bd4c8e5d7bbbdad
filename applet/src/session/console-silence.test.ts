import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HOLD_SILENCE, SAID_SILENCE, STEADY_PING } from '@throwline/protocol';
import { FakeClock } from '../testing/fake-clock.ts';
import { ConsoleSilence } from './console-silence.ts';

function setUp() {
  const clock = new FakeClock();
  const told: string[] = [];
  const holding = new Set<number>();
  const silence = new ConsoleSilence({
    clock,
    mayHold: (peer) => holding.has(peer),
    letGo: (peer) => {
      holding.delete(peer);
      told.push(`let go ${peer}`);
    },
    changed: (isSilent) => told.push(isSilent ? 'silent' : 'heard'),
    watched: (isWatched) => told.push(isWatched ? 'watched' : 'calm'),
  });
  const hear = (peer: number): void => silence.heard(peer);
  return { clock, told, holding, silence, hear };
}

test('[LINE-1] what a console holds goes up after 1.5 s of its silence; people are told after 2 s', () => {
  const { clock, told, holding, silence, hear } = setUp();
  silence.steady(2, true);
  hear(2);
  holding.add(2);
  for (let index = 0; index < 20; index += 1) {
    clock.advance(STEADY_PING);
    hear(2);
  }
  clock.advance(HOLD_SILENCE - 1);
  assert.deepEqual(told, ['watched']);
  clock.advance(1);
  assert.deepEqual(told, ['watched', 'let go 2']);
  clock.advance(SAID_SILENCE - HOLD_SILENCE);
  assert.deepEqual(told.slice(2), ['silent']);
  assert.equal(clock.timers, 0);
  hear(2);
  assert.deepEqual(told.slice(3), ['heard']);
});

test('[LINE-1] a console that has never said that it pings may rest for longer, and its silence is no news', () => {
  const { clock, told, holding, hear } = setUp();
  hear(2);
  holding.add(2);
  hear(2);
  clock.advance(4_999);
  assert.deepEqual(told, []);
  clock.advance(1);
  clock.advance(60_000);
  assert.deepEqual(told, ['let go 2']);
});

test('[LINE-1] a console that is there says that the line is; one that leaves or stops pinging is not missed', () => {
  const { clock, told, silence, hear } = setUp();
  silence.steady(2, true);
  silence.steady(3, true);
  hear(2);
  hear(3);
  for (let index = 0; index < 10; index += 1) {
    clock.advance(STEADY_PING);
    hear(3);
  }
  silence.steady(3, false);
  assert.deepEqual(told, ['watched']);
  silence.left(2);
  clock.advance(60_000);
  assert.deepEqual(told, ['watched', 'calm']);
  assert.equal(clock.timers, 0);
});
