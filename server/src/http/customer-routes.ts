import { createReadStream, ReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import {
  ERRORS,
  type Secret,
  type SessionId,
  type SessionState,
  secret,
  ThrowlineError,
} from '@throwline/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { HELPED_SYSTEMS } from '../applet/applet-files.ts';
import {
  type AppletState,
  type AppletSystem,
  type Applets,
  connectPage,
  deviceInWords,
  isGuideId,
  type JourneyStep,
  journeyPage,
  loadPageAssets,
  offerFor,
  reasonAgainst,
  stillGoodPage,
  systemsOf,
} from '../pages/index.ts';
import { networkInWords } from '../security/client-address.ts';
import { sameText } from '../security/secrets.ts';
import { MAX_DOWNLOADS, openUntil } from '../sessions/invitations.ts';
import { ACCEPTED_HINTS, customerDevice } from './customer-device.ts';
import { POLICIES } from './headers.ts';
import type { HttpParts } from './parts.ts';
import { readVisitCookie, setVisitCookie } from './visit-cookie.ts';

const HTML = 'text/html; charset=utf-8';
/** Most sessions whose page is remembered as shown. */
const MAX_SHOWN = 10_000;
/** Most downloads for one session at once: each holds an open file and half a megabyte for as long as its receiver likes. */
export const MAX_DOWNLOADS_AT_ONCE = 10;

/**
 * What the form on the Support Connection page sends; `here`: to be used on this device whatever it seems to be. A visit
 * that is none is as if it were not there.
 */
const connectForm = z.object({
  code: z.string().max(1000),
  here: z.literal('yes').optional().catch(undefined),
  visit: secret.optional().catch(undefined),
});
const pageParams = z.object({ pageKey: secret });
const fileParams = z.object({ pageKey: secret, fileName: z.string().max(200) });
/** `?steps=` names a guide; anything else is as if it were not there. */
const journeyQuery = z.object({ steps: z.string().refine(isGuideId).optional().catch(undefined) });

/** How each system's file for download ends. */
const ENDINGS: Readonly<Record<AppletSystem, string>> = { windows: 'exe', macos: 'zip', linux: 'run' };

/** The Support Connection page and what follows the right code. */
export function customerRoutes(parts: HttpParts): FastifyPluginCallbackZod {
  const {
    accounts,
    addresses,
    arrivals,
    brand,
    claims,
    clock,
    codeGuesses,
    invitations,
    log,
    secrets,
    sessions,
    storage,
  } = parts;
  const assets = loadPageAssets(brand);
  /** Sessions whose page has started the download: a reload does not start another. */
  const shown = new Set<SessionId>();
  /** How many downloads are under way for a session. */
  const underWay = new Map<SessionId, number>();

  async function sessionOf(pageKey: Secret): Promise<SessionState> {
    const hash = secrets.hash('page-key', pageKey);
    const found = await storage.sessions.bySecret('page_key_hash', hash);
    if (found?.pageKeyHash == null || !sameText(found.pageKeyHash, hash))
      throw new ThrowlineError('not-found');
    const state = await sessions.state(found.sessionId);
    if (state === undefined) throw new ThrowlineError('not-found');
    return state;
  }

  function applets(): Applets {
    const states: Record<AppletSystem, AppletState> = { windows: 'none', macos: 'none', linux: 'none' };
    for (const { system, state } of parts.applets.programs)
      states[system] = state === 'missing' ? 'none' : state;
    return states;
  }

  function startsDownload(state: SessionState): boolean {
    // An invitation's download starts under its own address.
    if (state.phase === 'connecting' && state.step.at === 'invited') return false;
    if (stepOf(state) !== 'download' || shown.has(state.sessionId) || underWay.has(state.sessionId))
      return false;
    if (shown.size >= MAX_SHOWN) shown.clear();
    shown.add(state.sessionId);
    return true;
  }

  return (app, _options, done) => {
    const connect = async (
      request: FastifyRequest,
      reply: FastifyReply,
      visit: Secret | undefined,
      problem: { typed?: string; error?: ThrowlineError['code'] } = {},
    ): Promise<FastifyReply> => {
      const page = connectPage({
        organisation: await accounts.organisation(),
        ...(visit === undefined ? {} : { visit }),
        ...problem,
        mayBeLong: codeGuesses.mayBeLong,
        device: customerDevice(request.headers),
        applets: applets(),
      });
      return reply
        .headers({ 'accept-ch': ACCEPTED_HINTS, 'cache-control': 'no-store' })
        .type(HTML)
        .send(page);
    };

    app.get('/', async (request, reply) =>
      connect(request, reply, readVisitCookie(request, parts) ?? secrets.create()),
    );

    // Old and text browsers name no origin. The form rides on no cookie, so another site has nothing to gain by sending it.
    const withoutOrigin = { config: { access: 'anyone', withoutOrigin: true } } as const;
    app.post('/', withoutOrigin, async (request, reply) => {
      const form = connectForm.safeParse(request.body);
      const typed = form.success ? form.data.code : '';
      const ofForm = form.success ? form.data.visit : undefined;
      const visits = [ofForm, readVisitCookie(request, parts)].filter((visit) => visit !== undefined);
      const address = addresses.of(request.raw);
      const device = customerDevice(request.headers);
      const isSure = form.success && form.data.here === 'yes' && systemsOf(applets()).length > 0;
      const reason = isSure ? undefined : reasonAgainst(device, applets());
      const place = { device: deviceInWords(device), network: networkInWords(address), at: clock.now() };
      try {
        const seen = reason === undefined ? undefined : await claims.look(typed, { address, visits });
        if (reason !== undefined && seen?.at === 'good') {
          log.info({ sessionId: seen.sessionId }, 'code typed where no support program runs');
          await arrivals.typedElsewhere(seen.sessionId, place);
          const view = { reason, device, applets: applets(), code: seen.code, address: parts.own.publicUrl };
          const [visit] = visits;
          const organisation = await accounts.organisation();
          return reply
            .header('cache-control', 'no-store')
            .type(HTML)
            .send(stillGoodPage({ organisation, ...view, ...(visit === undefined ? {} : { visit }) }));
        }
        const claim = seen?.at === 'used' ? seen.claim : await claims.claim(typed, { address, visits });
        const { pageKey, sessionId } = claim;
        log.info({ sessionId }, 'code claimed');
        if (claim.isNew) await arrivals.codeUsed(sessionId, place);
        // The page that started the download may not have been seen: the browser has just asked for another one.
        shown.delete(sessionId);
        if (visits[0] !== undefined) setVisitCookie(request, reply, visits[0], parts);
        return reply.redirect(`/connect/${pageKey}`, 303);
      } catch (error) {
        if (!(error instanceof ThrowlineError)) throw error;
        log.info({ address, error: error.code }, 'a code was refused');
        void reply.code(ERRORS[error.code].http);
        return connect(request, reply, visits[0], { typed: typed.slice(0, 100), error: error.code });
      }
    });

    const journeySchema = { params: pageParams, querystring: journeyQuery };
    app.get('/connect/:pageKey', { schema: journeySchema }, async (request, reply) => {
      const { pageKey } = request.params;
      const { steps } = request.query;
      const state = await sessionOf(pageKey);
      const device = customerDevice(request.headers);
      const offer = offerFor(device, applets(), steps);
      const isInvited = await storage.invitations.has(state.sessionId);
      const page = journeyPage({
        ...(isInvited ? { arrival: 'invitation' } : {}),
        organisation: state.organisation,
        technicianName: state.owner.name,
        step: stepOf(state),
        startDownload: offer.kind === 'steps' && offer.automatic && startsDownload(state),
        pageUrl: `/connect/${pageKey}`,
        fileNames: fileNamesOf(pageKey),
        device,
        applets: applets(),
        ...(steps === undefined ? {} : { chosen: steps }),
      });
      return reply.type(HTML).send(page);
    });

    // Showing the page uses nothing up, so that mail scanners may look at it and even download: an invitation is used when
    // an applet connects. Each visit starts the download, or the scanner's would be the only one.
    const invitationSchema = { params: z.object({ secret: z.string().max(200) }) };
    app.get('/invitation/:secret', { schema: invitationSchema }, async (request, reply) => {
      const link = secret.safeParse(request.params.secret);
      if (!link.success) throw new ThrowlineError('invitation-invalid');
      const { state, pageKey } = await invitations.open(link.data);
      const page = journeyPage({
        arrival: 'invitation',
        organisation: state.organisation,
        technicianName: state.owner.name,
        step: stepOf(state),
        startDownload: true,
        pageUrl: `/connect/${pageKey}`,
        fileNames: fileNamesOf(pageKey),
        device: customerDevice(request.headers),
        applets: applets(),
      });
      return reply.header('accept-ch', ACCEPTED_HINTS).type(HTML).send(page);
    });

    app.get('/connect/:pageKey/status', { schema: { params: pageParams } }, async (request) => ({
      step: stepOf(await sessionOf(request.params.pageKey)),
    }));

    app.get('/connect/:pageKey/:fileName', { schema: { params: fileParams } }, async (request, reply) => {
      const { pageKey, fileName } = request.params;
      const names = fileNamesOf(pageKey);
      const system = HELPED_SYSTEMS.find((each) => sameText(fileName, names[each]));
      if (system === undefined || applets()[system] === 'none') throw new ThrowlineError('not-found');
      const state = await sessionOf(pageKey);
      if (state.phase === 'closed') throw new ThrowlineError('ticket-invalid');
      const download = parts.applets.download(system);
      if (download === undefined) throw new ThrowlineError('applet-not-built');
      const { sessionId } = state;
      if (await storage.invitations.has(sessionId)) await checkInvitation(state, request.method === 'GET');
      // Nothing is waited for between this and the beginning: many may ask at the same moment.
      if (request.method === 'GET' && (underWay.get(sessionId) ?? 0) >= MAX_DOWNLOADS_AT_ONCE)
        throw new ThrowlineError('too-many-attempts');
      // Who asks for the headers alone, as mail scanners do, makes nobody read the file.
      const contents = request.method === 'GET' ? createReadStream(download.path) : Readable.from([]);
      if (contents instanceof ReadStream) {
        begun(sessionId);
        contents.once('close', () => ended(sessionId));
        // All read, it has been handed to the connection. Neither the file's end nor the response's is told when a quick receiver
        // has hung up by then; that the file is closed, always.
        contents.once('close', () => {
          if (contents.bytesRead < download.bytes) return;
          // A proxy takes it faster than the customer gets it. Then it is known only when the program runs.
          if (parts.proxies.isProxied(request.raw)) return;
          sessions
            .act(sessionId, { actor: { role: 'server' }, command: { type: 'note-download' } })
            .catch((error: unknown) => log.warn({ err: error, sessionId }, 'a download could not be noted'));
        });
      }
      return reply
        .headers({
          'content-length': download.bytes,
          'content-disposition': `attachment; filename="${fileName}"`,
          'content-security-policy': POLICIES.data,
          'x-frame-options': 'SAMEORIGIN',
          'cache-control': 'private, no-store',
          'accept-ranges': 'none',
          // Else nginx would take the whole file at once and keep it in its memory or on its disk.
          'x-accel-buffering': 'no',
        })
        .type('application/octet-stream')
        .send(contents);
    });

    app.get(
      '/assets/:name',
      { schema: { params: z.object({ name: z.string() }) } },
      async (request, reply) => {
        const asset = assets.get(request.params.name);
        if (asset === undefined) throw new ThrowlineError('not-found');
        void reply.headers({ etag: asset.etag, 'cache-control': 'public, max-age=300' });
        if (request.headers['if-none-match'] === asset.etag) return reply.code(304).send();
        return reply.type(asset.contentType).send(asset.body);
      },
    );

    async function checkInvitation(state: SessionState, isCounted: boolean): Promise<void> {
      if (openUntil(state, clock.now()) === undefined) throw new ThrowlineError('ticket-used');
      if (isCounted && !(await storage.invitations.takeDownload(state.sessionId, MAX_DOWNLOADS))) {
        throw new ThrowlineError('too-many-attempts');
      }
    }

    function begun(sessionId: SessionId): void {
      underWay.set(sessionId, (underWay.get(sessionId) ?? 0) + 1);
    }

    function ended(sessionId: SessionId): void {
      const left = (underWay.get(sessionId) ?? 1) - 1;
      if (left > 0) underWay.set(sessionId, left);
      else underWay.delete(sessionId);
    }

    function fileNamesOf(pageKey: Secret): Readonly<Record<AppletSystem, string>> {
      const name = `Support-${brand}-${secrets.ticketOf(pageKey)}`;
      return {
        windows: `${name}.${ENDINGS.windows}`,
        macos: `${name}.${ENDINGS.macos}`,
        linux: `${name}.${ENDINGS.linux}`,
      };
    }

    done();
  };
}

function stepOf(state: SessionState): JourneyStep {
  switch (state.phase) {
    case 'connecting':
      if (state.step.at === 'invited') return state.step.isDownloaded ? 'downloaded' : 'download';
      return state.step.at === 'downloaded' ? 'downloaded' : 'download';
    case 'waiting':
    case 'active':
    case 'closed':
      return state.phase;
  }
}
