import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';

/** The manifest's name in a backup's folder. */
export const MANIFEST_FILE = 'manifest.json';

/** A file's place in the data folder: plain names, never outside of it. */
const place = z
  .string()
  .max(400)
  .regex(/^[\w.-]+(\/[\w.-]+)*$/)
  .refine((path) => path.split('/').every((part) => !/^\.+$/.test(part)), 'leaves its folder');

/** What a backup says of itself. */
export const backupManifest = z.object({
  /** Raised when an older restore could not read it. */
  format: z.literal(1),
  madeAt: z.iso.datetime(),
  /** The database's changes of tables, and the newest protocol that its logs may hold. */
  steps: z.array(z.string()),
  protocol: z.number().int().min(0),
  files: z.array(
    z.object({
      path: place,
      bytes: z.number().int().min(0),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
});
export type BackupManifest = z.infer<typeof backupManifest>;

/** SHA-256 of a file, lower-case hex. */
export async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
