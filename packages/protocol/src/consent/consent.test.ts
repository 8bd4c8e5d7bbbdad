import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  allows,
  allowsInput,
  answer,
  ask,
  expired,
  NO_CONSENT,
  type PendingRequest,
  revoke,
  revokeAll,
  unanswered,
  withdraw,
  withNeeded,
} from '../index.ts';
import { anna, newRequestId } from '../testing/sessions.ts';

const NOW = 50_000;
const request = (minutes?: number): PendingRequest => ({
  requestId: newRequestId(),
  technician: anna,
  permissions: withNeeded(['control-input']),
  requestedAt: NOW,
  ...(minutes === undefined ? {} : { minutes }),
});

test('[CONSENT-1] nothing is allowed before a Yes, nor after a No', () => {
  const question = request();
  const asked = ask(NO_CONSENT, question);
  assert.equal(allows(asked, 'view-screen', NOW), false);
  const denied = answer(asked, question.requestId, false, NOW);
  assert.equal(allows(denied, 'view-screen', NOW), false);
  assert.equal(denied.prompts.length, 0);
});

test('[CONSENT-2] a Yes to a question that was never asked, or was withdrawn, grants nothing', () => {
  const question = request();
  assert.deepEqual(answer(NO_CONSENT, question.requestId, true, NOW), NO_CONSENT);
  const withdrawn = withdraw(ask(NO_CONSENT, question), question.requestId);
  assert.deepEqual(answer(withdrawn, question.requestId, true, NOW), NO_CONSENT);
});

test('[CONSENT-4] while a question is open no input acts, though it is granted', () => {
  const first = request();
  const granted = answer(ask(NO_CONSENT, first), first.requestId, true, NOW);
  assert.equal(allowsInput(granted, NOW), true);
  const second = request();
  const asked = ask(granted, second);
  assert.equal(allowsInput(asked, NOW), false);
  assert.equal(allows(asked, 'view-screen', NOW), true);
  assert.equal(allowsInput(answer(asked, second.requestId, false, NOW), NOW), true);
});

test('[CONSENT-6] a question is unanswered after 60 s', () => {
  const asked = ask(NO_CONSENT, request());
  assert.equal(unanswered(asked, NOW + 59_999).length, 0);
  assert.equal(unanswered(asked, NOW + 60_000).length, 1);
});

test('[CONSENT-8] a timed grant ends by itself', () => {
  const question = request(10);
  const granted = answer(ask(NO_CONSENT, question), question.requestId, true, NOW);
  assert.equal(allowsInput(granted, NOW + 599_999), true);
  assert.equal(allowsInput(granted, NOW + 600_000), false);
  assert.deepEqual(expired(granted, NOW + 600_000), ['view-screen', 'control-input']);
});

test('[CONSENT-9] taking back sight takes back control; control alone can go', () => {
  const question = request();
  const granted = answer(ask(NO_CONSENT, question), question.requestId, true, NOW);
  const viewOnly = revoke(granted, ['control-input']);
  assert.equal(allows(viewOnly, 'view-screen', NOW), true);
  assert.equal(allowsInput(viewOnly, NOW), false);
  assert.equal(revoke(granted, ['view-screen']).grants.length, 0);
});

test('[CONSENT-10] the large X leaves neither grant nor question', () => {
  assert.deepEqual(revokeAll(), { grants: [], prompts: [] });
});
