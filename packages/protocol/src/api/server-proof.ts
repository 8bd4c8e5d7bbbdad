import { z } from 'zod';

/**
 * `GET /api/server-proof?challenge=…`: the server proves that it is the installation whose key an applet was made with.
 * Answered with 204 and the proof in a header, so that what asks has to read nothing but the head of an answer, and can
 * then go on with the same connection.
 */
export const SERVER_PROOF_PATH = '/api/server-proof';
/** The header that holds the proof: the statement and its signature, each in base64url, with a full stop between. */
export const SERVER_PROOF_HEADER = 'throwline-proof';
/** Stands before what is signed, so that a signature means this and nothing else. */
export const SERVER_PROOF_CONTEXT = 'Throwline server proof, version 1\n';

/** 32 random bytes, base64url: made for one question. */
export const proofChallenge = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
/** SHA-256 of a public key (SubjectPublicKeyInfo, DER), base64: RFC 7469, section 2.4. */
export const keyPin = z.string().regex(/^[A-Za-z0-9+/]{43}=$/);
/** An installation's Ed25519 public key: SubjectPublicKeyInfo, DER, base64. The first twelve bytes are the same in all. */
export const installationKey = z.string().regex(/^MCowBQYDK2VwAyEA[A-Za-z0-9+/]{43}=$/);

export const serverProofQuery = z.object({ challenge: proofChallenge });

/** What the server states about the connection on which it was asked. */
export const serverStatement = z.object({
  challenge: proofChallenge,
  /** The key that the server itself has shown on this connection, if it speaks TLS. */
  key: keyPin.optional(),
  /** Whether TLS ends before the server, at a proxy that its settings know. Then nobody here knows the proxy's key. */
  proxied: z.boolean(),
});
export type ServerStatement = z.infer<typeof serverStatement>;
