// Puts a backup in the place of the data folder's contents, while no server runs on it.
import { restoreBackup } from '../server/src/backup/restore-backup.ts';
import { StartError } from '../server/src/start-error.ts';

const given = process.argv.slice(2);
const replace = given.includes('--replace');
const [backup, ...rest] = given.filter((word) => word !== '--replace');
const data = process.env.THROWLINE_DATA || './data';
if (backup === undefined || rest.length > 0 || backup.startsWith('-')) {
  console.error(`usage: npm run restore -- BACKUP [--replace]

Puts a backup into the data folder (THROWLINE_DATA; now ${data}) while no server runs on it. With --replace the folder need not
be empty: what is there is kept in a folder in it.`);
  process.exit(2);
}
try {
  const before = await restoreBackup(backup, data, { replace, now: Date.now() });
  console.log(`The backup is restored into ${data}.`);
  if (before !== undefined) console.log(`What was there before: ${before}`);
} catch (error) {
  console.error(error instanceof StartError ? error.message : error);
  process.exit(1);
}
