import { TLSSocket } from 'node:tls';
import { errorResponse, SERVER_PROOF_HEADER, serverProofQuery } from '@throwline/protocol';
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { pinOf } from '../tls/certificate.ts';
import type { HttpParts } from './parts.ts';

/** By which applets know that they speak with their installation, before they say anything. */
export function serverProofRoutes({ addresses, installationKey }: HttpParts): FastifyPluginCallbackZod {
  return (app, _options, done) => {
    app.get(
      '/server-proof',
      {
        config: { access: 'anyone' },
        schema: {
          summary: 'Proves that this is the installation that a support program was made for',
          querystring: serverProofQuery,
          response: { 204: z.null(), '4xx': errorResponse, '5xx': errorResponse },
        },
      },
      async (request, reply) => {
        const { socket } = request.raw;
        // The certificate of this very connection: another one may be served to new ones by now.
        const certificate = socket instanceof TLSSocket ? socket.getX509Certificate() : undefined;
        const proof = installationKey.prove({
          challenge: request.query.challenge,
          key: certificate === undefined ? undefined : pinOf(certificate),
          proxied: certificate === undefined || addresses.fromProxy(request.raw),
        });
        return reply.header(SERVER_PROOF_HEADER, proof).code(204).send(null);
      },
    );
    done();
  };
}
