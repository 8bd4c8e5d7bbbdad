import 'reflect-metadata';
import { createHash, createPrivateKey, randomBytes, webcrypto, X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { StartError } from '../start-error.ts';
import { writeWhole } from './write-whole.ts';

const DAY = 86_400_000;
/** Apple's limit for certificates made by hand is 825 days, browsers' for public ones 398; this is below both. */
const VALID_FOR = 397 * DAY;
const RENEW_BEFORE = 30 * DAY;
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

/** What a TLS server needs, PEM. */
export interface TlsIdentity {
  readonly certificate: string;
  readonly key: string;
  /** {@link pinOf} the certificate: what applets from before the installation's key know the server by. */
  readonly pin: string;
}

/** @throws StartError when a file cannot be read, or key and certificate do not belong together */
export function readGivenIdentity(certificateFile: string, keyFile: string): TlsIdentity {
  try {
    const certificate = readFileSync(certificateFile, 'utf8');
    const key = readFileSync(keyFile, 'utf8');
    const parsed = new X509Certificate(certificate);
    if (!parsed.checkPrivateKey(createPrivateKey(key))) throw new Error('the key is not the certificate’s');
    // Nothing of the chain may be found damaged only when it is to be served.
    createSecureContext({ cert: certificate, key });
    return { certificate, key, pin: pinOf(parsed) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new StartError(`The TLS certificate or key cannot be used: ${why}.`, { cause: error });
  }
}

/**
 * The installation's own self-signed identity, made when missing, renewed when it runs out or a host is new. The key
 * stays the same for good, because older applets are pinned to it.
 * @param folder for its owner only; holds `certificate.pem` and `key.pem`
 * @param host of the public address; loopback is always covered
 * @param now epoch milliseconds
 * @throws StartError when the key is damaged or files cannot be written
 */
export async function ensureOwnIdentity(folder: string, host: string, now: number): Promise<TlsIdentity> {
  const keyFile = join(folder, 'key.pem');
  const certificateFile = join(folder, 'certificate.pem');
  const hosts = [...new Set(['localhost', '127.0.0.1', '::1', host.replace(/^\[|\]$/g, '')])];
  try {
    if (!existsSync(keyFile)) writeWhole(keyFile, await newKey());
    const key = readFileSync(keyFile, 'utf8');
    const kept = existsSync(certificateFile) ? readFileSync(certificateFile, 'utf8') : undefined;
    const certificate =
      kept !== undefined && isGood(kept, key, hosts, now) ? kept : await sign(key, hosts, now);
    if (certificate !== kept) writeWhole(certificateFile, certificate);
    return { certificate, key, pin: pinOf(new X509Certificate(certificate)) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new StartError(`The TLS key or certificate in ${folder} cannot be used: ${why}.`, { cause: error });
  }
}

function isGood(pem: string, key: string, hosts: readonly string[], now: number): boolean {
  try {
    const certificate = new X509Certificate(pem);
    return (
      certificate.checkPrivateKey(createPrivateKey(key)) &&
      Date.parse(certificate.validTo) - now > RENEW_BEFORE &&
      hosts.every((host) => (isIP(host) === 0 ? certificate.checkHost(host) : certificate.checkIP(host)))
    );
  } catch {
    return false;
  }
}

async function newKey(): Promise<string> {
  const pair = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', pair.privateKey));
  return `-----BEGIN PRIVATE KEY-----\n${pkcs8.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END PRIVATE KEY-----\n`;
}

async function sign(keyPem: string, hosts: readonly string[], now: number): Promise<string> {
  const privateKey = createPrivateKey(keyPem);
  const jwk = privateKey.export({ format: 'jwk' });
  const { d: _, ...publicJwk } = jwk;
  const keys = {
    privateKey: await webcrypto.subtle.importKey('jwk', jwk, ALGORITHM, false, ['sign']),
    publicKey: await webcrypto.subtle.importKey('jwk', publicJwk, ALGORITHM, true, ['verify']),
  };
  const serial = randomBytes(16);
  // A serial number is positive (RFC 5280, section 4.1.2.2).
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x01;
  const certificate = await X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: serial.toString('hex'),
      name: 'CN=Throwline',
      // Clocks of customers may be a little behind.
      notBefore: new Date(now - DAY),
      notAfter: new Date(now + VALID_FOR),
      signingAlgorithm: ALGORITHM,
      keys,
      extensions: [
        new BasicConstraintsExtension(false, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
        new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
        new SubjectAlternativeNameExtension(
          hosts.map((host) => ({ type: isIP(host) === 0 ? 'dns' : 'ip', value: host })),
        ),
      ],
    },
    webcrypto,
  );
  return `${certificate.toString('pem')}\n`;
}

/** SHA-256 of a certificate's public key (SubjectPublicKeyInfo, DER), base64: RFC 7469, section 2.4. */
export function pinOf(certificate: X509Certificate): string {
  const spki = certificate.publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(spki).digest('base64');
}
