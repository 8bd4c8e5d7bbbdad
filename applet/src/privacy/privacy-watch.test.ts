import assert from 'node:assert/strict';
import { test } from 'node:test';
import { macPrivacy } from '../platform/macos/privacy.ts';
import { FakeMac } from '../platform/macos/testing/fake-mac.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { checkAccess } from './check-access.ts';
import { PrivacyWatch } from './privacy-watch.ts';

/** A Mac whose permissions the test gives and takes, and what the window is told of them. */
function watched() {
  const mac = new FakeMac();
  mac.canCapture = false;
  mac.isTrusted = false;
  const opened: string[] = [];
  const told: string[] = [];
  const clock = new FakeClock();
  const host = macPrivacy(
    () => mac.calls.access,
    (address) => opened.push(address),
  );
  const watch = new PrivacyWatch({
    host,
    check: async () => host.check(),
    clock,
    changed: ({ screen, control }) => told.push(`${screen} ${control}`),
  });
  const pass = async (milliseconds: number): Promise<void> => {
    clock.advance(milliseconds);
    // A look is a question to another process: one turn of the event loop here.
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { mac, opened, told, watch, pass };
}

test('[MACOS-10] the window is told at once, and within two seconds of a change, also when one is taken back', async () => {
  const { mac, told, watch, pass } = watched();
  await watch.start();
  assert.deepEqual(told, ['missing missing']);
  await pass(2_000);
  assert.equal(told.length, 1);
  mac.canCapture = true;
  await pass(2_000);
  mac.isTrusted = true;
  await pass(2_000);
  assert.deepEqual(told.slice(1), ['given missing', 'given given']);
  mac.isTrusted = false;
  await pass(15_000);
  assert.equal(told.at(-1), 'given missing');
  watch.end();
  mac.isTrusted = true;
  await pass(60_000);
  assert.equal(told.at(-1), 'given missing');
});

test('[MACOS-10] macOS asks only when the customer pressed the button, once; after that the settings open', async () => {
  const { mac, opened, told, watch } = watched();
  await watch.start();
  assert.deepEqual(mac.asked, []);
  watch.ask('screen');
  assert.deepEqual(mac.asked, ['screen']);
  assert.equal(told.at(-1), 'asked missing');
  watch.ask('screen');
  assert.deepEqual(mac.asked, ['screen']);
  assert.equal(opened.length, 1);
  watch.ask('control');
  assert.deepEqual(mac.asked, ['screen', 'control']);
  watch.end();
});

test('[MACOS-11] only the two pages of the settings can be opened', async () => {
  const { opened, watch } = watched();
  watch.openSettings('screen');
  watch.openSettings('control');
  assert.deepEqual(opened, [
    'x-apple.systempreferences:com.apple.preference.security?Privacy_ScreenCapture',
    'x-apple.systempreferences:com.apple.preference.security?Privacy_Accessibility',
  ]);
});

test('a process that says nothing of use says nothing', async () => {
  assert.equal(await checkAccess('/nonexistent/main.mjs'), undefined);
});
