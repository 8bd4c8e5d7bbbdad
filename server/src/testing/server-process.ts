/** A server as a process of its own, for tests that kill it: `server-process.ts APPLET_FILE`, settings by environment. */
import { holdYoungGeneration } from '../memory.ts';

holdYoungGeneration();
const { startServer } = await import('../server.ts');
const { readSettings } = await import('../settings.ts');

const [, , linux = ''] = process.argv;
const server = await startServer({ settings: readSettings(process.env), appletFiles: { linux } });
console.log(
  JSON.stringify({
    url: server.url,
    port: server.port,
    setupUrl: server.setupUrl,
    certificate: server.certificate,
  }),
);
