import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SITUATIONS, technician } from '../testing/sessions.ts';
import { describeEvent, logNames } from './describe.ts';
import { eventBody, forCustomer, type SessionEvent, sessionEvent } from './events.ts';
import { evolve } from './evolve.ts';

const FUTURE = { type: 'note-added', critical: false, text: 'Between technicians', by: ['Anna'] };

/** A future event at the end of a session's log, as it comes over a wire. */
function inLog(body: unknown = FUTURE) {
  const session = SITUATIONS.active();
  const { state } = session;
  assert.ok(state !== undefined);
  const wire = {
    sessionId: session.id,
    number: session.log.length + 1,
    at: 2_000_000,
    actor: technician,
    body,
  };
  return { session, state, wire };
}

/** What the next program reads of an event that this one hands on. */
const handedOn = (event: SessionEvent): SessionEvent => sessionEvent.parse(JSON.parse(JSON.stringify(event)));

test('[SESSION-15] an unknown event that is not critical takes its number and changes nothing', () => {
  const { state, wire } = inLog();
  const event = sessionEvent.parse(wire);
  const after = evolve(state, event);
  assert.deepEqual(after, { ...state, lastNumber: wire.number, lastActivityAt: wire.at });
  assert.match(describeEvent(event, 'customer', logNames([event])), /cannot describe/);
});

test('[SESSION-15] it is handed on as it came, over any number of programs', () => {
  const event = sessionEvent.parse(inLog().wire);
  assert.deepEqual(event.body, { type: 'unknown', original: FUTURE });
  assert.deepEqual(handedOn(handedOn(event)), event);
});

test('[SESSION-15] who knows it reads it, though it came through one who does not', () => {
  const chat = { type: 'chat-sent', text: 'Hello', critical: false };
  assert.deepEqual(eventBody.parse({ type: 'unknown', original: chat }), {
    type: 'chat-sent',
    text: 'Hello',
  });
});

test('[SESSION-15] to customers goes its type alone: the rest may be between technicians', () => {
  const event = handedOn(forCustomer(sessionEvent.parse(inLog().wire)));
  assert.deepEqual(event.body, {
    type: 'unknown',
    original: { type: 'note-added', critical: false },
  });
});

for (const [what, body] of [
  ['critical', { type: 'note-added' }],
  ['said to be critical', { ...FUTURE, critical: true }],
  ['without a type', { critical: false }],
  ['longer than any event', { ...FUTURE, text: 'x'.repeat(30_000) }],
  ['a known one that is broken, in passing', { type: 'unknown', original: { type: 'chat-sent' } }],
  ['wrapped twice', { type: 'unknown', original: { type: 'unknown', original: FUTURE } }],
] as const) {
  test(`[SESSION-15] an unknown event that is ${what} is refused`, () => {
    assert.equal(sessionEvent.safeParse(inLog(body).wire).success, false);
  });
}

test('[SESSION-15] a log cannot begin with one, and nothing follows closing', () => {
  const { wire } = inLog();
  const first = sessionEvent.parse({ ...wire, number: 1 });
  assert.throws(() => evolve(undefined, first), { code: 'log-gap' });
  const closed = SITUATIONS.closed();
  const late = sessionEvent.parse({ ...wire, sessionId: closed.id, number: closed.log.length + 1 });
  assert.throws(() => evolve(closed.state, late), { code: 'log-gap' });
});
