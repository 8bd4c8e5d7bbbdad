import { createPublicKey, randomBytes, verify } from 'node:crypto';
import type { Socket } from 'node:net';
import {
  SERVER_PROOF_CONTEXT,
  SERVER_PROOF_HEADER,
  SERVER_PROOF_PATH,
  type ServerStatement,
  serverStatement,
} from '@throwline/protocol';
import { readHead } from './http-head.ts';

/** The other side is not the installation's server, or could not show that it is. */
export class CertificateMismatch extends Error {
  override readonly name = 'CertificateMismatch';
}

/** A server that has proved itself. */
export interface Proof {
  readonly statement: ServerStatement;
  /** Whether the connection can be used on, or the other side closes it after its answer. */
  readonly goesOn: boolean;
}

/**
 * Asks, on a connection, for the proof that the installation's server is at its other end. Nothing is sent but a random
 * number.
 * @param host as in a Host header
 * @param installationKey SubjectPublicKeyInfo, DER, base64
 * @throws CertificateMismatch (rejects) when the answer proves nothing
 * @throws Error (rejects) when there is no answer, or one that says "later"
 */
export async function askForProof(socket: Socket, host: string, installationKey: string): Promise<Proof> {
  const challenge = randomBytes(32).toString('base64url');
  socket.write(`GET ${SERVER_PROOF_PATH}?challenge=${challenge} HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
  const { status, headers } = await readHead(socket);
  // A proxy whose server starts again, or one that is asked too often: that passes.
  if (status >= 500 || status === 408 || status === 429) throw new Error(`The server answered ${status}.`);
  if (status !== 204)
    throw new CertificateMismatch(`What answers there (${status}) is not the installation.`);
  const statement = verified(headers.get(SERVER_PROOF_HEADER) ?? '', installationKey);
  if (statement?.challenge !== challenge) throw new CertificateMismatch('The proof is none.');
  return { statement, goesOn: headers.get('connection')?.toLowerCase() !== 'close' };
}

/** The statement, if the installation's key has signed it. */
function verified(proof: string, installationKey: string): ServerStatement | undefined {
  const [text = '', signature = ''] = proof.split('.').map((part) => Buffer.from(part, 'base64url'));
  const key = createPublicKey({ key: Buffer.from(installationKey, 'base64'), type: 'spki', format: 'der' });
  const signed = Buffer.concat([Buffer.from(SERVER_PROOF_CONTEXT), Buffer.from(text)]);
  if (!verify(null, signed, key, Buffer.from(signature))) return undefined;
  return serverStatement.safeParse(JSON.parse(text.toString())).data;
}
