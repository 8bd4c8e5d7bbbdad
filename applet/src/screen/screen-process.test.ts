import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startDesktop, type TestDesktop } from '../platform/linux/testing/desktop.ts';
import type { FromScreen } from './screen-messages.ts';
import { startScreenProcess } from './screen-process.ts';
import type { ScreenThread } from './screen-service.ts';

const SCRIPT = new URL('./screen-worker.ts', import.meta.url);
const KERNEL = fileURLToPath(new URL('../../../packages/screen/build/screen-kernel.wasm', import.meta.url));

let desktop: TestDesktop;
before(async () => {
  desktop = await startDesktop('640x480', false);
});
after(() => desktop[Symbol.asyncDispose]());

/** Settles with the first message of this kind. */
function next<T extends FromScreen['type']>(
  screen: ScreenThread,
  type: T,
): Promise<Extract<FromScreen, { type: T }>> {
  const isOf = (message: FromScreen): message is Extract<FromScreen, { type: T }> => message.type === type;
  return new Promise((resolve) => {
    screen.listen((message) => {
      if (isOf(message)) resolve(message);
    });
  });
}

test('[MACOS-8] the screen works in a process of its own: bytes arrive as bytes, and it ends when it is told to', async () => {
  const screen = startScreenProcess(SCRIPT, { display: desktop.display, kernelPath: KERNEL });
  screen.post({ type: 'protect', processes: { kind: 'none' } });
  screen.post({ type: 'view', viewer: 1, view: 1, monitor: 0, version: 3, shapes: 0 });
  const frame = await next(screen, 'frame');
  assert.ok(frame.payload instanceof Uint8Array && frame.payload.length > 0);
  await screen.end();
});

test('[MACOS-8] what the screen cannot do is told, and a process that falls over too', async () => {
  const screen = startScreenProcess(SCRIPT, { display: ':9999', kernelPath: KERNEL });
  screen.post({ type: 'view', viewer: 1, view: 1, monitor: 0, version: 3, shapes: 0 });
  assert.equal((await next(screen, 'failed')).code, 'display-refused');
  await screen.end();
  const broken = startScreenProcess(new URL('./nothing.ts', import.meta.url), {
    display: '',
    kernelPath: '',
  });
  assert.equal((await next(broken, 'failed')).code, 'unknown');
  await broken.end();
});
