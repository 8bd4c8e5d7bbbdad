import 'reflect-metadata';
import { randomBytes, webcrypto } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  BasicConstraintsExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY = 86_400_000;

/** Files of a certificate and its key, as settings name them. */
export interface CertificateFiles {
  readonly certificate: string;
  readonly key: string;
}

/** An authority of a test's own, which issues certificates with a new key each. */
export class Authority {
  /** PEM. */
  readonly certificate: string;
  readonly #name: string;
  readonly #keys: webcrypto.CryptoKeyPair;

  private constructor(name: string, keys: webcrypto.CryptoKeyPair, certificate: string) {
    this.#name = name;
    this.#keys = keys;
    this.certificate = certificate;
  }

  static async make(name: string): Promise<Authority> {
    const keys = await newKeys();
    const certificate = await X509CertificateGenerator.createSelfSigned(
      {
        serialNumber: serial(),
        name: `CN=${name}`,
        notBefore: new Date(Date.now() - DAY),
        notAfter: new Date(Date.now() + 1000 * DAY),
        signingAlgorithm: ALGORITHM,
        keys,
        extensions: [new BasicConstraintsExtension(true, undefined, true)],
      },
      webcrypto,
    );
    return new Authority(name, keys, certificate.toString('pem'));
  }

  /** PEM of a new certificate for `host` that is good for `days` from now, and of its key. */
  async issue(host: string, days = 90): Promise<{ readonly certificate: string; readonly key: string }> {
    const keys = await newKeys();
    const certificate = await X509CertificateGenerator.create(
      {
        serialNumber: serial(),
        subject: `CN=${host}`,
        issuer: `CN=${this.#name}`,
        notBefore: new Date(Date.now() - 2 * DAY),
        notAfter: new Date(Date.now() + days * DAY),
        signingAlgorithm: ALGORITHM,
        publicKey: keys.publicKey,
        signingKey: this.#keys.privateKey,
        extensions: [new SubjectAlternativeNameExtension([{ type: 'dns', value: host }])],
      },
      webcrypto,
    );
    const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
    const key = `-----BEGIN PRIVATE KEY-----\n${pkcs8}\n-----END PRIVATE KEY-----\n`;
    return { certificate: certificate.toString('pem'), key };
  }

  /** {@link issue}, into files of a folder; those of before are overwritten. */
  async issueInto(folder: string, host: string, days?: number): Promise<CertificateFiles> {
    const { certificate, key } = await this.issue(host, days);
    const files = { certificate: join(folder, 'fullchain.pem'), key: join(folder, 'privkey.pem') };
    writeFileSync(files.certificate, certificate);
    writeFileSync(files.key, key);
    return files;
  }
}

function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}

function serial(): string {
  return `01${randomBytes(8).toString('hex')}`;
}
