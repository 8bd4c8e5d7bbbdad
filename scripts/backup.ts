// Copies the data folder, also while the server runs.
import { makeBackup } from '../server/src/backup/make-backup.ts';
import { StartError } from '../server/src/start-error.ts';

const [into, ...rest] = process.argv.slice(2);
const data = process.env.THROWLINE_DATA || './data';
if (into === undefined || rest.length > 0) {
  console.error(`usage: npm run backup -- FOLDER

Makes a backup of the data folder (THROWLINE_DATA; now ${data}) in a new folder in FOLDER, also while the server runs.`);
  process.exit(2);
}
try {
  console.log(`The backup is ready: ${await makeBackup(data, into, Date.now())}
It holds the installation's keys: keep it where only you can read it.`);
} catch (error) {
  console.error(error instanceof StartError ? error.message : error);
  process.exit(1);
}
