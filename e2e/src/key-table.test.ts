import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { before, type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { namedKeyNumber } from '@throwline/protocol/peer/named-keys.ts';
import { type Desktop, startDesktop } from '@throwline/testbed/desktop.ts';
import { KEYCODES, type Keymap, readKeymap, type Stroke } from '@throwline/testbed/keymap.ts';
import { until } from '@throwline/testbed/wait.ts';
import { build } from 'esbuild';
import { z } from 'zod';

/*
 * What a technician's browser makes of their keyboard: every key of a layout is pressed on a real one, through the X server,
 * and the frames that the console would send are compared with what the server's own keymap says of the key.
 */

const LAYOUTS = ['us', 'de', 'fr', 'us(intl)', 'ru', 'ara', 'jp'] as const;
/** Around a run of presses: the page tells what it would have sent between them. */
const FIRST = { keycode: 74, key: namedKeyNumber('F8') };
const LAST = { keycode: 75, key: namedKeyNumber('F9') };
/**
 * Browsers keep Ctrl with these for themselves, to close and open windows and, GTK for Firefox, to choose an emoji; no page can
 * have them.
 */
const KEPT = { chromium: new Set('wtn'), firefox: new Set('wtnq;.') } as const;
/** Bases that a dead key is tried on: the first one that Unicode has a single character for. */
const BASES = 'eaucs';

const frame = z.object({
  type: z.string(),
  codePoint: z.number().optional(),
  key: z.number().optional(),
  down: z.boolean().optional(),
});
type Frame = z.infer<typeof frame>;

const PAGE = `
import { captureInput } from ${JSON.stringify(fileURLToPath(new URL('../../console/src/input/capture.ts', import.meta.url)))};
const field = document.querySelector('textarea');
let sent = [];
const post = (what) => fetch('/said', { method: 'POST', body: JSON.stringify(what) });
captureInput({
  canvas: document.querySelector('canvas'), field, isMac: false, remote: () => ({ width: 100, height: 100 }),
  onLeave() {}, onPointer() {}, onLetGo: () => () => undefined,
  send(frame) {
    if (frame.type === 'key' && frame.key === ${FIRST.key}) sent = [];
    else if (frame.type === 'key' && frame.key === ${LAST.key}) { if (frame.down) post(sent); }
    else sent.push(frame);
  },
});
field.focus();`;

/** No page, bar or question of Firefox's own comes before ours. */
const QUIET_FIREFOX = `
user_pref('datareporting.policy.dataSubmissionEnabled', false);
user_pref('browser.aboutwelcome.enabled', false);
user_pref('browser.shell.checkDefaultBrowser', false);
user_pref('browser.startup.homepage_override.mstone', 'ignore');
user_pref('startup.homepage_welcome_url', '');
`;

const STARTS = {
  chromium: (desktop: Desktop, url: string) =>
    desktop.run(
      'chromium',
      ...['--no-sandbox', '--no-first-run', '--disable-gpu', '--password-store=basic'],
      ...[`--user-data-dir=${join(desktop.home, 'chromium')}`, `--app=${url}`],
    ),
  firefox(desktop: Desktop, url: string) {
    const profile = join(desktop.home, 'firefox');
    mkdirSync(profile);
    writeFileSync(join(profile, 'user.js'), QUIET_FIREFOX);
    return desktop.run('firefox-esr', '--no-remote', '--profile', profile, '--kiosk', url);
  },
} as const;

let script: string;
before(async () => {
  const { outputFiles } = await build({
    stdin: { contents: PAGE, resolveDir: fileURLToPath(new URL('.', import.meta.url)) },
    bundle: true,
    format: 'iife',
    write: false,
  });
  script = outputFiles[0]?.text ?? '';
});

/** A page that captures the keyboard, in a real window of a real browser on a desktop of its own. */
async function openKeyboard(t: TestContext, browser: keyof typeof STARTS) {
  let said: Frame[][] = [];
  const server = createServer((request, response) => {
    if (request.method === 'GET') {
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.end(
        `<!doctype html><title>keys</title><canvas></canvas><textarea></textarea><script>${script}</script>`,
      );
      return;
    }
    let body = '';
    request.on('data', (part) => {
      body += part;
    });
    request.on('end', () => {
      said.push(z.array(frame).parse(JSON.parse(body)));
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const desktop = await startDesktop();
  t.after(() => desktop.close());
  STARTS[browser](desktop, `http://127.0.0.1:${address.port}/`);

  /** Presses keys one after the other, each with what is held. @returns what the page would have sent, once it is anything */
  const press = async (strokes: readonly Pick<Stroke, 'keycode' | 'held'>[]): Promise<Frame[]> => {
    said = [];
    desktop.xdo(
      ...['key', FIRST.keycode],
      ...strokes.flatMap(({ keycode, held }) => [
        ...held.flatMap((each) => ['keydown', '--delay', 0, each]),
        ...['key', '--delay', 0, keycode],
        ...held.toReversed().flatMap((each) => ['keyup', '--delay', 0, each]),
      ]),
      ...['key', LAST.keycode],
    );
    return until('the page to tell', () => said.find((frames) => frames.length > 0));
  };
  await until('the page with the keyboard', () => {
    desktop.xdo('key', FIRST.keycode, 'key', LAST.keycode);
    return said.length > 0;
  });
  return { desktop, press };
}

const text = (frames: readonly Frame[]): string =>
  frames
    .filter(({ type }) => type === 'character')
    .map(({ codePoint = 0 }) => String.fromCodePoint(codePoint))
    .join('');

/** What is held after these frames. */
function heldAfter(frames: readonly Frame[]): number {
  return frames.reduce(
    (sum, { type, down }) => (type === 'character' ? sum : sum + (down === true ? 1 : -1)),
    0,
  );
}

/** X11 has lam with an alef as one sign on one key; programs write the two letters. */
const asTwoLetters = (text: string): string =>
  text.replace(/[\ufef5-\ufefc]/g, (ligature) => ligature.normalize('NFKC'));

const characters = ({ strokes }: Keymap) =>
  strokes.flatMap(({ typed, ...stroke }) =>
    typed.kind === 'character' ? [{ ...stroke, text: asTwoLetters(typed.text) }] : [],
  );

/** Dead keys, each with a base that is on the layout, and what both together are. */
function composed(keymap: Keymap): { strokes: Pick<Stroke, 'keycode' | 'held'>[]; text: string }[] {
  const bases = new Map(characters(keymap).map((stroke) => [stroke.text, stroke]));
  return keymap.strokes.flatMap((stroke) => {
    const { typed } = stroke;
    if (typed.kind !== 'dead') return [];
    const both = (base: string): string => (base + typed.mark).normalize('NFC');
    const base = [...BASES].find((each) => bases.has(each) && [...both(each)].length === 1);
    const second = base === undefined ? undefined : bases.get(base);
    return base === undefined || second === undefined
      ? []
      : [{ strokes: [stroke, second], text: both(base) }];
  });
}

/** What a shortcut on a key means: the layout's own character, or, where that is no Latin one, the standard layout's. */
function shortcuts(
  keymap: Keymap,
  standard: Keymap,
  kept: ReadonlySet<string>,
): { keycode: number; letter: string }[] {
  return KEYCODES.MAIN_BLOCK.flatMap((keycode) => {
    const own = keymap.plain(keycode);
    const usual = standard.plain(keycode);
    if (own === undefined) return [];
    const isPlace = usual !== undefined && /[a-z0-9]/.test(usual);
    const letter = own > '\x7f' && isPlace ? usual : own;
    return kept.has(letter) ? [] : [{ keycode, letter }];
  });
}

for (const browser of ['chromium', 'firefox'] as const) {
  test(`[INPUT-14] each key of each layout arrives from ${browser} as the keymap says`, async (t) => {
    const { desktop, press } = await openKeyboard(t, browser);
    const use = (layout: string): Keymap => {
      execFileSync('setxkbmap', [layout], { env: desktop.env });
      return readKeymap(desktop);
    };
    const standard = use('us');
    for (const layout of LAYOUTS) {
      const keymap = use(layout);
      const plain = characters(keymap);
      // A browser reads a new keymap in its own time.
      const row = plain.slice(12, 24);
      const rowText = row.map((each) => each.text).join('');
      await until(`the keymap ${layout}`, async () => text(await press(row)) === rowText);
      let typed = await press(plain);
      assert.equal(text(typed), plain.map((each) => each.text).join(''), `${layout}: characters`);
      assert.equal(heldAfter(typed), 0, `${layout}: something stays down`);

      const marks = composed(keymap);
      if (marks.length > 0) {
        typed = await press(marks.flatMap(({ strokes }) => strokes));
        assert.equal(text(typed), marks.map((each) => each.text).join(''), `${layout}: dead keys`);
        assert.equal(heldAfter(typed), 0, `${layout}: something stays down after a dead key`);
      }

      const wanted = shortcuts(keymap, standard, KEPT[browser]);
      typed = await press(wanted.map(({ keycode }) => ({ keycode, held: [KEYCODES.CONTROL] })));
      const down = typed.filter(({ type, down }) => type === 'chord' && down === true);
      assert.equal(
        down.map(({ codePoint = 0 }) => String.fromCodePoint(codePoint)).join(''),
        wanted.map(({ letter }) => letter).join(''),
        `${layout}: shortcuts`,
      );
      assert.equal(heldAfter(typed), 0, `${layout}: something stays down after a shortcut`);
    }
    use('us');
    desktop.xdo('key', KEYCODES.NUM_LOCK);
    const digits = await press(KEYCODES.KEYPAD.map((keycode) => ({ keycode, held: [] })));
    assert.equal(text(digits), '0123456789', 'the numeric pad');
  });
}
