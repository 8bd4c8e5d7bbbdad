import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  commandId,
  type Removal,
  ThrowlineError,
  type WindowUpdate,
  windowUpdate,
} from '@throwline/protocol';
import { bothGranted, consent, LAST_ACTIVE, nextEvent, SCENES } from './dev/scenes.ts';
import { type Happening, nextState, type SessionView, type WindowState } from './session-store.ts';

function after(updates: readonly WindowUpdate[], from: WindowState = { view: 'opening' }): WindowState {
  return updates.reduce((state, update) => nextState(state, { type: 'update', update }), from);
}

function session(updates: readonly WindowUpdate[]): SessionView {
  const state = after(updates);
  assert.equal(state.view, 'session');
  if (state.view !== 'session') throw new Error('unreachable');
  return state;
}

const events = (...list: unknown[]): WindowUpdate => windowUpdate.parse({ type: 'events', events: list });
const id = commandId.parse('c'.repeat(26));

test('[WINDOW-5] the log can neither ask nor grant: only the applet’s consent does', () => {
  const requestId = 'r'.repeat(26);
  const asked = nextEvent(LAST_ACTIVE, 'anna', {
    type: 'permissions-requested',
    requestId,
    permissions: ['view-screen'],
  });
  const granted = nextEvent(LAST_ACTIVE + 1, 'customer', {
    type: 'permissions-granted',
    requestId,
    permissions: ['view-screen'],
  });
  const state = session([...SCENES.active(), events(asked, granted)]);
  assert.equal(state.session?.lastNumber, LAST_ACTIVE + 2);
  assert.deepEqual(state.grants, []);
  assert.deepEqual(state.prompts, []);
  const told = after([consent(bothGranted(), [])], state);
  assert.equal(told.view === 'session' && told.grants.length, 2);
});

test('[WINDOW-6] a message is shown as sending until the log has it, or with the reason why not', () => {
  const written: Happening = { type: 'chat-written', id, text: 'Hello' };
  const state = nextState(session(SCENES.active()), written);
  assert.equal(state.view === 'session' && state.unsent.length, 1);
  const event = {
    ...nextEvent(LAST_ACTIVE, 'customer', { type: 'chat-sent', text: 'Hello' }),
    commandId: id,
  };
  const sent = after([events(event)], state);
  assert.deepEqual(sent.view === 'session' && sent.unsent, []);
  const refusal = windowUpdate.parse({ type: 'rejected', code: 'log-full', message: 'Full.', about: id });
  const refused = after([refusal], state);
  assert.deepEqual(refused.view === 'session' && refused.unsent, [{ id, text: 'Hello', failed: 'Full.' }]);
});

test('[WINDOW-6] a hello starts over with the log but keeps what is not sent yet', () => {
  const state = nextState(session(SCENES.granted()), { type: 'chat-written', id, text: 'Hello' });
  const lost = nextState(state, { type: 'link-lost' });
  assert.equal(lost.view === 'session' && lost.link, 'lost');
  const back = after(SCENES.active(), lost);
  assert.equal(back.view, 'session');
  if (back.view !== 'session') return;
  assert.equal(back.link, 'open');
  assert.equal(back.events.length, LAST_ACTIVE);
  assert.equal(back.unsent.length, 1);
  assert.deepEqual(back.grants, []);
});

test('[WINDOW-6] events that are there already are left out, and a gap is an error', () => {
  const state = session(SCENES.active());
  const first = state.events[0];
  assert.deepEqual(after([events(first)], state), state);
  const far = nextEvent(LAST_ACTIVE + 5, 'customer', { type: 'chat-sent', text: 'x' });
  assert.throws(() => after([events(far)], state), ThrowlineError);
});

test('[WINDOW-7] after the goodbye nothing is granted, and what is removed is said when it is so', () => {
  const over = after(SCENES.over());
  assert.deepEqual(over.view === 'over' && over.removal, { state: 'removing' });
  const removed = after([{ type: 'removed', left: '/tmp/x' }], over);
  assert.deepEqual(removed.view === 'over' && removed.removal, { state: 'removed', left: '/tmp/x' });
  assert.deepEqual(nextState(removed, { type: 'link-lost' }), removed);
  assert.deepEqual(nextState(removed, { type: 'link-gone', reason: 'gone' }), removed);
});

test('[WINDOW-7] where nobody is left to tell, a closed socket means that all is removed; a window that goes with the program waits', () => {
  const goodbye = (removal: Removal) =>
    after([{ type: 'goodbye', outcome: 'closed-by-customer', removal }], session(SCENES.active()));
  const untold = nextState(goodbye('untold'), { type: 'link-lost' });
  assert.deepEqual(untold.view === 'over' && untold.removal, { state: 'removed' });
  const own = nextState(goodbye('when-closed'), { type: 'link-lost' });
  assert.deepEqual(own.view === 'over' && own.removal, { state: 'when-closed' });
});

test('[WINDOW-7] a support program that vanished without a goodbye leaves the log', () => {
  const gone = nextState(session(SCENES.granted()), { type: 'link-gone', reason: 'gone' });
  assert.equal(gone.view, 'lost');
  assert.equal(gone.view === 'lost' && gone.events.length, LAST_ACTIVE);
});
