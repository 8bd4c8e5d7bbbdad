import { createServer } from 'node:http';
import { join } from 'node:path';
import type { TestDesktop } from './desktop.ts';
import { windowNamed } from './typing.ts';
import { waitFor } from './wait-for.ts';

/** A Chromium app window, as the applet opens one, with one page of our own. */
export interface AppWindow extends AsyncDisposable {
  readonly pid: number;
  readonly windowId: string;
}

/**
 * Opens the window and waits until it is on the screen.
 * @param page HTML; what it posts to `/report` is handed to `onReport`
 * @param title the page's title
 */
export async function openAppWindow(
  desktop: TestDesktop,
  page: string,
  title: string,
  onReport: (body: string) => void,
): Promise<AppWindow> {
  const server = createServer((request, response) => {
    if (request.url !== '/report') {
      response.setHeader('content-type', 'text/html; charset=utf-8').end(page);
      return;
    }
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (part: string) => {
      body += part;
    });
    request.on('end', () => {
      onReport(body);
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The page server has no port.');
  const program = desktop.start(
    'chromium',
    '--no-sandbox',
    '--no-first-run',
    '--disable-gpu',
    '--password-store=basic',
    `--user-data-dir=${join(desktop.folder, `engine-${address.port}`)}`,
    '--window-size=400,300',
    '--window-position=200,200',
    `--app=http://127.0.0.1:${address.port}/`,
  );
  const windowId = await waitFor(`the window ${title}`, () => windowNamed(desktop, title));
  return {
    pid: program.pid,
    windowId,
    async [Symbol.asyncDispose]() {
      await program.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
