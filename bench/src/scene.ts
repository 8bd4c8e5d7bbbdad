import { fileURLToPath } from 'node:url';

/** The command that runs one of the benchmark's scenes in a terminal. */
export function scene(name: string, ...args: (string | number)[]): string[] {
  return [
    process.execPath,
    fileURLToPath(new URL(`./scenes/${name}.ts`, import.meta.url)),
    ...args.map(String),
  ];
}
