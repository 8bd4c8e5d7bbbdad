import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { supportProgramsResponse } from '@throwline/protocol';
import pino from 'pino';
import { TestServer, temporaryFolder } from '../testing/test-server.ts';
import { AppletFiles } from './applet-files.ts';

const WINDOWS = {
  headers: {
    'user-agent': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0',
  },
};
const INSTALLATION = {
  serverUrl: 'http://help.example.org',
  pins: [],
  installationKey: `MCowBQYDK2VwAyEA${'A'.repeat(43)}=`,
  brand: 'Nordlicht',
  signWindows: [],
  signMacos: [],
};

test('[PACKAGE-7] a tool that is missing on the server is named in the log and to technicians', async (t) => {
  const lines: string[] = [];
  const log = pino({}, { write: (line: string) => void lines.push(line) });
  const files = AppletFiles.inFolder(temporaryFolder(t), ['windows'], log);
  withoutPrograms(t);
  assert.deepEqual(files.programs, [{ system: 'windows', state: 'preparing' }]);
  await files.prepare(INSTALLATION);
  const reason = 'The program "makensis" is missing; install it (Debian, Ubuntu: apt install nsis).';
  assert.deepEqual(files.programs, [{ system: 'windows', state: 'missing', reason }]);
  assert.ok(lines.some((line) => line.includes('customers with this system cannot be helped')));
  assert.equal(files.download('windows'), undefined);
});

test('[PACKAGE-7] closing ends what is being made', async (t) => {
  const lines: string[] = [];
  const log = pino({}, { write: (line: string) => void lines.push(line) });
  const files = AppletFiles.inFolder(temporaryFolder(t), ['linux', 'windows'], log);
  const made = files.prepare(INSTALLATION);
  await files.close();
  await made;
  assert.deepEqual(
    files.programs.map(({ state }) => state),
    ['preparing', 'preparing'],
  );
});

test('[PACKAGE-8] who comes too early sees a page that goes on by itself; then the program is served under its brand', async (t) => {
  const windows = join(temporaryFolder(t), 'windows.exe');
  const server = await TestServer.start(t, {
    appletFiles: { windows },
    settings: { brand: 'Nordlicht' },
  });
  const staff = await server.setUp();
  const states = async (): Promise<unknown> =>
    supportProgramsResponse.parse(
      (await server.call('GET', '/api/support-programs', { cookie: staff.cookie })).json(),
    ).programs;
  assert.deepEqual(await states(), [{ system: 'windows', state: 'preparing' }]);
  const { code } = await server.createSession(staff);
  const { location = '' } = (await server.claim(code)).headers;
  const early = (await server.call('GET', location, WINDOWS)).body;
  assert.match(early, /The support program is being prepared\. This page continues by itself/);
  assert.match(early, /<noscript><meta http-equiv="refresh" content="5|data-reload-after="5000"/);
  writeFileSync(windows, 'MZ a program');
  assert.deepEqual(await states(), [{ system: 'windows', state: 'ready' }]);
  const page = (await server.call('GET', location, WINDOWS)).body;
  const path = /\/connect\/[0-9a-z]+\/(Support-Nordlicht-[0-9a-z]{26}\.exe)/.exec(page);
  assert.ok(path);
  const file = await server.call('GET', path[0]);
  assert.deepEqual([file.status, file.body], [200, 'MZ a program']);
  assert.equal(file.headers['content-disposition'], `attachment; filename="${path[1]}"`);
  const picture = await server.call('GET', '/assets/firefox-save-file.svg');
  assert.match(picture.body, /Support-Nordlicht-….exe/);
  // A system that cannot be helped has no file.
  assert.equal((await server.call('GET', path[0].replace(/exe$/, 'run'))).status, 404);
});

/** Leaves this process without programs on its PATH until the test is over. */
function withoutPrograms(t: TestContext): void {
  const path = process.env.PATH;
  process.env.PATH = temporaryFolder(t);
  t.after(() => {
    process.env.PATH = path;
  });
}
