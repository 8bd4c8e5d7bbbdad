import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawIcon } from '../testbed/src/icon.ts';
import { ROOT } from './lib/run.ts';

/** `node scripts/icon.ts`: draws packages/identity/mark.ico anew, after the mark has changed. */
writeFileSync(join(ROOT, 'packages/identity/mark.ico'), await drawIcon());
