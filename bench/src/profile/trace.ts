import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const mark = z.object({
  /** Milliseconds since the epoch, with fractions. */
  at: z.number(),
  /** Where: `console`, `server`, `applet`, `screen` (the applet's screen thread). */
  part: z.string(),
  /** What happened, and to what: a message's socket and type, or a step of the screen's. */
  what: z.string(),
  /** Length of the message or the picture; 0 where there is none. */
  bytes: z.number(),
});
/** Something that happened in one of the product's processes. */
export type Mark = z.infer<typeof mark>;

/** All marks of a folder, in order of time. */
export function readTrace(folder: string): Mark[] {
  return readdirSync(folder)
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'))
    .filter((line) => line !== '')
    .map((line) => mark.parse(JSON.parse(line)))
    .sort((a, b) => a.at - b.at);
}
