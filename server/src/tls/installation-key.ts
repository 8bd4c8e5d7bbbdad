import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SERVER_PROOF_CONTEXT, type ServerStatement } from '@throwline/protocol';
import { StartError } from '../start-error.ts';
import { writeWhole } from './write-whole.ts';

/**
 * The key by which applets know this installation, whatever certificate it shows: Ed25519, made once, never changed
 * (docs/decisions/0013-installation-key.md).
 */
export class InstallationKey {
  /** SubjectPublicKeyInfo, DER, base64: what applets are made with. */
  readonly publicKey: string;
  readonly #privateKey: KeyObject;

  private constructor(privateKey: KeyObject) {
    this.#privateKey = privateKey;
    this.publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).toString('base64');
  }

  /**
   * The key in a folder, made when missing, readable by its owner only.
   * @throws StartError when it is damaged or cannot be written: a new one would strand every applet
   */
  static inFolder(folder: string): InstallationKey {
    const file = join(folder, 'installation-key.pem');
    try {
      if (!existsSync(file)) {
        const { privateKey } = generateKeyPairSync('ed25519');
        writeWhole(file, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
      }
      const key = createPrivateKey(readFileSync(file));
      if (key.asymmetricKeyType !== 'ed25519') throw new Error('it is not an Ed25519 key');
      return new InstallationKey(key);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new StartError(
        `The installation’s key ${file} cannot be used: ${why}. Restore it from a backup of the data folder.`,
        { cause: error },
      );
    }
  }

  /** The proof of a statement: its text and the signature, as the header carries them. */
  prove(statement: ServerStatement): string {
    const text = Buffer.from(JSON.stringify(statement));
    const signature = sign(null, Buffer.concat([Buffer.from(SERVER_PROOF_CONTEXT), text]), this.#privateKey);
    return `${text.toString('base64url')}.${signature.toString('base64url')}`;
  }
}
