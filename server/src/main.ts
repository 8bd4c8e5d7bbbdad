/** Starts the server from its environment (docs/SETTINGS.md) and prints where it is reached. */
import { networkInterfaces } from 'node:os';
import { holdYoungGeneration } from './memory.ts';
import { StartError } from './start-error.ts';

async function main(): Promise<void> {
  holdYoungGeneration();
  const { startServer } = await import('./server.ts');
  const { readSettings } = await import('./settings.ts');
  const settings = readSettings(process.env);
  const server = await startServer({ settings });
  console.log(`Throwline is running. Data is kept in ${settings.data}.

  Support Connection page  ${server.url}/
  Technician Console       ${server.url}/console/`);
  if (server.setupUrl !== undefined) {
    console.log(`  First administrator      ${server.setupUrl}
                           (works once; a new link is made at every start)`);
  }
  if (settings.publicUrl === undefined) console.log(elsewhere(server.port, settings.plainHttp));
  console.log('');
  // Without this, whoever reloads the server as they reload others would end it.
  process.on('SIGHUP', () => void server.reload());
  let closing = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (closing) return;
      closing = true;
      server.close().then(
        () => process.exit(0),
        (error: unknown) => {
          console.error(error);
          process.exit(1);
        },
      );
    });
  }
}

/** What the person who starts it needs to know before anybody else can come. */
function elsewhere(port: number, isPlain: boolean): string {
  const near = Object.values(networkInterfaces())
    .flat()
    .find((each) => each?.internal === false && each.family === 'IPv4')?.address;
  const example = `${isPlain ? 'http' : 'https'}://${near ?? 'help.example.org'}:${port}`;
  return `
  Only this computer can use these addresses. For all others, start it with the address that
  they are to type, for example THROWLINE_PUBLIC_URL=${example}`;
}

main().catch((error: unknown) => {
  // What the person who starts it can change is said in one line; anything else is a fault of ours, told in full.
  console.error(error instanceof StartError ? `Throwline cannot start. ${error.message}` : error);
  process.exit(1);
});
