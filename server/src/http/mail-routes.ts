import {
  errorResponse,
  mailResponse,
  mailSettingsResponse,
  setMailRequest,
  testMailResponse,
} from '@throwline/protocol';
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { callerOf } from './access.ts';
import type { HttpParts } from './parts.ts';

const failed = { '4xx': errorResponse, '5xx': errorResponse } as const;

/** The mail server: whether there is one, and for administrators which. */
export function mailRoutes(parts: HttpParts): FastifyPluginCallbackZod {
  const { log, mailQueue, mailSettings, testMail } = parts;
  return (app, _options, done) => {
    app.get(
      '/mail',
      {
        config: { access: 'technician' },
        schema: { summary: 'Whether the server can send mail', response: { 200: mailResponse, ...failed } },
      },
      async () => ({ canSend: await mailSettings.canSend() }),
    );
    app.get(
      '/mail/settings',
      {
        config: { access: 'administrator' },
        schema: {
          summary: 'The mail server, without its password',
          response: { 200: mailSettingsResponse, ...failed },
        },
      },
      async () => mailSettings.show(),
    );
    app.put(
      '/mail/settings',
      {
        config: { access: 'administrator' },
        schema: {
          summary: 'Set the mail server; what waits is tried again at once',
          body: setMailRequest,
          response: { 200: mailSettingsResponse, ...failed },
        },
      },
      async (request) => {
        await mailSettings.set(request.body);
        await mailQueue.hurry();
        log.info({ technicianId: callerOf(request).technician.id }, 'the mail server was set');
        return mailSettings.show();
      },
    );
    app.delete(
      '/mail/settings',
      {
        config: { access: 'administrator' },
        schema: {
          summary: 'Remove the mail server and its password',
          response: { 200: mailSettingsResponse, ...failed },
        },
      },
      async (request) => {
        await mailSettings.remove();
        log.info({ technicianId: callerOf(request).technician.id }, 'the mail server was removed');
        return mailSettings.show();
      },
    );
    app.post(
      '/mail/settings/test',
      {
        config: { access: 'administrator' },
        schema: {
          summary: 'Send a test message to the caller’s own address',
          response: { 200: testMailResponse, ...failed },
        },
      },
      async (request) => testMail.send(callerOf(request).technician),
    );
    done();
  };
}
