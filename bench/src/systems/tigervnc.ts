import { freePort } from '@throwline/testbed/server.ts';
import { debianVersion, listening, startPart } from './program.ts';
import type { RunningSystem, System } from './system.ts';

/** TigerVNC's server for a display that is there already; noVNC as its viewer, over a WebSocket by websockify. No TLS. */
export const tigervnc: System = {
  name: 'tigervnc',
  version: () =>
    `TigerVNC ${debianVersion('tigervnc-scraping-server')}, noVNC ${debianVersion('novnc')}, websockify ${debianVersion('websockify')}`,
  async start({ desktop }, link): Promise<RunningSystem> {
    const [rfbPort, webPort] = [await freePort(), await freePort()];
    const options = ['-rfbport', rfbPort, '-localhost', '-SecurityTypes', 'None'];
    const agent = startPart('X0tigervnc', ['-display', desktop.display, ...options], { env: desktop.env });
    await listening(rfbPort, agent);
    const server = startPart('websockify', [
      '--web',
      '/usr/share/novnc',
      `0.0.0.0:${webPort}`,
      `127.0.0.1:${rfbPort}`,
    ]);
    await listening(webPort, server);
    const port = await link.lead(webPort);
    return {
      // noVNC's own defaults otherwise: Tight, quality 6, compression 2.
      viewerUrl: `http://${link.host}:${port}/vnc.html?autoconnect=false&resize=off&show_dot=false`,
      viewport: { width: desktop.width, height: desktop.height },
      canvas: '#noVNC_container canvas',
      signIn: (page) =>
        page.until('the viewer', 'document.querySelector("#noVNC_connect_button")?.offsetWidth > 0'),
      connectButton: '#noVNC_connect_button',
      agentPids: [agent.pid],
      serverPids: [server.pid],
      async close() {
        await server.stop();
        await agent.stop();
      },
    };
  },
};
