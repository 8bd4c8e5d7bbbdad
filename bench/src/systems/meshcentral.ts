import { execFile } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '@throwline/testbed/server.ts';
import { CACHE } from '../cache.ts';
import { listening, startPart } from './program.ts';
import type { RunningSystem, System } from './system.ts';

const run = promisify(execFile);

/** The release that is measured. */
const VERSION = '1.1.55';
const ACCOUNT = { name: 'admin', password: 'a long enough password' };
/** Its own bars leave a canvas of 1920×1080 at 1:1 in a page of this size. */
const VIEWPORT = { width: 2400, height: 1349 };

/** Where its npm packages are kept: outside of the repository, which does not depend on them. */
const PACKAGES = join(CACHE, `meshcentral-${VERSION}`);
const PROGRAM = join(PACKAGES, 'node_modules/meshcentral');

/** MeshCentral's server and its agent for Linux; the Desktop tab of its page, as it is by default. */
export const meshcentral: System = {
  name: 'meshcentral',
  version: () => `MeshCentral ${VERSION}`,
  async start({ desktop }, link): Promise<RunningSystem> {
    await install();
    const folder = mkdtempSync(join(tmpdir(), 'throwline-bench-meshcentral-'));
    const [data, files, device] = ['data', 'files', 'agent'].map((name) => join(folder, name));
    if (data === undefined || files === undefined || device === undefined) throw new Error('no folders');
    for (const each of [data, files, device]) mkdirSync(each);
    const [port, agentPort] = [await freePort(), await freePort()];
    const aliasPort = await link.lead(port);
    writeFileSync(join(data, 'config.json'), JSON.stringify(settings(port, agentPort, aliasPort, link.host)));
    const program = [PROGRAM, '--datapath', data, '--filespath', files];
    const { name, password } = ACCOUNT;
    const act = (...args: string[]) => run(process.execPath, [...program, ...args], { cwd: folder });
    await act('--createaccount', name, '--pass', password, '--email', 'bench@localhost');
    await act('--adminaccount', name);
    const server = startPart(process.execPath, program, { cwd: folder });
    await listening(port, server);
    await listening(agentPort, server);
    await prepareAgent(port, device, link.host);
    // With DISPLAY in its environment the agent shares that display, without being installed.
    const agent = startPart(join(device, 'meshagent'), ['connect'], { env: desktop.env, cwd: device });
    return {
      viewerUrl: `https://${link.host}:${aliasPort}/login`,
      viewport: VIEWPORT,
      canvas: '#Desk',
      async signIn(page) {
        await page.fill('#username', name);
        await page.fill('#password', password);
        await page.clickOn('#loginButton');
        await page.until(
          'the device',
          'typeof nodes === "object" && nodes && nodes.some((node) => node.conn & 1)',
        );
        // The device's Desktop tab.
        await page.evaluate('void gotoDevice(nodes.find((node) => node.conn & 1)._id, 11)');
        await page.until('the button', '!document.getElementById("connectbutton1").disabled');
      },
      connectButton: '#connectbutton1',
      agentPids: [agent.pid],
      serverPids: [server.pid],
      async close() {
        await agent.stop();
        await server.stop();
        rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
      },
    };
  },
};

/** WebRTC is off, as it is by default: everything goes over the WebSocket that is counted. */
function settings(port: number, agentPort: number, aliasPort: number, host: string): object {
  return {
    settings: {
      cert: host,
      port,
      aliasPort,
      exactPorts: true,
      redirPort: 0,
      mpsPort: 0,
      agentPort,
      WANonly: true,
      selfUpdate: false,
      plugins: { enabled: false },
    },
    domains: { '': { newAccounts: false, webRtc: false } },
  };
}

async function install(): Promise<void> {
  if (existsSync(PROGRAM)) return;
  console.error(`Installing MeshCentral ${VERSION} into ${PACKAGES} …`);
  mkdirSync(PACKAGES, { recursive: true });
  const options = ['--no-audit', '--no-fund', '--no-save', '--loglevel=error'];
  await run('npm', ['install', '--prefix', PACKAGES, ...options, `meshcentral@${VERSION}`]);
}

/** A device group, and an agent with the settings that the server hands out for it. */
async function prepareAgent(port: number, device: string, host: string): Promise<void> {
  const { name, password } = ACCOUNT;
  const login = ['--url', `wss://127.0.0.1:${port}`, '--loginuser', name, '--loginpass', password];
  const { stdout } = await run(process.execPath, [
    join(PROGRAM, 'meshctrl.js'),
    'AddDeviceGroup',
    '--name',
    'bench',
    ...login,
  ]);
  const group = /mesh\/\/(\S+)/.exec(stdout)?.[1];
  if (group === undefined) throw new Error(`no device group: ${stdout}`);
  const text = await fetchText(`https://127.0.0.1:${port}/meshsettings?id=${encodeURIComponent(group)}`);
  const lines = text.split(/\r?\n/).filter((line) => !line.startsWith('translation='));
  // The agent is on the server's side of the link.
  writeFileSync(join(device, 'meshagent.msh'), lines.join('\n').replaceAll(`//${host}:`, '//127.0.0.1:'));
  const program = join(device, 'meshagent');
  copyFileSync(join(PROGRAM, 'agents/meshagent_x86-64'), program);
  chmodSync(program, 0o755);
}

function fetchText(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    get(url, { rejectUnauthorized: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        text += part;
      });
      response.on('end', () => resolve(text));
      response.on('error', reject);
    }).on('error', reject);
  });
}
