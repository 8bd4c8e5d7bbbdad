import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { ApiTechnician } from '@throwline/testbed/installation.ts';
import { type ServerProcess, startServerProcess } from '@throwline/testbed/server.ts';
import { ANNA } from '@throwline/testbed/technician-steps.ts';
import { openTextBrowser } from '@throwline/testbed/text-browser.ts';
import { until } from '@throwline/testbed/wait.ts';

/* What a customer can do without scripts, styles and pictures: the whole way, in w3m in a terminal. */

let server: ServerProcess;

before(async () => {
  server = await startServerProcess();
});
after(() => server?.close());

test('[PAGE-1] [PAGE-4] [PAGE-8] [PAGE-9] from the address to the file, in a text browser', async (t) => {
  const technician = await ApiTechnician.setUp(server, ANNA);
  const { session, code } = await technician.createSession();
  const certificate = join(server.dataFolder, 'tls', 'certificate.pem');
  const browser = await openTextBrowser(`${server.url}/`, certificate, /Enter your 6-digit code/);
  t.after(() => browser.close());

  await browser.press(['Tab', 'Enter'], /TEXT:/);
  const wrong = code === '000000' ? '000001' : '000000';
  await browser.enter(wrong, /Viewing/);
  await browser.press(['Tab', 'Enter'], /That did not work\..*This code does not work/);
  await browser.press(['Tab', 'Enter'], /TEXT:/);
  // What was typed stays in the box: it is taken out again.
  await browser.enter('\b'.repeat(6) + code, /Viewing/);
  await browser.press(['Tab', 'Enter'], /Your code is right\..*Which computer are you using\?/);
  await browser.press(['Tab', 'Enter'], /steps for Firefox on Linux.*Open a terminal/);
  await browser.press(['Tab', 'Tab', 'Enter'], /Save file to: ?Support-Throwline-[0-9a-z]+\.run/);
  await browser.press(['Enter'], /Download complete/);

  const [name = ''] = readdirSync(browser.folder).filter((each) => each.startsWith('Support-'));
  const received = readFileSync(join(browser.folder, name));
  const built = readFileSync(join(server.dataFolder, 'applets', 'linux-x64.run'));
  assert.ok(received.equals(built));
  await until('the technician to see that it was downloaded', async () => {
    const sessions = await technician.sessions();
    const phase = sessions.find(({ sessionId }) => sessionId === session.sessionId)?.phase;
    return phase?.phase === 'connecting' && phase.step === 'downloaded';
  });
});
