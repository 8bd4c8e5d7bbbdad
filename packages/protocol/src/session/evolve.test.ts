import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  DEFAULT_TIMEOUTS,
  describeEvent,
  displayStatus,
  evolve,
  fold,
  isGranted,
  logNames,
  sessionEvent,
  timeOutAt,
} from '../index.ts';
import {
  anna,
  customer,
  newFileId,
  newRequestId,
  SITUATIONS,
  server,
  technician,
} from '../testing/sessions.ts';

test('[SESSION-1] a state is the fold of its log, and survives JSON', () => {
  const session = SITUATIONS.active();
  const requestId = newRequestId();
  const fileId = newFileId();
  session.all(
    [server, { type: 'connect-technician', technician: anna }],
    [technician, { type: 'request-permissions', requestId, permissions: ['control-input'], minutes: 5 }],
    [customer, { type: 'answer-request', requestId, answer: 'granted' }],
    [customer, { type: 'offer-file', fileId, name: 'a.txt', size: 3 }],
    [technician, { type: 'accept-file', fileId }],
  );
  const wire: unknown = JSON.parse(JSON.stringify(session.log));
  const log = sessionEvent.array().parse(wire);
  assert.deepEqual(fold(log), session.state);
  assert.deepEqual(fold(log.slice(4), fold(log.slice(0, 4))), session.state);
});

test('[SESSION-1] a gap, a repeat and a foreign event are refused', () => {
  const { log, state } = SITUATIONS.active();
  const last = log.at(-1);
  assert.ok(state && last);
  assert.throws(() => evolve(state, last), { code: 'log-gap' });
  assert.throws(() => evolve(state, { ...last, number: last.number + 2 }), { code: 'log-gap' });
  const chat = { type: 'chat-sent', text: 'x' } as const;
  const foreign = { ...last, number: last.number + 1, sessionId: SITUATIONS.none().id, body: chat };
  assert.throws(() => evolve(state, foreign), { code: 'log-gap' });
});

test('[SESSION-2] an event that does not fit the phase is refused', () => {
  const session = SITUATIONS.waiting();
  const number = session.log.length + 1;
  const requestId = newRequestId();
  const body = { type: 'permissions-granted' as const, requestId, permissions: ['view-screen' as const] };
  const forged = { sessionId: session.id, number, at: 1, actor: customer, body };
  assert.throws(() => evolve(session.state, forged), { code: 'log-gap' });
});

test('[SESSION-2] nothing is granted once a session is closed', () => {
  const { state, now } = SITUATIONS.closed();
  assert.equal(isGranted(state, 'view-screen', now), false);
});

test('[SESSION-9] reconnecting for five minutes, then offline', () => {
  const { state, now } = SITUATIONS['applet away']();
  assert.ok(state);
  assert.equal(displayStatus(state, now + 299_999), 'reconnecting');
  assert.equal(displayStatus(state, now + 300_000), 'offline');
});

test('[SESSION-8] each phase has its time-out, counted from the right moment', () => {
  const at = (name: keyof typeof SITUATIONS, viewed = 0): number | undefined => {
    const { state } = SITUATIONS[name]();
    assert.ok(state);
    return timeOutAt(state, DEFAULT_TIMEOUTS, viewed);
  };
  assert.equal(at('code made'), 1_900_000);
  assert.equal(at('code claimed'), 1_000_000 + 1_800_000);
  assert.equal(at('waiting'), undefined);
  assert.equal(at('active'), 1_000_000 + 3_600_000);
  assert.equal(at('active', 5_000_000), 5_000_000 + 3_600_000);
  assert.equal(at('applet away'), 1_000_000 + 3_600_000);
  assert.equal(at('closed'), undefined);
});

test('[MAIL-6] an invitation’s log tells the customer neither why a message failed nor where it went', () => {
  const session = SITUATIONS.invited().all(
    [server, { type: 'note-invitation-failed', reason: 'sign-in-refused' }],
    [server, { type: 'note-invitation-sent' }],
    [server, { type: 'note-download' }],
    [server, { type: 'time-out' }],
  );
  const lines = (reader: 'customer' | 'technician') =>
    session.log.map((event) => describeEvent(event, reader, logNames(session.log)));
  assert.deepEqual(lines('customer'), [
    'Anna from Helpdesk invited you to this session with a link.',
    'The invitation could not be sent by email.',
    'The invitation was sent by email.',
    'The support program was downloaded through the link.',
    'The invitation was not used in time.',
  ]);
  assert.equal(
    lines('technician')[1],
    'The invitation could not be sent by email: the mail server does not accept the sign-in: the user name or password is wrong, or it does not allow passwords.',
  );
});

test('every kind of event is a plain sentence for both readers', () => {
  const session = SITUATIONS.active();
  const requestId = newRequestId();
  const fileId = newFileId();
  session.all(
    [technician, { type: 'request-permissions', requestId, permissions: ['control-input'], minutes: 10 }],
    [customer, { type: 'answer-request', requestId, answer: 'granted' }],
    [customer, { type: 'revoke-permissions', permissions: ['view-screen'] }],
    [customer, { type: 'offer-file', fileId, name: 'a.txt', size: 1500 }],
    [technician, { type: 'decline-file', fileId }],
    [customer, { type: 'close' }],
  );
  const names = logNames(session.log);
  const lines = session.log.map((event) => describeEvent(event, 'customer', names));
  assert.deepEqual(lines, [
    'Anna from Helpdesk made the code for this session.',
    'You typed the code.',
    'You downloaded the support program.',
    'The support program connected.',
    'Anna started the session.',
    'Anna asked to see the screen, control mouse and keyboard for 10 minutes.',
    'You answered Yes: see the screen, control mouse and keyboard for 10 minutes.',
    'You took back permission: see the screen, control mouse and keyboard.',
    'You offered the file “a.txt” (1.5 KB).',
    'Anna declined the file “a.txt”.',
    'You ended the session.',
  ]);
  for (const event of session.log) assert.match(describeEvent(event, 'technician', names), /\.$/);
});
