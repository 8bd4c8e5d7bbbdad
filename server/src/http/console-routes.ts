import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyReply } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { messagePage } from '../pages/index.ts';
import type { HttpParts } from './parts.ts';

const YEAR = 365 * 86_400_000;

/** The console's files, its pages' addresses, and the set-up page while there is one. */
export function consoleRoutes(parts: HttpParts): FastifyPluginAsyncZod {
  const { accounts, consoleFolder } = parts;
  return async (app) => {
    // With the opener's policy, which all pages have: only so do browsers let a page and its worker share memory.
    app.addHook('onRequest', async (_request, reply) => {
      reply.header('cross-origin-embedder-policy', 'require-corp');
    });
    await app.register(fastifyStatic, { root: consoleFolder, serve: false, dotfiles: 'deny' });

    /** A console page; before set-up the way to that. */
    async function inside(reply: FastifyReply): Promise<FastifyReply> {
      return accounts.setupIsOpen ? reply.redirect('/setup') : index(reply);
    }

    async function index(reply: FastifyReply): Promise<FastifyReply> {
      if (existsSync(join(consoleFolder, 'index.html'))) {
        return reply.sendFile('index.html', { cacheControl: false }).header('cache-control', 'no-cache');
      }
      const page = messagePage({
        organisation: await accounts.organisation(),
        title: 'The console is not built',
        text: 'Build it with “npm start” in the folder of Throwline, then load this page again.',
        status: 503,
      });
      return reply.code(503).type('text/html; charset=utf-8').send(page);
    }

    app.get('/console', async (_request, reply) => inside(reply));
    app.get('/console/*', { schema: { params: z.object({ '*': z.string() }) } }, async (request, reply) => {
      const path = request.params['*'];
      // Built files have their content's hash in the name; what has no dot is an address inside the console.
      if (path.startsWith('assets/')) return reply.sendFile(path, { maxAge: YEAR, immutable: true });
      return path.includes('.') ? reply.sendFile(path) : inside(reply);
    });
    app.get('/setup', async (_request, reply) => {
      if (accounts.setupIsOpen) return index(reply);
      const page = messagePage({
        organisation: await accounts.organisation(),
        title: 'This server is set up',
        text: 'The set-up link works once, and it has been used. Sign in to continue.',
        status: 404,
        next: { path: '/console/sign-in', label: 'Go to the sign-in page' },
      });
      return reply.code(404).type('text/html; charset=utf-8').send(page);
    });
  };
}
