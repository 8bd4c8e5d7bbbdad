import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { NAMED_KEYS, type NamedKey } from '@throwline/protocol/peer/named-keys.ts';
import { waitFor } from '../linux/testing/wait-for.ts';
import type { InputEvent } from '../platform.ts';
import type { SeenMessage } from './testing/guest-window.ts';
import { type GuestDesk, type GuestWindow, startDesk } from './testing/guests.ts';
import { openWindow } from './testing/seen.ts';
import { NAMED_KEY_CODES } from './virtual-keys.ts';

const PLACE = { x: 100, y: 100, width: 400, height: 300 };
/** Virtual-key codes as messages have them: both sides of a modifier are one; a packet bears a character. */
const VK = { shift: 0x10, control: 0x11, alt: 0x12, c: 0x43, a: 0x41, packet: 0xe7 } as const;
const WAS_DOWN = 1 << 30;

let desk: GuestDesk;
let window: GuestWindow;
before(async () => {
  desk = await startDesk();
  await desk.calls.protect({ kind: 'none' });
  window = await openWindow(desk, PLACE, '204060');
  await inject(
    { kind: 'pointer', x: 300, y: 200, buttons: 1 },
    { kind: 'pointer', x: 300, y: 200, buttons: 0 },
  );
  await until(({ name }) => name === 'leftup');
});
beforeEach(async () => {
  await desk.calls.releaseAll();
  await inject(...type('.'));
  let isTyped = false;
  await until(({ name, wParam }) => {
    isTyped ||= name === 'char' && wParam === code('.');
    return isTyped && name === 'keyup' && wParam === VK.packet;
  });
});
after(() => desk[Symbol.asyncDispose]());

/** A place in the window, as mouse messages bear it. */
const at = (x: number, y: number): number => (y << 16) | x;
const code = (text: string): number => text.codePointAt(0) ?? 0;

async function inject(...events: InputEvent[]): Promise<void> {
  for (const outcome of await desk.calls.injectAll(events)) assert.equal(outcome, 'done');
}

/** The messages up to one that fits, moves left out. */
async function until(fits: (message: SeenMessage) => boolean): Promise<SeenMessage[]> {
  const seen: SeenMessage[] = [];
  await waitFor('a message', async () => {
    seen.push(...(await window.calls.takeMessages()));
    return seen.some(fits);
  });
  return seen.filter(({ name }) => name !== 'mousemove');
}

/** Waits until the pointer is exactly there. */
async function reached(x: number, y: number): Promise<void> {
  await waitFor(`the pointer at ${x},${y}`, async () => {
    const place = await desk.calls.pointer();
    return place.x === x && place.y === y;
  });
}

/** The text of all characters among messages. */
const textOf = (seen: readonly SeenMessage[]): string =>
  String.fromCharCode(...seen.filter(({ name }) => name === 'char').map(({ wParam }) => wParam));

const brief = (seen: readonly SeenMessage[]): string[] =>
  seen.map(({ name, wParam }) => `${name} ${wParam.toString(16)}`);

const key = (name: NamedKey, down: boolean): InputEvent => ({ kind: 'key', key: name, down });
const chord = (letter: string, down: boolean): InputEvent => ({
  kind: 'chord',
  codepoint: code(letter),
  down,
});
const type = (text: string): InputEvent[] =>
  [...text].map((character) => ({ kind: 'character', codepoint: code(character) }));

test('[INPUT-2] characters arrive whole, whatever the layout has: umlauts, the euro, another script, emoji', async () => {
  const text = 'Grüße, 5 €: Größe „Ωмега“ 😀👍🏽~^`\n\t';
  await inject(...type(text), ...type('.'));
  const seen = await until(({ name, wParam }) => name === 'char' && wParam === code('.'));
  assert.equal(textOf(seen), `${text.replace('\n', '\r')}.`);
});

test('[INPUT-3] held modifiers change no character, and are held again afterwards', async () => {
  await inject(key('ControlLeft', true), ...type('ä'), key('ControlLeft', false), ...type('.'));
  const seen = await until(({ name, wParam }) => name === 'char' && wParam === code('.'));
  assert.equal(textOf(seen), 'ä.');
  const control = seen.filter(({ wParam, name }) => wParam === VK.control && name.startsWith('key'));
  assert.deepEqual(
    control.map(({ name }) => name),
    ['keydown', 'keyup', 'keydown', 'keyup'],
  );
});

test('[INPUT-4] a shortcut presses the key that bears the letter, with its scan code', async () => {
  await inject(key('ControlLeft', true), chord('C', true), chord('c', false), key('ControlLeft', false));
  const seen = await until(({ name, wParam }) => name === 'keyup' && wParam === VK.control);
  const keys = seen.filter(({ name }) => name.startsWith('key'));
  assert.deepEqual(brief(keys), ['keydown 11', 'keydown 43', 'keyup 43', 'keyup 11']);
  assert.equal(((keys[1]?.lParam ?? 0) >> 16) & 0xff, 0x2e);
  // What the program makes of it is its own: the control character U+0003.
  assert.equal(textOf(seen), '\u0003');
});

test('[INPUT-5] what is no character is refused', async () => {
  for (const codepoint of [0, 7, 0x7f, 0x85, 0xd800, 0xdfff, 0x110000, -1, 1.5]) {
    assert.equal(
      await desk.calls.inject({ kind: 'character', codepoint }),
      'refused-invalid',
      `${codepoint}`,
    );
  }
  assert.equal(await desk.calls.inject({ kind: 'chord', codepoint: 0x1f600, down: true }), 'refused-invalid');
});

test('[INPUT-7] the pointer goes where it is said, with exactly these buttons', async () => {
  const point = (x: number, y: number, buttons: number): InputEvent => ({ kind: 'pointer', x, y, buttons });
  await inject(point(110, 120, 0b00001), point(150, 160, 0b00011), point(150, 160, 0b11110));
  await inject(point(151, 160, 0));
  const up = new Set(['leftup', 'middleup', 'rightup', 'extraup']);
  const ups: SeenMessage[] = [];
  const seen = await until((message) => {
    if (up.has(message.name)) ups.push(message);
    return ups.length === 5;
  });
  const names = seen.map(({ name }) => name).join(' ');
  const expected =
    'leftdown middledown leftup rightdown extradown extradown middleup rightup extraup extraup';
  assert.equal(names, expected);
  assert.equal(seen[0]?.lParam, at(10, 20));
  assert.equal(seen[1]?.lParam, at(50, 60));
  await inject(point(-50, 99_999, 0));
  await reached(0, 799);
  await inject(point(1e9, -3, 0));
  await reached(1279, 0);
});

test('[INPUT-7] the pointer hits every single column', async () => {
  for (let x = 0; x < 1280; x += 61) {
    await inject({ kind: 'pointer', x, y: x % 800, buttons: 0 });
    await reached(x, x % 800);
  }
});

test('[INPUT-7] wheel notches turn in the right direction, at most 20 at once', async () => {
  await inject({ kind: 'pointer', x: 300, y: 200, buttons: 0 });
  await inject({ kind: 'wheel', columns: 0, rows: 2 }, { kind: 'wheel', columns: 1, rows: 0 });
  await inject({ kind: 'wheel', columns: 0, rows: -900 }, { kind: 'pointer', x: 300, y: 200, buttons: 1 });
  const seen = await until(({ name }) => name === 'leftdown');
  const turns = (name: string): number[] =>
    seen.filter((message) => message.name === name).map(({ wParam }) => wParam >> 16);
  assert.deepEqual(turns('wheel'), [-120, -120, ...Array.from({ length: 20 }, () => 120)]);
  assert.deepEqual(turns('hwheel'), [120]);
});

test('[INPUT-8] a second press of a held key is a repetition; by itself it does not repeat', async () => {
  await inject(key('ArrowRight', true), key('ArrowRight', true), key('ArrowRight', false));
  const seen = await until(({ name }) => name === 'keyup');
  const downs = seen.filter(({ name }) => name === 'keydown');
  assert.deepEqual(
    downs.map(({ lParam }) => (lParam & WAS_DOWN) !== 0),
    [false, true],
  );
});

test('[INPUT-9] everything that is held goes up, modifiers last', async () => {
  await inject(key('ShiftLeft', true), chord('a', true), { kind: 'pointer', x: 300, y: 200, buttons: 0b101 });
  await until(({ name }) => name === 'rightdown');
  await desk.calls.releaseAll();
  const seen = await until(({ name, wParam }) => name === 'keyup' && wParam === VK.shift);
  assert.deepEqual(
    seen.map(({ name, wParam }) => (name === 'keyup' ? `${name} ${wParam}` : name)),
    ['leftup', 'rightup', `keyup ${VK.a}`, `keyup ${VK.shift}`],
  );
});

test('[INPUT-10] what a killed program has left pressed is let go of by another', async () => {
  await inject(key('ControlRight', true), key('F9', true));
  await until(({ name, wParam }) => name === 'keydown' && wParam === NAMED_KEY_CODES.F9.code);
  assert.equal(await desk.calls.releaseStuck(), 2);
  await until(({ name, wParam }) => name === 'keyup' && wParam === VK.control);
  assert.equal(await desk.calls.releaseStuck(), 0);
});

test('[INPUT-1] every named key can be pressed and released', async () => {
  // These open or switch something of the desktop's own.
  const own: readonly NamedKey[] = ['AltLeft', 'AltRight', 'F10', 'MetaLeft', 'MetaRight', 'ContextMenu'];
  const keys = NAMED_KEYS.map(({ name }) => name).filter((name) => !own.includes(name));
  for (const name of keys) {
    await inject(key(name, true), key(name, false));
    const { code: wanted } = NAMED_KEY_CODES[name];
    const seen = await until((message) => message.name === 'keyup' || message.name === 'syskeyup');
    const downs = seen.filter((message) => message.name === 'keydown').map(({ wParam }) => wParam);
    const generic = wanted >= 0xa0 && wanted <= 0xa5 ? VK.shift + ((wanted - 0xa0) >> 1) : wanted;
    if (name !== 'PrintScreen') assert.deepEqual(downs, [generic], name);
  }
});
