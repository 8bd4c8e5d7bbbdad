import { buildStale } from './lib/build.ts';

try {
  await buildStale();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
await import('../server/src/main.ts');
