import { execFileSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A command that signs programs for Windows with a certificate of its own. */
export interface Signer {
  /** Called with `two words` and the file, which it signs in place. */
  readonly command: readonly [script: string, argument: string];
  /** The certificate, in PEM. */
  readonly certificate: string;
}

/** Makes a key, a certificate for signing code, and the command; all of it lies in `folder`. */
export function makeSigner(folder: string): Signer {
  const certificate = join(folder, 'certificate.pem');
  const key = join(folder, 'key.pem');
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', certificate, '-days', '9'],
      ...['-addext', 'extendedKeyUsage=codeSigning', '-subj', '/CN=Nordlicht Helpdesk'],
    ],
    { stdio: 'ignore' },
  );
  const script = join(folder, 'sign it.sh');
  writeFileSync(
    script,
    `#!/bin/sh
test "$1" = 'two words' || exit 3
osslsigncode sign -certs "${certificate}" -key "${key}" -h sha256 -in "$2" -out "$2.signed" && mv "$2.signed" "$2"
`,
  );
  chmodSync(script, 0o755);
  return { command: [script, 'two words'], certificate };
}

/** What `osslsigncode` says of a program's signatures. @throws Error when one is not good */
export function verifySignature(file: string, { certificate }: Signer): string {
  return execFileSync('osslsigncode', ['verify', '-CAfile', certificate, '-in', file]).toString();
}
