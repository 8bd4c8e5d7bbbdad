import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isNamedKey, NAMED_KEYS, namedKeyFromNumber, namedKeyNumber } from './named-keys.ts';

test('[INPUT-1] every named key has a number of its own that fits a byte, and both ways agree', () => {
  assert.equal(new Set(NAMED_KEYS.map((key) => key.number)).size, NAMED_KEYS.length);
  assert.equal(new Set(NAMED_KEYS.map((key) => key.name)).size, NAMED_KEYS.length);
  for (const { number, name } of NAMED_KEYS) {
    assert.ok(number >= 1 && number <= 255);
    assert.equal(namedKeyNumber(name), number);
    assert.equal(namedKeyFromNumber(number), name);
    assert.ok(isNamedKey(name));
  }
});

test('[INPUT-1] numbers that have been given out stay', () => {
  assert.deepEqual(
    (['Enter', 'ArrowRight', 'F24', 'ShiftLeft', 'Space', 'Numpad0', 'NumpadEnter', 'Help'] as const).map(
      namedKeyNumber,
    ),
    [1, 14, 38, 39, 53, 54, 69, 88],
  );
});

test('[INPUT-1] unknown names and numbers are no keys', () => {
  assert.equal(namedKeyFromNumber(0), undefined);
  assert.equal(namedKeyFromNumber(255), undefined);
  assert.equal(isNamedKey('KeyA'), false);
  assert.equal(isNamedKey('toString'), false);
});
