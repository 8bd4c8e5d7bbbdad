import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { readKeymap } from '@throwline/testbed/keymap.ts';
import { startDesktop, type TestDesktop } from './testing/desktop.ts';
import { openTypedFile, type TypedFile, type } from './testing/typing.ts';
import { waitFor } from './testing/wait-for.ts';
import { X11Input } from './x11-input.ts';

const TEXTS = [
  'The quick brown fox jumps over 13 lazy dogs!',
  'Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich: »Fünf Ää Öö Üü ß« 12,50 €',
  "Portez ce vieux whisky au juge blond qui fume : l'œuvre, où ça ? Çà, «é è ê ë à ù ï ô û» Œ Ê",
  '~ ^ ` ´ ¨ \\ | @ # { [ ] } < > ² ³ § ° µ "quotes" \'single\'',
  'Emoji 😀🚀👍🏽 and 漢字 Ελληνικά Русский עברית ₿ ™ … –',
  '\tTab and then some',
];

describe('typing characters', () => {
  let desktop: TestDesktop;
  let input: X11Input;
  let file: TypedFile;

  before(async () => {
    desktop = await startDesktop();
    input = new X11Input(desktop.display);
    input.protect({ kind: 'none' });
    file = await openTypedFile(desktop);
  });
  after(async () => {
    input.close();
    await desktop[Symbol.asyncDispose]();
  });

  async function typed(text: string): Promise<string> {
    const earlier = await file.text();
    assert.deepEqual(await type(input, `${text}\n`), []);
    const grown = await waitFor('the typed line', async () => {
      const now = await file.text();
      return now.length > earlier.length && now.endsWith('\n') ? now : undefined;
    });
    return grown.slice(earlier.length, -1);
  }

  for (const layout of ['us', 'de', 'fr', 'ru', 'us,de']) {
    test(`[INPUT-2] every text arrives whole with the layout ${layout}`, async () => {
      await desktop.run('setxkbmap', layout);
      for (const text of TEXTS) assert.equal(await typed(text), text);
    });
  }

  for (const layout of ['us', 'de', 'fr', 'us(intl)', 'ru', 'ara', 'jp']) {
    test(`[INPUT-15] each character that the layout ${layout} bears arrives on it`, async () => {
      await desktop.run('setxkbmap', layout);
      const { strokes } = readKeymap({ env: { ...process.env, DISPLAY: desktop.display } });
      const text = strokes
        .map(({ typed }) => (typed.kind === 'character' ? typed.text : typed.mark))
        .join('');
      // Lam with an alef is one sign on an Arabic key, and two letters in every program.
      const written = text.replace(/[\ufef5-\ufefc]/g, (ligature) => ligature.normalize('NFKC'));
      assert.equal(await typed(text), written);
    });
  }

  test('[INPUT-3] Caps Lock changes no character and stays on', async () => {
    for (const layout of ['us', 'fr']) {
      await desktop.run('setxkbmap', layout);
      await input.inject({ kind: 'key', key: 'CapsLock', down: true });
      await input.inject({ kind: 'key', key: 'CapsLock', down: false });
      assert.match(await desktop.run('xset', 'q'), /Caps Lock:\s+on/);
      const text = 'Mixed CASE ÄÖÜ äöü é É 123 €';
      assert.equal(await typed(text), text);
      assert.match(await desktop.run('xset', 'q'), /Caps Lock:\s+on/);
      await input.inject({ kind: 'key', key: 'CapsLock', down: true });
      await input.inject({ kind: 'key', key: 'CapsLock', down: false });
      assert.match(await desktop.run('xset', 'q'), /Caps Lock:\s+off/);
    }
  });

  test('[INPUT-3] held modifiers change no character and stay held', async () => {
    await desktop.run('setxkbmap', 'de');
    for (const key of ['ShiftLeft', 'ControlLeft', 'AltRight'] as const) {
      await input.inject({ kind: 'key', key, down: true });
      assert.deepEqual(await type(input, 'aB7/@€ê'), []);
      await input.inject({ kind: 'key', key, down: false });
    }
    assert.equal(await typed(''), 'aB7/@€ê'.repeat(3));
  });

  test('[INPUT-2] more characters than spare keys, fast', async () => {
    const text = Array.from({ length: 70 }, (_, index) => String.fromCodePoint(0x4e00 + index * 7)).join('');
    assert.equal(await typed(text), text);
  });

  test('[INPUT-5] what is no character is refused', async () => {
    for (const codepoint of [0, 1, 0x7f, 0x85, 0xd800, 0xdfff, 0x110000, -1, 1.5, Number.NaN]) {
      assert.equal(await input.inject({ kind: 'character', codepoint }), 'refused-invalid');
      assert.equal(await input.inject({ kind: 'chord', codepoint, down: true }), 'refused-invalid');
    }
  });

  test('[INPUT-6] closing puts the keyboard back as it was', async () => {
    await desktop.run('setxkbmap', 'de');
    const fresh = await desktop.run('xmodmap', '-pke');
    assert.deepEqual(await type(input, '漢字😀'), []);
    assert.notEqual(await desktop.run('xmodmap', '-pke'), fresh);
    input.close();
    assert.equal(await desktop.run('xmodmap', '-pke'), fresh);
  });
});
