import { request } from 'node:https';
import type { Stage } from './stage.ts';

/** Bytes of peer frames that the server has relayed so far, by its own count. */
export async function relayedBytes({ server }: Pick<Stage, 'server'>): Promise<number> {
  const text = await new Promise<string>((resolve, reject) => {
    const sent = request(new URL('/metrics', server.url), { rejectUnauthorized: false }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        body += chunk;
      });
      response.on('error', reject);
      response.on('end', () => resolve(body));
    });
    sent.on('error', reject);
    sent.end();
  });
  const found = /^throwline_relayed_bytes_total (\d+)$/m.exec(text);
  if (found === null) throw new Error('the server does not count what it relays');
  return Number(found[1]);
}
