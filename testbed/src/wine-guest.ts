/*
 * Runs inside Wine, in Node 22 for Windows: reads windows and presses buttons there for a test outside. Connects to the
 * port given as first argument; one request and one answer a line, JSON.
 */
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import type { GuestRequest, GuestWindow } from './wine.ts';

const [port = '', folder = ''] = process.argv.slice(2);
// Where koffi looks for its native part besides its own package, which npm does not install on other systems.
Object.assign(process, { resourcesPath: folder });
const { default: koffi } = await import('koffi/indirect');

const user32 = koffi.load('user32.dll');
const topWindow = user32.func('intptr_t GetTopWindow(intptr_t window)');
const nextWindow = user32.func('intptr_t GetWindow(intptr_t window, uint32_t which)');
const isVisible = user32.func('int IsWindowVisible(intptr_t window)');
const className = user32.func('int GetClassNameW(intptr_t window, _Out_ uint16_t *text, int length)');
const sendText = user32.func(
  'intptr_t SendMessageW(intptr_t window, uint32_t message, intptr_t length, _Out_ uint16_t *text)',
);
const windowRect = user32.func('int GetWindowRect(intptr_t window, _Out_ int32_t *box)');
const post = user32.func('int PostMessageW(intptr_t window, uint32_t message, intptr_t a, intptr_t b)');

const GW_HWNDNEXT = 2;
const GW_CHILD = 5;
const WM_GETTEXT = 0x0d;
const BM_CLICK = 0xf5;
const LENGTH = 4096;

function read(call: (text: Uint16Array) => number): string {
  const text = new Uint16Array(LENGTH);
  const length = call(text);
  return Buffer.from(text.buffer, 0, length * 2).toString('utf16le');
}

function describe(handle: number): GuestWindow {
  const rect = new Int32Array(4);
  windowRect(handle, rect);
  const [left = 0, top = 0, right = 0, bottom = 0] = rect;
  return {
    box: { left, top, right, bottom },
    handle,
    class: read((text) => className(handle, text, LENGTH)),
    text: read((text) => sendText(handle, WM_GETTEXT, LENGTH, text)),
    children: siblings(nextWindow(handle, GW_CHILD)).map(describe),
  };
}

function siblings(first: number): number[] {
  const found: number[] = [];
  for (let handle = first; handle !== 0; handle = nextWindow(handle, GW_HWNDNEXT)) found.push(handle);
  return found;
}

function answer(request: GuestRequest): unknown {
  switch (request.do) {
    case 'windows':
      return siblings(topWindow(0))
        .filter((handle) => isVisible(handle) !== 0)
        .map(describe);
    case 'press':
      return post(request.handle, BM_CLICK, 0, 0);
  }
}

const socket = connect(Number(port), '127.0.0.1');
createInterface(socket).on('line', (line) => {
  socket.write(`${JSON.stringify(answer(JSON.parse(line)))}\n`);
});
socket.on('close', () => process.exit());
