// Builds what is stale, and starts nothing: for a server that runs as a service.
import { buildStale } from './lib/build.ts';

await buildStale();
