import { freePort } from '@throwline/testbed/server.ts';
import { debianVersion, listening, startPart } from './program.ts';
import type { RunningSystem, System } from './system.ts';

/** What has nothing to do with the picture and would look for things that a bare desktop lacks. */
const WITHOUT = [
  'daemon',
  'mdns',
  'notifications',
  'pulseaudio',
  'speaker',
  'microphone',
  'systemd-run',
  'printing',
  'webcam',
  'dbus-control',
  'start-new-commands',
];

/** xpra shadows the display; its HTML5 client comes from the same process. No TLS. */
export const xpra: System = {
  name: 'xpra',
  version: () => `xpra ${debianVersion('xpra')}`,
  async start({ desktop }, link): Promise<RunningSystem> {
    const tcp = await freePort();
    const agent = startPart(
      'xpra',
      [
        'shadow',
        desktop.display,
        `--bind-tcp=0.0.0.0:${tcp}`,
        '--html=on',
        '--dbus-launch=',
        ...WITHOUT.map((part) => `--${part}=no`),
      ],
      // Debian's own settings would put a message box on the desktop.
      { env: { ...desktop.env, XPRA_SYSTEM_CONF_DIRS: '/nonexistent' }, cwd: desktop.home },
    );
    await listening(tcp, agent);
    const port = await link.lead(tcp);
    return {
      viewerUrl: `http://${link.host}:${port}/connect.html`,
      viewport: { width: desktop.width, height: desktop.height },
      canvas: 'canvas',
      async signIn(page) {
        await page.until('the form', 'document.querySelector("a.btn-success")?.offsetWidth > 0');
        // Its floating menu would lie over the picture.
        await page.evaluate('void (document.getElementById("floating_menu").checked = false)');
      },
      connectButton: 'a.btn-success',
      agentPids: [agent.pid],
      serverPids: [],
      close: () => agent.stop(),
    };
  },
};
