import assert from 'node:assert/strict';
import { test } from 'node:test';
import { namedKeyNumber } from '@throwline/protocol/peer/named-keys.ts';
import { Keyboard, type KeyPress, pressTogether, typeText } from './keyboard.ts';
import { SPECIAL_KEYS } from './special-keys.ts';

function press(key: string, code: string, part: Partial<KeyPress> = {}): KeyPress {
  return {
    key,
    code,
    location: 0,
    shiftKey: false,
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

for (const [what, down] of [
  ['on Windows says', press('لا', 'KeyB')],
  ['on X11 has as one sign', press('\ufefb', 'KeyB')],
  ['with AltGr says', press('لا', 'KeyB', { altGraph: true, ctrlKey: true, altKey: true })],
] as const) {
  test(`[CONSOLE-4] two letters that one key ${what} go as two characters`, () => {
    const keyboard = new Keyboard(false);
    assert.deepEqual(keyboard.down(down), { frames: [character('ل'), character('ا')], handled: true });
    assert.equal(keyboard.isIdle, true);
  });
}

test('[CONSOLE-4] a key with a name that nobody knows types nothing of its name', () => {
  assert.deepEqual(new Keyboard(false).down(press('LaunchMail', '')), { frames: [], handled: true });
});

test('[CONSOLE-4] a letter that is dead on a keyboard of a program’s making comes from the text field', () => {
  const keyboard = new Keyboard(false);
  for (const code of ['', 'Unidentified'])
    assert.deepEqual(keyboard.down(press('Dead', code)), { frames: [], handled: false });
  assert.deepEqual(typeText('ê'), [character('ê')]);
  assert.deepEqual(keyboard.up(press('Dead', '')).frames, []);
});

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

const MODIFIER_CODES = {
  Shift: 'ShiftLeft',
  Control: 'ControlLeft',
  Alt: 'AltLeft',
  Meta: 'MetaLeft',
} as const;
type ModifierName = keyof typeof MODIFIER_CODES;

/** The press of a modifier as Chromium on Linux says it: Alt is Meta while Shift is held. */
function modifier(name: ModifierName, ...before: readonly ModifierName[]): KeyPress {
  const down = new Set([name, ...before]);
  const isFalseMeta = name === 'Alt' && before.includes('Shift');
  return press(isFalseMeta ? 'Meta' : name, MODIFIER_CODES[name], {
    location: 1,
    shiftKey: down.has('Shift'),
    ctrlKey: down.has('Control'),
    altKey: down.has('Alt') && !isFalseMeta,
    metaKey: down.has('Meta') || isFalseMeta,
  });
}

const ORDERS = [
  ['Control', 'Alt', 'Shift'],
  ['Control', 'Shift', 'Alt'],
  ['Alt', 'Control', 'Shift'],
  ['Alt', 'Shift', 'Control'],
  ['Shift', 'Control', 'Alt'],
  ['Shift', 'Alt', 'Control'],
] as const satisfies readonly (readonly ModifierName[])[];

for (const order of ORDERS) {
  test(`[CONSOLE-6] ${order.join(', ')} leave the screen`, () => {
    const keyboard = new Keyboard(false);
    for (const [index, name] of order.entries()) {
      const down = modifier(name, ...order.slice(0, index));
      assert.equal(keyboard.isLeaving(down), index === 2, name);
      keyboard.down(down);
    }
    const shortcut = press('T', 'KeyT', { shiftKey: true, ctrlKey: true, altKey: true });
    assert.equal(keyboard.isLeaving(shortcut), false);
  });
}

test('[CONSOLE-4] what browsers keep for their tabs is among the special keys', () => {
  const control = namedKeyNumber('ControlLeft');
  for (const letter of ['w', 't', 'n']) {
    const special = SPECIAL_KEYS.find(({ label }) => label === `Ctrl + ${letter.toUpperCase()}`);
    assert.deepEqual(pressTogether(...(special?.keys ?? [])), [
      { type: 'key', key: control, down: true },
      chord(letter, true),
      chord(letter, false),
      { type: 'key', key: control, down: false },
    ]);
  }
});

test('[CONSOLE-6] with the Windows key, Ctrl, Alt and Shift are a shortcut', () => {
  const keyboard = new Keyboard(false);
  keyboard.down(modifier('Meta'));
  keyboard.down(modifier('Control', 'Meta'));
  keyboard.down(modifier('Alt', 'Meta', 'Control'));
  assert.equal(keyboard.isLeaving(modifier('Shift', 'Meta', 'Control', 'Alt')), false);
});

test('[CONSOLE-16] Alt with Shift is Alt, though the browser calls it Meta, and lets go of itself only', () => {
  const keyboard = new Keyboard(false);
  const [alt, shift] = (['AltLeft', 'ShiftLeft'] as const).map(namedKeyNumber);
  keyboard.down(modifier('Shift'));
  assert.deepEqual(keyboard.down(modifier('Alt', 'Shift')).frames, [{ type: 'key', key: alt, down: true }]);
  assert.deepEqual(keyboard.down(modifier('Alt', 'Shift')).frames, []);
  assert.deepEqual(keyboard.up(modifier('Alt', 'Shift')).frames, [{ type: 'key', key: alt, down: false }]);
  assert.deepEqual(keyboard.up(modifier('Shift')).frames, [{ type: 'key', key: shift, down: false }]);
  keyboard.down(modifier('Alt'));
  keyboard.down(modifier('Shift', 'Alt'));
  assert.deepEqual(keyboard.up(modifier('Alt', 'Shift')).frames, [{ type: 'key', key: alt, down: false }]);
});

test('[CONSOLE-16] where Alt and the Windows key are swapped, they stay so, with Shift too', () => {
  const keyboard = new Keyboard(false);
  const meta = namedKeyNumber('MetaLeft');
  const swapped = press('Meta', 'AltLeft', { location: 1, metaKey: true });
  assert.deepEqual(keyboard.down(swapped).frames, [{ type: 'key', key: meta, down: true }]);
  keyboard.up(swapped);
  keyboard.down(modifier('Shift'));
  const frames = keyboard.down({ ...swapped, shiftKey: true }).frames;
  assert.deepEqual(frames, [{ type: 'key', key: meta, down: true }]);
});

for (const name of ['Shift', 'Control', 'Alt', 'Meta'] as const) {
  test(`[CONSOLE-16] ${name}, its release swallowed, goes up with the next event that knows better`, () => {
    const released = [{ type: 'key', key: namedKeyNumber(`${name}Left`), down: false }];
    const none = press('', '');
    const later: Readonly<Record<string, (keyboard: Keyboard) => unknown>> = {
      'a key': (keyboard) => keyboard.down(press('Unidentified', '')).frames,
      'a key that composes': (keyboard) => keyboard.down(press('e', 'KeyE', { isComposing: true })).frames,
      'the end of a key': (keyboard) => keyboard.up(press('e', 'KeyE')).frames,
      'the pointer or the wheel': (keyboard) => keyboard.compare(none),
    };
    for (const [what, happen] of Object.entries(later)) {
      const keyboard = new Keyboard(false);
      const down = modifier(name);
      keyboard.down(down);
      assert.deepEqual(keyboard.compare(down), [], what);
      assert.deepEqual(happen(keyboard), released, what);
      assert.equal(keyboard.isIdle, true);
    }
  });
}

test('[CONSOLE-16] a modifier that events never mention stays down until its key goes up', () => {
  const keyboard = new Keyboard(false);
  keyboard.down(press('OS', 'MetaLeft', { location: 1 }));
  assert.deepEqual(keyboard.compare(press('', '')), []);
  assert.equal(keyboard.up(press('OS', 'MetaLeft', { location: 1 })).frames.length, 1);
});
