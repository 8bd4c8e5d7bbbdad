import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openAppWindow } from './testing/app-window.ts';
import { startDesktop } from './testing/desktop.ts';
import { type } from './testing/typing.ts';
import { waitFor } from './testing/wait-for.ts';
import { X11Input } from './x11-input.ts';

const PAGE = `<!doctype html><title>text page</title><textarea autofocus></textarea><script>
const area = document.querySelector('textarea');
let count = 0;
const report = () => fetch('/report', { method: 'POST', body: JSON.stringify([++count, area.value]) });
area.addEventListener('input', report);
area.addEventListener('focus', report);
if (document.hasFocus()) report();
</script>`;

// A browser reads a changed keyboard map later than a terminal does, so it is the harder case.
test('[INPUT-2] every text arrives whole in a browser, at every pace', async () => {
  await using desktop = await startDesktop();
  let last = 0;
  let text = '';
  await using window = await openAppWindow(desktop, PAGE, 'text page', (body) => {
    const [count, value]: unknown[] = JSON.parse(body);
    if (typeof count !== 'number' || typeof value !== 'string' || count < last) return;
    last = count;
    text = value;
  });
  await desktop.run('xdotool', 'windowactivate', '--sync', window.windowId);
  await waitFor('the focus', () => last > 0);
  const input = new X11Input(desktop.display);
  input.protect({ kind: 'none' });
  const range = (first: number) =>
    Array.from({ length: 24 }, (_, index) => String.fromCodePoint(first + index)).join('');
  let expected = '';
  for (const [layout, typed, pause] of [
    ['de', 'Grüße, œuvre où ça ? 10 € ^ ´ 😀🚀 漢字', '0'],
    ['us', range(0x3b1), '0'],
    ['us', range(0x430), '0.02'],
    ['ru', 'The quick brown fox', '0'],
  ] as const) {
    await desktop.run('setxkbmap', layout);
    for (const character of typed) {
      assert.deepEqual(await type(input, character), []);
      if (pause !== '0') await desktop.run('sleep', pause);
    }
    expected += typed;
    const wanted = [...expected].length;
    await waitFor('the text', () => [...text].length >= wanted);
    assert.equal(text, expected);
  }
  input.close();
});
