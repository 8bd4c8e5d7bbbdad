import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The names of the files in `docs/pictures` that README.md and the pages of `docs` show. */
export function docPictures(root: string): ReadonlySet<string> {
  const pages = ['README.md', ...globSync('docs/**/*.md', { cwd: root })];
  return new Set(
    pages.flatMap((page) =>
      Array.from(
        readFileSync(join(root, page), 'utf8').matchAll(/pictures\/([\w-]+\.png)/g),
        ([, name = '']) => name,
      ),
    ),
  );
}
