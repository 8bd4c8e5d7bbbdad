import assert from 'node:assert/strict';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { MacFolder, type MacSays } from './testing/mac-folder.ts';

const TICKET = '0123456789abcdefghjkmnpqrs';
const OTHER = 'zyxwvtsrqpnmkjhgfedcba9876';
const EVENT = '5FC2B2A1-0D26-460D-9688-81D119298642';
const NAME = `Support-Throwline-${TICKET}.zip`;
const SAFARI: MacSays = {
  translocated: true,
  quarantine: `0083;65e3b0e4;Safari;${EVENT}`,
  events: [[EVENT, `https://help.example.org/connect/key/${NAME}?a=b`]],
};

async function withMac(says: MacSays, act: (mac: MacFolder) => Promise<void>): Promise<void> {
  const mac = new MacFolder(says);
  try {
    await act(mac);
    assert.deepEqual(readdirSync(mac.temporary), [], 'nothing is left in the temporary folder');
  } finally {
    mac.remove();
  }
}

test('[MACOS-2] the ticket comes from macOS’s own note of the download, also where Safari has unpacked the zip', async () => {
  await withMac(SAFARI, async (mac) => {
    const { code, given } = await mac.run();
    assert.equal(code, 0);
    assert.equal(given.file, join(mac.downloads, NAME));
    assert.deepEqual(given.files, ['app', 'error', 'installation.json', 'runtime']);
  });
});

test('[MACOS-2] without such a note, the zip beside the program has it', async () => {
  await withMac({ translocated: true }, async (mac) => {
    mac.download(`Support-Throwline-${TICKET} (1).zip`);
    mac.download('Support-Throwline-holiday.zip');
    assert.equal((await mac.run()).given.file, join(mac.downloads, `Support-Throwline-${TICKET} (1).zip`));
  });
});

test('[MACOS-2] two different zips say nothing, nor does a note that is no download of ours: the code is asked for', async () => {
  await withMac({ ...SAFARI, events: [[EVENT, 'https://elsewhere.example/x.zip']] }, async (mac) => {
    mac.download(NAME);
    mac.download(`Support-Throwline-${OTHER}.zip`);
    assert.equal((await mac.run()).given.file, '');
  });
});

test('[MACOS-2] what stands in the quarantine mark never becomes a query', async () => {
  const quarantine = `0083;1;Safari;x' or '1'='1`;
  await withMac({ ...SAFARI, quarantine: quarantine.replaceAll("'", "'\\''") }, async (mac) => {
    assert.equal((await mac.run()).given.file, '');
  });
});

test('[MACOS-3] the right runtime for the processor', async () => {
  for (const isAppleSilicon of [true, false]) {
    await withMac({ isAppleSilicon }, async (mac) => {
      const { code, given } = await mac.run();
      assert.equal(code, 0);
      assert.ok(given.run.startsWith(mac.temporary));
      assert.equal(given.architecture, isAppleSilicon ? 'arm64' : 'x64');
    });
  }
});

test('[APPLET-15] what is set for other programs does not bend this one', async () => {
  await withMac(SAFARI, async (mac) => {
    const { given } = await mac.run({
      NODE_COMPILE_CACHE: '/nowhere',
      OPENSSL_CONF: '/nowhere',
      MY_OWN: 'kept',
    });
    const set = given.set.filter((name: string) => /^(NODE_|OPENSSL_|MY_)/.test(name));
    assert.deepEqual(set, ['MY_OWN']);
  });
});

test('[MACOS-4] at the end the bundle, its zip and the temporary folder are gone, and nothing else', async () => {
  await withMac(SAFARI, async (mac) => {
    mac.download(NAME);
    mac.download(`Support-Throwline-${TICKET}-2.zip`);
    mac.download(`Support-Throwline-${OTHER}.zip`);
    mac.download('holiday.zip');
    await mac.run();
    assert.deepEqual(mac.left(), [`Support-Throwline-${OTHER}.zip`, 'holiday.zip']);
  });
});

test('[MACOS-4] a bundle that has become another one stays', async () => {
  await withMac(SAFARI, async (mac) => {
    writeFileSync(join(mac.bundle, 'Contents/_CodeSignature/CodeResources'), 'another bundle');
    await mac.run();
    assert.ok(existsSync(mac.bundle));
  });
});

test('[MACOS-4] where macOS hides the download’s place, the customer is told what to remove', async () => {
  await withMac({ ...SAFARI, isOriginHidden: true }, async (mac) => {
    const { given, told } = await mac.run();
    assert.equal(given.file, NAME);
    assert.match(told, /Drag “Support-Throwline.app” from your Downloads to the Bin/);
  });
});

test('[MACOS-4] when no session came about the program stays for another try, and the reason is told', async () => {
  await withMac(SAFARI, async (mac) => {
    mac.download(NAME);
    const { code, told } = await mac.run({ CODE: '75', MESSAGE: 'No "browser" was found.' });
    assert.equal(code, 75);
    assert.equal(told, 'No "browser" was found.');
    assert.deepEqual(mac.left(), [NAME, 'Support-Throwline.app']);
  });
});

test('[MACOS-4] a killed program’s keys are let go, and everything is removed', async () => {
  await withMac(SAFARI, async (mac) => {
    const { code, given } = await mac.run({ CODE: 'killed' });
    assert.equal(code, 137);
    assert.equal(given.released, true);
    assert.deepEqual(mac.left(), []);
  });
});
