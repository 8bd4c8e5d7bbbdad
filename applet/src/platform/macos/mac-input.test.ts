import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { NAMED_KEYS } from '@throwline/protocol/peer/named-keys.ts';
import type { InputEvent } from '../platform.ts';
import { KEY_CODES } from './key-codes.ts';
import { MacInput } from './mac-input.ts';
import { FakeMac } from './testing/fake-mac.ts';

const OWN = 500;
const OTHER = 700;

const opened: MacInput[] = [];
afterEach(() => {
  for (const input of opened.splice(0)) input.close();
});

/** A desktop with the applet's window at the upper left quarter, another program's behind it, and its input. */
function deskOf(change: (mac: FakeMac) => void = () => undefined) {
  const mac = new FakeMac();
  mac.windows = [
    { id: 1, owner: OTHER, bounds: { x: 0, y: 0, width: 40, height: 30 }, shade: 1 },
    { id: 2, owner: OWN, bounds: { x: 0, y: 0, width: 20, height: 15 }, shade: 2 },
  ];
  mac.focused = OTHER;
  change(mac);
  let time = 0;
  const input = new MacInput(mac.calls, () => time);
  opened.push(input);
  input.protect({ kind: 'processes', roots: [OWN] });
  return {
    mac,
    input,
    pass: (milliseconds: number) => {
      time += milliseconds;
    },
    act: async (...events: InputEvent[]) => {
      mac.posted.length = 0;
      const outcomes = [];
      for (const event of events) outcomes.push(await input.inject(event));
      return { outcomes, posted: [...mac.posted] };
    },
  };
}

const point = (x: number, y: number, buttons = 0): InputEvent => ({ kind: 'pointer', x, y, buttons });
const key = (name: (typeof NAMED_KEYS)[number]['name'], down: boolean): InputEvent => ({
  kind: 'key',
  key: name,
  down,
});
const character = (text: string): InputEvent => ({ kind: 'character', codepoint: text.codePointAt(0) ?? 0 });

test('[INPUT-7] moves, presses, drags and releases are what macOS calls them, at the right place', async () => {
  const { act } = deskOf();
  const { posted } = await act(point(30, 20), point(31, 20, 1), point(35, 25, 1), point(35, 25, 0));
  assert.deepEqual(posted, [
    'mouse 5 30,20 b0',
    'mouse 5 31,20 b0',
    'mouse 1 31,20 b0',
    'mouse 6 35,25 b0',
    'mouse 6 35,25 b0',
    'mouse 2 35,25 b0',
  ]);
  const others = await act(point(30, 20, 0b10110), point(30, 20, 0));
  assert.deepEqual(
    others.posted.filter((line) => !line.startsWith('mouse 27') && !line.startsWith('mouse 7')),
    [
      'mouse 5 30,20 b0',
      'mouse 25 30,20 b2',
      'mouse 3 30,20 b1',
      'mouse 25 30,20 b4',
      'mouse 26 30,20 b2',
      'mouse 4 30,20 b1',
      'mouse 26 30,20 b4',
    ],
  );
});

test('[INPUT-7] places are pixels of the desktop, and beyond it its edge; notches are bounded', async () => {
  const { act } = deskOf((mac) => {
    mac.displays = [
      { bounds: { x: 0, y: 0, width: 40, height: 30 }, scale: 2 },
      { bounds: { x: -40, y: 0, width: 40, height: 30 }, scale: 1 },
    ];
  });
  const { posted } = await act(point(10, 11), point(9999, 9999), point(Number.NaN, -5));
  assert.deepEqual(posted, ['mouse 5 -35,5.5 b0', 'mouse 5 39.5,29.5 b0', 'mouse 5 -40,0 b0']);
  const wheel = await act({ kind: 'wheel', columns: 1, rows: 500 }, { kind: 'wheel', columns: 0, rows: -1 });
  assert.deepEqual(wheel.posted, ['scroll -60,-3', 'scroll 3,0']);
});

test('[MACOS-9] a double click says that it is one; a slow or a distant second click is a new one', async () => {
  const { act, pass } = deskOf();
  const click = async (x: number): Promise<boolean> =>
    (await act(point(x, 20, 1), point(x, 20))).posted.some((line) => line.endsWith('×2'));
  assert.equal(await click(30), false);
  pass(200);
  assert.equal(await click(31), true);
  pass(600);
  assert.equal(await click(31), false);
  assert.equal(await click(38), false);
});

test('[INPUT-1] every named key is a key of its own, or told to be missing', async () => {
  const { act } = deskOf();
  for (const { name } of NAMED_KEYS) {
    const { outcomes, posted } = await act(key(name, true), key(name, false));
    const code = KEY_CODES[name];
    assert.equal(outcomes[0], code === undefined ? 'refused-invalid' : 'done', name);
    assert.equal(posted.length, code === undefined ? 0 : 2, name);
  }
});

test('[INPUT-2] a character is posted as text, whole, without the modifiers that are held', async () => {
  const { act } = deskOf();
  const { posted } = await act(key('ShiftLeft', true), character('ü'), character('😀'), character('\n'));
  assert.deepEqual(posted, [
    'key 56 down 20002',
    'text ü down',
    'text ü up',
    'text 😀 down',
    'text 😀 up',
    'key 36 down',
    'key 36 up',
  ]);
});

test('[INPUT-5] what is no character is refused', async () => {
  const { act } = deskOf();
  for (const codepoint of [0, 0x7f, 0x9f, 0xd800, 0xdfff, 0x110000, 0.5, Number.NaN])
    assert.deepEqual((await act({ kind: 'character', codepoint })).outcomes, ['refused-invalid']);
});

test('[INPUT-4] a chord presses the key that bears the letter on the customer’s layout', async () => {
  const { mac, act } = deskOf((desk) => {
    // A German layout: z is where a US keyboard has y, and @ stands with Option only.
    desk.layout.set('16', 'z').set('6', 'y').set('19+shift', '"').set('0', 'a').set('0+shift', 'A');
  });
  const chord = (text: string, down: boolean): InputEvent => ({
    kind: 'chord',
    codepoint: text.codePointAt(0) ?? 0,
    down,
  });
  const { posted } = await act(
    key('MetaLeft', true),
    chord('z', true),
    chord('z', false),
    key('MetaLeft', false),
  );
  assert.deepEqual(posted, ['key 55 down 100008', 'key 16 down 100008', 'key 16 up 100008', 'key 55 up']);
  assert.deepEqual((await act(chord('"', true), chord('"', false))).posted, ['key 19 down', 'key 19 up']);
  assert.deepEqual((await act(chord('A', true), chord('A', false))).posted, ['key 0 down', 'key 0 up']);
  assert.deepEqual((await act(chord('@', true))).outcomes, ['refused-invalid']);
  await act(chord('y', true));
  mac.layout.clear();
  assert.deepEqual((await act(chord('y', false))).posted, ['key 6 up']);
});

test('[INPUT-12] a layout without Latin letters gets a shortcut at their place on a Latin keyboard', async () => {
  const chord = (text: string): InputEvent[] =>
    [true, false].map((down) => ({ kind: 'chord', codepoint: text.charCodeAt(0), down }));
  const cyrillic = deskOf((desk) => {
    desk.layout.set('0', 'ф').set('0+shift', 'Ф').set('8', 'с').set('29', '0');
  });
  for (const [letter, code] of Object.entries({ a: 0, c: 8, v: 9, k: 40, m: 46, 0: 29, 5: 23, 9: 25 })) {
    const { posted } = await cyrillic.act(...chord(letter));
    assert.deepEqual(posted, [`key ${code} down`, `key ${code} up`], letter);
  }
  // A Latin layout that lacks a letter has another one there.
  const latin = deskOf((desk) => {
    desk.layout.set('12', 'ä');
    desk.layout.set('13', 'é').set('13+shift', 'E');
  });
  assert.deepEqual((await latin.act(...chord('w'))).posted, []);
});

test('[INPUT-9] everything that is held goes up, at once and when the sink is closed', async () => {
  const { mac, input, act } = deskOf();
  await act(point(30, 20, 1), key('MetaLeft', true), key('ShiftRight', true));
  mac.posted.length = 0;
  input.releaseAll();
  assert.deepEqual(mac.posted, ['mouse 2 30,20 b0 12000c', 'key 60 up 100008', 'key 55 up']);
  mac.posted.length = 0;
  input.releaseAll();
  assert.deepEqual(mac.posted, []);
  await act(key('Tab', true));
  input.close();
  assert.equal(mac.posted.at(-1), 'key 48 up');
  assert.equal(await input.inject(character('a')), 'dropped');
  assert.equal(process.listenerCount('exit'), 0);
});

test('[GUARD-1] pointer and wheel are refused on the applet’s window, whatever stands in front of it', async () => {
  const { act, mac } = deskOf();
  assert.deepEqual(await act(point(19, 14, 1)), { outcomes: ['refused-protected'], posted: [] });
  assert.deepEqual((await act(point(20, 14))).outcomes, ['done']);
  mac.place = { x: 5, y: 5 };
  assert.deepEqual(await act({ kind: 'wheel', columns: 0, rows: 1 }), {
    outcomes: ['refused-protected'],
    posted: [],
  });
});

test('[GUARD-6] what is dragged is let go where it was, not on the applet’s window', async () => {
  const { act } = deskOf();
  await act(point(30, 20, 1));
  assert.deepEqual(await act(point(5, 5, 0)), {
    outcomes: ['refused-protected'],
    posted: ['mouse 2 30,20 b0'],
  });
});

test('[GUARD-3] keys are refused while the applet’s window has the focus or is in front; letting go never is', async () => {
  const { act, mac } = deskOf();
  await act(key('ControlLeft', true));
  mac.focused = OWN;
  const refused = await act(character('y'), key('Enter', true), { kind: 'chord', codepoint: 97, down: true });
  assert.deepEqual(refused, {
    outcomes: ['refused-protected', 'refused-protected', 'refused-protected'],
    posted: [],
  });
  assert.deepEqual(await act(key('ControlLeft', false)), { outcomes: ['done'], posted: ['key 59 up'] });
  mac.focused = undefined;
  mac.windows.reverse();
  assert.deepEqual((await act(character('y'))).outcomes, ['refused-protected']);
  mac.windows.reverse();
  assert.deepEqual((await act(character('y'))).outcomes, ['done']);
});

test('[GUARD-10] nothing acts while the applet’s windows cannot be told apart, or nobody said whose they are', async () => {
  const { act, mac, input } = deskOf();
  mac.windows = mac.windows.filter(({ owner }) => owner !== OWN);
  const events = [point(1, 1), character('a'), key('Tab', true)];
  const all = (await act(...events)).outcomes;
  assert.deepEqual(all, ['refused-unidentified', 'refused-unidentified', 'refused-unidentified']);
  input.protect({ kind: 'none' });
  assert.deepEqual((await act(...events)).outcomes, ['done', 'done', 'done']);
  const fresh = new MacInput(mac.calls, () => 0);
  assert.equal(await fresh.inject(point(1, 1)), 'refused-unidentified');
  fresh.close();
  assert.equal(mac.alive, 0);
});
