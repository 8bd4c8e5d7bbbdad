import assert from 'node:assert/strict';
import { test } from 'node:test';
import { namedKeyNumber } from '@throwline/protocol/peer/named-keys.ts';
import { isLeaveKeys, Keyboard, type KeyPress, pressTogether, typeText } from './keyboard.ts';

function press(key: string, code: string, part: Partial<KeyPress> = {}): KeyPress {
  return {
    key,
    code,
    location: 0,
    ctrlKey: false,
    altKey: false,
    metaKey: false,
    altGraph: false,
    isComposing: false,
    ...part,
  };
}

const character = (text: string) => ({ type: 'character', codePoint: text.codePointAt(0) ?? 0 });
const chord = (text: string, down: boolean) => ({ type: 'chord', codePoint: text.codePointAt(0) ?? 0, down });

const CHARACTERS: readonly [string, KeyPress, string][] = [
  ['a small letter', press('a', 'KeyA'), 'a'],
  ['a capital letter', press('A', 'KeyA'), 'A'],
  ['ü on a German keyboard', press('ü', 'BracketLeft'), 'ü'],
  ['é on a French keyboard', press('é', 'Digit2'), 'é'],
  ['€ with AltGr on Linux', press('€', 'KeyE', { altGraph: true }), '€'],
  [
    '€ with AltGr on Windows, which says Ctrl and Alt',
    press('€', 'KeyE', { altGraph: true, ctrlKey: true, altKey: true }),
    '€',
  ],
  ['a space', press(' ', 'Space'), ' '],
  ['a digit of the numeric pad', press('7', 'Numpad7', { location: 3 }), '7'],
  ['a character beyond 16 bits', press('😀', ''), '😀'],
];

for (const [what, down, expected] of CHARACTERS) {
  test(`[CONSOLE-4] ${what} goes as a character, and nothing stays down`, () => {
    const keyboard = new Keyboard(false);
    assert.deepEqual(keyboard.down(down), { frames: [character(expected)], handled: true });
    assert.deepEqual(keyboard.up(down).frames, []);
    assert.equal(keyboard.isIdle, true);
  });
}

test('[CONSOLE-4] keys without a character go by their number, left and right apart', () => {
  const keyboard = new Keyboard(false);
  const cases: readonly [KeyPress, Parameters<typeof namedKeyNumber>[0]][] = [
    [press('Enter', 'Enter'), 'Enter'],
    [press('Enter', 'NumpadEnter', { location: 3 }), 'NumpadEnter'],
    [press('ArrowLeft', 'ArrowLeft'), 'ArrowLeft'],
    [press('Home', 'Numpad7', { location: 3 }), 'Home'],
    [press('Shift', 'ShiftRight', { location: 2 }), 'ShiftRight'],
    [press('Control', 'CapsLock', { location: 1 }), 'ControlLeft'],
    [press('F11', 'F11'), 'F11'],
    [press('Meta', 'MetaLeft', { location: 1, metaKey: true }), 'MetaLeft'],
  ];
  for (const [down, name] of cases) {
    const key = namedKeyNumber(name);
    assert.deepEqual(keyboard.down(down).frames, [{ type: 'key', key, down: true }], name);
    assert.deepEqual(keyboard.up(down).frames, [{ type: 'key', key, down: false }], name);
  }
});

test('[CONSOLE-4] a shortcut goes as a chord, released by its key even when Ctrl went up first', () => {
  const keyboard = new Keyboard(false);
  const control = press('Control', 'ControlLeft', { location: 1, ctrlKey: true });
  keyboard.down(control);
  assert.deepEqual(keyboard.down(press('C', 'KeyC', { ctrlKey: true })).frames, [chord('c', true)]);
  assert.equal(keyboard.up(control).frames.length, 1);
  assert.deepEqual(keyboard.up(press('c', 'KeyC')).frames, [chord('c', false)]);
  assert.equal(keyboard.isIdle, true);
});

test('[CONSOLE-4] a shortcut on a keyboard without Latin letters means the letter at its place', () => {
  const frames = new Keyboard(false).down(press('с', 'KeyC', { ctrlKey: true })).frames;
  assert.deepEqual(frames, [chord('c', true)]);
});

test('[CONSOLE-4] AltGr on Windows lets go of the Control that nobody pressed', () => {
  const keyboard = new Keyboard(false);
  keyboard.down(press('Control', 'ControlLeft', { location: 1, ctrlKey: true }));
  const key = namedKeyNumber('ControlLeft');
  const altGraph = press('AltGraph', 'AltRight', {
    location: 2,
    ctrlKey: true,
    altKey: true,
    altGraph: true,
  });
  assert.deepEqual(keyboard.down(altGraph).frames, [{ type: 'key', key, down: false }]);
  assert.equal(keyboard.isIdle, true);
});

test('[CONSOLE-4] Option on a Mac makes characters', () => {
  const keyboard = new Keyboard(true);
  keyboard.down(press('Alt', 'AltLeft', { location: 1, altKey: true }));
  const frames = keyboard.down(press('ß', 'KeyS', { altKey: true })).frames;
  assert.deepEqual(frames, [{ type: 'key', key: namedKeyNumber('AltLeft'), down: false }, character('ß')]);
});

test('[CONSOLE-5] releasing Command on a Mac lets go of what was pressed with it', () => {
  const keyboard = new Keyboard(true);
  keyboard.down(press('Meta', 'MetaLeft', { location: 1, metaKey: true }));
  keyboard.down(press('c', 'KeyC', { metaKey: true }));
  keyboard.up(press('Meta', 'MetaLeft', { location: 1 }));
  assert.equal(keyboard.isIdle, true);
});

test('[CONSOLE-4] a held key repeats, a held modifier does not', () => {
  const keyboard = new Keyboard(false);
  const arrow = press('ArrowDown', 'ArrowDown');
  assert.equal(keyboard.down(arrow).frames.length, 1);
  assert.equal(keyboard.down(arrow).frames.length, 1);
  const shift = press('Shift', 'ShiftLeft', { location: 1 });
  assert.equal(keyboard.down(shift).frames.length, 1);
  assert.equal(keyboard.down(shift).frames.length, 0);
});

test('[CONSOLE-4] dead keys and input methods are left to the text field', () => {
  const keyboard = new Keyboard(false);
  for (const down of [
    press('Dead', 'Equal'),
    press('Process', 'KeyA'),
    press('a', 'KeyA', { isComposing: true }),
  ]) {
    assert.deepEqual(keyboard.down(down), { frames: [], handled: false });
  }
});

test('[CONSOLE-4] Caps Lock and Num Lock change what is typed here, and nothing over there', () => {
  for (const key of ['CapsLock', 'NumLock']) {
    assert.deepEqual(new Keyboard(false).down(press(key, key)), { frames: [], handled: true });
  }
});

test('[CONSOLE-4] composed text is typed character by character, line breaks as Enter', () => {
  const key = namedKeyNumber('Enter');
  assert.deepEqual(typeText('ô\r\n日😀'), [
    character('ô'),
    { type: 'key', key, down: true },
    { type: 'key', key, down: false },
    character('日'),
    character('😀'),
  ]);
});

test('[CONSOLE-4] keys from the menu go down in order and up in the opposite order', () => {
  const [control, alt, del] = (['ControlLeft', 'AltLeft', 'Delete'] as const).map(namedKeyNumber);
  assert.deepEqual(
    pressTogether('ControlLeft', 'AltLeft', 'Delete').map((frame) =>
      frame.type === 'key' ? [frame.key, frame.down] : frame,
    ),
    [
      [control, true],
      [alt, true],
      [del, true],
      [del, false],
      [alt, false],
      [control, false],
    ],
  );
});

test('[CONSOLE-6] Ctrl, Alt and Shift together leave the screen; with a letter they do not', () => {
  const held = { ctrlKey: true, altKey: true, shiftKey: true };
  assert.equal(isLeaveKeys({ ...press('Shift', 'ShiftLeft', held), ...held }), true);
  assert.equal(isLeaveKeys({ ...press('T', 'KeyT', held), ...held }), false);
  assert.equal(isLeaveKeys({ ...press('Alt', 'AltLeft', held), ...held, shiftKey: false }), false);
});
