import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where the benchmark keeps what takes long to make or to fetch: outside of the repository. */
export const CACHE = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'throwline-bench');
