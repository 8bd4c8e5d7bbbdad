import { basename } from 'node:path';
import { installationKey, keyPin, type Secret, secret } from '@throwline/protocol';
import { z } from 'zod';

/** What the applet knows of the installation that made it: `installation.json`, unpacked with it. */
export const installation = z.object({
  /** Origin of the server, `https://host:port` (or `http:` where TLS ends elsewhere). */
  serverUrl: z.url({ protocol: /^https?$/ }).transform((text) => new URL(text).origin),
  /** TLS keys that are known beforehand, as a reverse proxy's; each as SHA-256 of its SubjectPublicKeyInfo, base64. */
  pins: z.array(keyPin).max(20),
  /** The installation's own key, by which its server is known whatever certificate it shows. */
  installationKey: installationKey.optional(),
});
export type Installation = z.infer<typeof installation>;

/**
 * The ticket in the downloaded file's name, `Support-<brand>-<ticket>`. What browsers add to a second copy
 * (` (1)`, `(1)`, `-1`, ` - Copy`) is no hindrance; a file that was renamed has none.
 */
export function ticketInName(path: string): Secret | undefined {
  const found = /^Support-[A-Za-z0-9]{1,40}-([0-9a-hjkmnp-tv-z]{26})(?![0-9a-z])/i.exec(basename(path));
  const parsed = secret.safeParse(found?.[1]?.toLowerCase());
  return parsed.success ? parsed.data : undefined;
}
