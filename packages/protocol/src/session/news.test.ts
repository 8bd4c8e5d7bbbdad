import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  anna,
  bert,
  customer,
  newFileId,
  newRequestId,
  SITUATIONS,
  server,
  shared,
  technician,
} from '../testing/sessions.ts';
import { NO_NEWS } from './news.ts';

test('[CALL-2] a session counts who wrote, what was offered and what the customer took back', () => {
  const session = shared(SITUATIONS.active());
  assert.deepEqual(session.state?.news, NO_NEWS);
  const colleague = { role: 'technician', technician: bert } as const;
  session.all(
    [customer, { type: 'send-chat', text: 'Hello??' }],
    [technician, { type: 'send-chat', text: 'Here I am' }],
    [colleague, { type: 'send-chat', text: 'Me too' }],
    [customer, { type: 'send-chat', text: 'Good' }],
    [customer, { type: 'offer-file', fileId: newFileId(), name: 'a.txt', size: 1 }],
    [server, { type: 'disconnect-applet' }],
  );
  assert.deepEqual(session.state?.news, {
    chat: [
      { by: 'customer', count: 2 },
      { by: anna.id, count: 1 },
      { by: bert.id, count: 1 },
    ],
    files: 1,
    takenBack: 0,
  });
});

test('[CALL-2] only what the customer takes back counts, not what ran out or was given back', () => {
  const session = SITUATIONS.active();
  const ask = (): void => {
    const requestId = newRequestId();
    session.all(
      [technician, { type: 'request-permissions', requestId, permissions: ['view-screen'] }],
      [customer, { type: 'answer-request', requestId, answer: 'granted' }],
    );
  };
  ask();
  session.all([technician, { type: 'revoke-permissions', permissions: ['view-screen'] }]);
  ask();
  session.all([customer, { type: 'expire-permissions', permissions: ['view-screen'] }]);
  assert.equal(session.state?.news.takenBack, 0);
  ask();
  session.all([customer, { type: 'revoke-permissions', permissions: ['view-screen'] }]);
  assert.equal(session.state?.news.takenBack, 1);
  session.all([customer, { type: 'close' }]);
  assert.equal(session.state?.news.takenBack, 1);
});
