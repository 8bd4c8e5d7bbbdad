import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ERRORS, windowUpdate } from '@throwline/protocol';
import { LAST_ACTIVE, nextEvent } from './dev/scenes.ts';
import { events, windowTests } from './testing/opened-window.ts';

const withScene = windowTests();

test('[FILE-1] a file is offered, sent only after the technician accepts, and can be cancelled', async () => {
  await withScene('active', {}, async ({ page, applet }) => {
    await page.getByRole('tab', { name: 'Send a file' }).click();
    await page.getByText('Files up to 1 GB each').waitFor();
    const file = { name: 'report.txt', mimeType: 'text/plain', buffer: Buffer.from('twelve bytes') };
    await page.getByTestId('file-input').setInputFiles(file);
    const offer = await applet.hears((command) => command.type === 'offer-file');
    assert.ok(offer.type === 'offer-file');
    assert.deepEqual([offer.name, offer.size], ['report.txt', 12]);
    applet.say(
      events(nextEvent(LAST_ACTIVE, 'customer', { ...offer, type: 'file-offered' })),
      events(nextEvent(LAST_ACTIVE + 1, 'anna', { type: 'file-accepted', fileId: offer.fileId })),
    );
    await page.getByRole('progressbar', { name: 'Sending report.txt' }).waitFor();
    assert.deepEqual(applet.posted, []);
    applet.say(windowUpdate.parse({ type: 'send-file', fileId: offer.fileId }));
    await applet.receives(offer.fileId, 12);
    await page.getByRole('button', { name: 'Cancel: report.txt' }).click();
    await applet.hears((command) => command.type === 'cancel-file' && command.fileId === offer.fileId);
  });
});

test('[WINDOW-10] a pasted screenshot is offered as a file with the time in its name; text stays text', async () => {
  await withScene(
    'active',
    { permissions: ['clipboard-read', 'clipboard-write'] },
    async ({ page, applet }) => {
      await page.evaluate(`(async () => {
      const canvas = new OffscreenCanvas(8, 8);
      canvas.getContext('2d').fillRect(0, 0, 8, 8);
      const png = await canvas.convertToBlob({ type: 'image/png' });
      await navigator.clipboard.write([new ClipboardItem({ 'image/png': png, 'text/plain': 'words' })]);
    })()`);
      await page.getByTestId('chat-input').focus();
      await page.keyboard.press('Control+v');
      assert.equal(await page.getByTestId('chat-input').inputValue(), 'words');
      assert.deepEqual(applet.heard, []);
      const size = await page.evaluate(`(async () => {
      const canvas = new OffscreenCanvas(8, 8);
      canvas.getContext('2d').fillRect(0, 0, 8, 8);
      const png = await canvas.convertToBlob({ type: 'image/png' });
      await navigator.clipboard.write([new ClipboardItem({ 'image/png': png })]);
      return png.size;
    })()`);
      assert.ok(Number(size) > 0);
      await page.keyboard.press('Control+v');
      const offer = await applet.hears((command) => command.type === 'offer-file');
      assert.ok(offer.type === 'offer-file' && offer.size > 0);
      assert.match(offer.name, /^Screenshot \d{4}-\d\d-\d\d \d\d\.\d\d\.png$/);
      await page.getByRole('tab', { name: 'Send a file', selected: true }).waitFor();
      await page.getByTestId('file').getByText(offer.name).waitFor();
    },
  );
});

test('[WINDOW-10] nothing that is pasted is offered while no file can be sent', async () => {
  await withScene('waiting', {}, async ({ page, applet }) => {
    const left = await page.evaluate(`(() => {
      const clipboardData = new DataTransfer();
      clipboardData.items.add(new File(['x'], 'image.png', { type: 'image/png' }));
      return document.dispatchEvent(new ClipboardEvent('paste', { clipboardData, cancelable: true, bubbles: true }));
    })()`);
    assert.equal(left, true);
    assert.deepEqual(applet.heard, []);
  });
});

test('[FILE-3] a file that is too large is refused beforehand, with the limit said', async () => {
  await withScene('active', {}, async ({ page, applet }) => {
    await page.evaluate(`(() => {
      const file = new File(['x'], 'huge.iso');
      Object.defineProperty(file, 'size', { value: 1024 ** 3 + 1 });
      const drop = new Event('drop', { bubbles: true, cancelable: true });
      Object.defineProperty(drop, 'dataTransfer', { value: { files: [file] } });
      document.querySelector('main').dispatchEvent(drop);
    })()`);
    await page.getByText('huge.iso is too large. Files up to 1 GB can be sent.').waitFor();
    assert.deepEqual(applet.heard, []);
  });
});

test('[FILE-1] files dropped before the session has started are not taken, and the window says when', async () => {
  await withScene('waiting', {}, async ({ page, applet }) => {
    await page.evaluate(`(() => {
      const drop = new Event('drop', { bubbles: true, cancelable: true });
      Object.defineProperty(drop, 'dataTransfer', { value: { files: [new File(['x'], 'a.txt')] } });
      document.querySelector('main').dispatchEvent(drop);
    })()`);
    await page.getByTestId('notice').getByText('as soon as the technician has started').waitFor();
    assert.deepEqual(applet.heard, []);
  });
});

test('[FILE-6] a transfer that was cut says so, and what to do', async () => {
  await withScene('active', {}, async ({ page, applet }) => {
    await page.getByRole('tab', { name: 'Send a file' }).click();
    const file = { name: 'report.txt', mimeType: 'text/plain', buffer: Buffer.from('twelve bytes') };
    await page.getByTestId('file-input').setInputFiles(file);
    const offer = await applet.hears((command) => command.type === 'offer-file');
    assert.ok(offer.type === 'offer-file');
    const { message } = ERRORS['file-interrupted'];
    applet.say({
      type: 'rejected',
      code: 'file-interrupted',
      message: `report.txt: ${message}`,
      about: offer.fileId,
    });
    await page.getByTestId('notice').getByText('report.txt: The connection was cut').waitFor();
  });
});
