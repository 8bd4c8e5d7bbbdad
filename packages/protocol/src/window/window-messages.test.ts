import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answer, ask, type Consent, NO_CONSENT } from '../consent/consent.ts';
import { requestId, technicianId } from '../ids.ts';
import type { PendingRequest } from '../session/state.ts';
import { MAX_WINDOW_EVENTS, type WindowUpdate, windowCommand, windowUpdate } from './window-messages.ts';

const id = (letter: string): string => letter.repeat(26);

test('[WINDOW-4] every kind of message from the window is taken, with text cleaned', () => {
  const commands = [
    { type: 'open', token: id('a') },
    { type: 'resume', secret: id('b') },
    { type: 'answer', requestId: id('c'), yes: true },
    { type: 'revoke', permissions: ['view-screen'] },
    { type: 'revoke-all' },
    { type: 'chat', id: id('d'), text: 'Hello' },
    { type: 'offer-file', fileId: id('e'), name: '../../etc/passwd', size: 0 },
    { type: 'cancel-file', fileId: id('e') },
    { type: 'enter-code', code: '123 456' },
    { type: 'ask-privacy', access: 'screen' },
    { type: 'open-privacy', access: 'control' },
    { type: 'open-whole' },
    { type: 'make-small' },
    { type: 'dock', edge: 'bottom' },
    { type: 'scale', ratio: 1.5 },
    { type: 'preferences', preferences: { fontSize: 175, sound: false } },
    { type: 'end' },
  ];
  const taken = commands.map((command) => windowCommand.parse(command));
  assert.deepEqual(
    taken.map((command) => command.type),
    commands.map((command) => command.type),
  );
  const offer = taken.find((command) => command.type === 'offer-file');
  assert.equal(offer?.name, 'passwd');
});

test('[WINDOW-4] what is out of bounds is refused', () => {
  const refused = [
    { type: 'open', token: 'short' },
    { type: 'chat', id: id('d'), text: '' },
    { type: 'chat', id: id('d'), text: 'x'.repeat(4001) },
    { type: 'offer-file', fileId: id('e'), name: 'a', size: 1024 ** 3 + 1 },
    { type: 'offer-file', fileId: id('e'), name: 'a', size: -1 },
    { type: 'offer-file', fileId: id('e'), name: 'a', size: 0.5 },
    { type: 'enter-code', code: '1'.repeat(41) },
    { type: 'revoke', permissions: [] },
    { type: 'revoke', permissions: ['everything'] },
    { type: 'answer', requestId: id('c'), yes: 'true' },
    { type: 'grant', permissions: ['view-screen'] },
    { type: 'dock', edge: 'left' },
    { type: 'scale', ratio: 100 },
    { type: 'preferences', preferences: { fontSize: 10_000, sound: false } },
    { type: 'open-privacy', access: 'x-apple.systempreferences:com.apple.preference.security' },
  ];
  for (const command of refused) assert.equal(windowCommand.safeParse(command).success, false, command.type);
  const events = Array.from({ length: MAX_WINDOW_EVENTS + 1 }, () => ({}));
  assert.equal(windowUpdate.safeParse({ type: 'events', events }).success, false);
});

test('[WINDOW-4] the applet’s consent fits the message as it is', () => {
  const request: PendingRequest = {
    requestId: requestId.parse(id('a')),
    technician: { id: technicianId.parse(id('b')), name: 'Anna' },
    permissions: ['view-screen'],
    minutes: 10,
    requestedAt: 1000,
  };
  const consent: Consent = answer(ask(NO_CONSENT, request), request.requestId, true, 2000);
  const { grants, prompts } = ask(consent, { ...request, requestId: requestId.parse(id('c')) });
  const parsed: WindowUpdate = windowUpdate.parse({ type: 'consent', grants, prompts });
  assert.deepEqual(parsed, { type: 'consent', grants, prompts });
  if (parsed.type !== 'consent') return;
  const back: Consent = parsed;
  assert.equal(back.grants.length, 1);
});
