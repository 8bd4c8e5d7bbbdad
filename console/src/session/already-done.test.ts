import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type CommandId,
  type EventBody,
  fileId,
  type ParticipantCommand,
  randomId,
  requestId,
  type SessionEvent,
  sessionId,
} from '@throwline/protocol';
import { alreadyDone } from './already-done.ts';
import { drafts } from './draft.ts';

const id = (byte: number): string => randomId(new Uint8Array(26).fill(byte));
const SESSION = sessionId.parse(id(1));
const FILE = fileId.parse(id(2));
const QUESTION = requestId.parse(id(3));

const log = (...bodies: EventBody[]): SessionEvent[] =>
  bodies.map((body, index) => ({
    sessionId: SESSION,
    number: index + 1,
    at: 1,
    actor: { role: 'customer' },
    commandId: undefined as CommandId | undefined,
    body,
  }));

const DONE: readonly [ParticipantCommand, Parameters<typeof alreadyDone>[1], EventBody[]][] = [
  [{ type: 'close' }, 'session-closed', []],
  [{ type: 'request-permissions', requestId: QUESTION, permissions: ['view-screen'] }, 'request-pending', []],
  [
    { type: 'withdraw-request', requestId: QUESTION },
    'request-unknown',
    [{ type: 'request-withdrawn', requestId: QUESTION }],
  ],
  [{ type: 'accept-file', fileId: FILE }, 'file-wrong-step', [{ type: 'file-accepted', fileId: FILE }]],
  [{ type: 'decline-file', fileId: FILE }, 'file-wrong-step', [{ type: 'file-declined', fileId: FILE }]],
];

test('[CONSOLE-17] what is done twice is done once, and what happened is said', () => {
  for (const [command, code, events] of DONE) {
    assert.notEqual(alreadyDone(command, code, log(...events)), undefined, command.type);
    assert.equal(alreadyDone(command, 'too-many-messages', []), undefined, command.type);
  }
  // The customer was quicker: that the question was not taken back is true.
  const answered: EventBody = { type: 'permissions-denied', requestId: QUESTION, reason: 'customer' };
  const withdraw = { type: 'withdraw-request', requestId: QUESTION } as const;
  assert.equal(alreadyDone(withdraw, 'request-unknown', log(answered)), undefined);
});

test('[CONSOLE-18] a half-written message is kept for its technician and session, until it is sent or they sign out', () => {
  const kept = new Map([['of another', 'stays']]);
  const tab = drafts({
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, value) => void kept.set(name, value),
    removeItem: (name) => void kept.delete(name),
    key: (index) => [...kept.keys()][index] ?? null,
    get length() {
      return kept.size;
    },
  });
  tab.write('anna', SESSION, 'Hello, this is');
  tab.write('bea', SESSION, 'another');
  assert.equal(tab.read('anna', SESSION), 'Hello, this is');
  tab.write('anna', SESSION, '');
  assert.equal(tab.read('anna', SESSION), '');
  tab.clear();
  assert.deepEqual([...kept], [['of another', 'stays']]);
});
