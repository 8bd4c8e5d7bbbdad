import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/*
 * Holds the structure that docs/ARCHITECTURE.md draws: which folder imports which is what its table says, and no files
 * import each other in a circle, be it for types alone.
 */

const OWN = '@throwline/';
const TABLE = 'docs/ARCHITECTURE.md';
/** `from '…'`, `import('…')` and `import '…'`, as the formatter writes them. */
const IMPORT = /\bfrom '([^'\n]+)'|\bimport\('([^'\n]+)'|^import '([^'\n]+)'/gm;

/** The folder that a row of the table speaks of. */
function folderOf(file: string): string {
  const [first = '', second = ''] = file.split('/');
  return first === 'packages' ? `${first}/${second}` : first;
}

/** Folder → the folders that it may import, from the table. */
function allowed(): Map<string, ReadonlySet<string>> {
  const rows = [...readFileSync(TABLE, 'utf8').matchAll(/^\| `([^`]+)` \|.*\| ([^|]+) \|$/gm)];
  const folders = rows.map(([, folder = '']) => folder);
  const byName = (name: string): string => {
    const folder = folders.find((each) => each === name || each === `packages/${name}`);
    if (folder === undefined) throw new Error(`${TABLE} names ${name}, which is no folder of its table.`);
    return folder;
  };
  return new Map(
    rows.map(([, folder = '', names = '']) => [
      folder,
      new Set([...names.matchAll(/`([^`]+)`/g)].map(([, name = '']) => byName(name))),
    ]),
  );
}

/** The file that `file` means by `specifier`; undefined for one of npm or of Node.js. */
function target(file: string, specifier: string): string | undefined {
  if (specifier.startsWith('.')) return normalize(join(dirname(file), specifier.replace(/\?.*$/, '')));
  if (!specifier.startsWith(OWN)) return undefined;
  const [name = '', ...rest] = specifier.slice(OWN.length).split('/');
  const root = existsSync(join('packages', name)) ? join('packages', name) : name;
  return join(root, ...(rest.length > 0 ? rest : ['src/index.ts']));
}

function importsOf(file: string): string[] {
  const specifiers = [...readFileSync(file, 'utf8').matchAll(IMPORT)].map(([, a, b, c]) => a ?? b ?? c ?? '');
  return specifiers.map((each) => target(file, each)).filter((each) => each !== undefined);
}

/** The circles among the files: each as the files in the order in which they import each other. */
function circles(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const found: string[][] = [];
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): void => {
    const at = path.indexOf(file);
    if (at >= 0) found.push([...path.slice(at), file]);
    if (at >= 0 || done.has(file)) return;
    path.push(file);
    for (const next of graph.get(file) ?? []) visit(next);
    path.pop();
    done.add(file);
  };
  for (const file of graph.keys()) visit(file);
  return found;
}

const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.ts', '*.tsx', '*.mjs'], {
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file !== '' && existsSync(file));
const graph = new Map(files.map((file) => [file, importsOf(file)]));
const table = allowed();
const findings: string[] = [];
for (const [file, imported] of graph) {
  // Tests reach into whatever they try.
  if (/\.test\.ts$|\/testing\//.test(file)) continue;
  const folder = folderOf(file);
  const may = table.get(folder);
  if (may === undefined) {
    findings.push(`${file}: ${folder} has no row in the table of ${TABLE}.`);
    continue;
  }
  for (const other of new Set(imported.map(folderOf))) {
    if (other !== folder && table.has(other) && !may.has(other))
      findings.push(`${file}: ${folder} may not import ${other}, says ${TABLE}.`);
  }
}
for (const circle of circles(graph)) findings.push(`A circle of imports: ${circle.join(' → ')}`);
for (const finding of findings) console.log(finding);
process.exitCode = findings.length === 0 ? 0 : 1;
