import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { join } from 'node:path';
import type { Desktop } from '@throwline/testbed/desktop.ts';
import type { ApiTechnician } from '@throwline/testbed/installation.ts';
import type { ServerProcess } from '@throwline/testbed/server.ts';
import { PNG } from 'pngjs';
import { z } from 'zod';

/** The demo's own small server on loopback: a link that signs in, and the customer's desktop as a page. */
export interface Doorway {
  readonly technicianUrl: string;
  readonly customerUrl: string;
  close(): Promise<void>;
}

/** What the customer page sends for a click or a key. Key names are X11's or single characters. */
const customerAct = z.discriminatedUnion('type', [
  z.object({ type: z.literal('click'), x: z.number().int().min(0), y: z.number().int().min(0) }),
  z.object({ type: z.literal('key'), key: z.string().regex(/^[\w]{1,20}$/) }),
  z.object({ type: z.literal('text'), text: z.string().max(10) }),
]);

/** Numbers of the keys that press a button of a page. */
const PRESSING_KEYS: Readonly<Record<string, number>> = { Return: 36, space: 65 };

/** Opens it on a free port. Both links hold a secret that only the demo's console shows. */
export async function openDoorway(demo: {
  readonly server: ServerProcess;
  readonly technician: ApiTechnician;
  readonly desktop: Desktop;
  readonly sessionId: string;
}): Promise<Doorway> {
  const { server, technician, desktop, sessionId } = demo;
  const secret = randomBytes(16).toString('hex');
  const page = readFileSync(new URL('./customer-view.html', import.meta.url));
  const script = readFileSync(new URL('./customer-view.js', import.meta.url));
  const tls = join(server.dataFolder, 'tls');

  const routes: Record<string, (request: IncomingMessage, response: ServerResponse) => Promise<void> | void> =
    {
      // A cookie belongs to a host whatever the port, so the console on the server's port finds it.
      [`/${secret}/technician`]: (_, response) => {
        const cookie = `${technician.cookie}; Path=/; Secure; HttpOnly; SameSite=Strict`;
        const location = `${server.url}/console/sessions/${sessionId}`;
        response.writeHead(303, { 'set-cookie': cookie, location }).end();
      },
      [`/${secret}/customer/`]: (_, response) => {
        response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page);
      },
      [`/${secret}/customer/view.js`]: (_, response) => {
        response.writeHead(200, { 'content-type': 'text/javascript' }).end(script);
      },
      [`/${secret}/customer/screen.png`]: (_, response) => {
        const picture = PNG.sync.write(desktop.picture(), { deflateLevel: 1, filterType: 0, colorType: 2 });
        response.writeHead(200, { 'content-type': 'image/png', 'cache-control': 'no-store' }).end(picture);
      },
      [`/${secret}/customer/act`]: async (request, response) => {
        const act = customerAct.parse(JSON.parse(await bodyOf(request)));
        const pressing = act.type === 'key' ? PRESSING_KEYS[act.key] : undefined;
        // The visitor is the virtual customer: what they press comes from the virtual desktop's own mouse and keyboard.
        if (act.type === 'click') desktop.click(act.x, act.y);
        else if (pressing !== undefined) desktop.pressKey(pressing);
        else if (act.type === 'key') desktop.xdo('key', act.key);
        else desktop.xdo('type', act.text);
        response.writeHead(204).end();
      },
    };

  const doorway = createServer(
    { key: readFileSync(join(tls, 'key.pem')), cert: readFileSync(join(tls, 'certificate.pem')) },
    (request, response) => {
      const route = routes[request.url?.split('?')[0] ?? ''];
      if (route === undefined) {
        response.writeHead(404).end();
        return;
      }
      Promise.try(route, request, response).catch(() => response.writeHead(400).end());
    },
  );
  await new Promise<void>((resolve) => doorway.listen(0, '127.0.0.1', resolve));
  const address = doorway.address();
  if (address === null || typeof address === 'string') throw new Error('the demo page has no port');
  const base = `https://localhost:${address.port}/${secret}`;
  return {
    technicianUrl: `${base}/technician`,
    customerUrl: `${base}/customer/`,
    close: () =>
      new Promise((resolve) => {
        doorway.close(() => resolve());
        doorway.closeAllConnections();
      }),
  };
}

/** @throws Error above 4 KiB */
async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) {
    body += String(chunk);
    if (body.length > 4096) throw new Error('too large');
  }
  return body;
}
