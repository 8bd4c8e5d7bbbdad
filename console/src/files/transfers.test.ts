import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type FileId, fileId, type ParticipantCommand, randomId, sessionId } from '@throwline/protocol';
import { Value } from '../connection/observable.ts';
import type { Arrival } from '../screen/remote-screen.ts';
import { type Receiver, Transfers } from './transfers.ts';

const id = (byte: number): string => randomId(new Uint8Array(26).fill(byte));
const SESSION = sessionId.parse(id(1));
const [A, B] = [fileId.parse(id(2)), fileId.parse(id(3))];

function setUp() {
  const told: string[] = [];
  const arrivals = new Value<ReadonlyMap<FileId, Arrival>>(new Map());
  const come = (file: FileId, arrival: Arrival): void =>
    arrivals.set(new Map(arrivals.get()).set(file, arrival));
  const receiver: Receiver = {
    arrivals,
    receiveFile: (file) => come(file, { step: 'receiving', received: 0 }),
    dropFile: () => told.push('dropped'),
  };
  const transfers = new Transfers({
    hold: () => {
      told.push('held');
      return { receiver, letGo: () => told.push('let go') };
    },
    command: async (_, command: ParticipantCommand) => void told.push(command.type),
    save: (name) => told.push(`saved ${name}`),
  });
  const want = (file: FileId, name: string): void =>
    transfers.receive({ sessionId: SESSION, fileId: file, name, size: 3 });
  return { told, come, transfers, receiver, want };
}

test('[FILE-7] an accepted file is held by no page: it is saved and confirmed once, when it is whole', () => {
  const { told, come, transfers, want } = setUp();
  want(A, 'a');
  want(A, 'a');
  come(A, { step: 'receiving', received: 2 });
  assert.equal(transfers.isBusy, true);
  come(A, { step: 'here', contents: new Blob(['abc']) });
  come(B, { step: 'receiving', received: 0 });
  want(A, 'a');
  assert.deepEqual(told, ['held', 'let go', 'saved a', 'confirm-file', 'held', 'let go']);
  assert.equal(transfers.isBusy, false);
});

test('[FILE-7] several at once; one that fails, is cancelled or whose session ends is saved by nobody', () => {
  const { told, come, transfers, receiver, want } = setUp();
  want(A, 'a');
  want(B, 'b');
  come(A, { step: 'failed', message: 'damaged' });
  assert.deepEqual(told, ['held', 'held', 'let go', 'cancel-file']);
  transfers.drop(B, receiver);
  assert.deepEqual(told.slice(4), ['dropped', 'let go']);
  const other = setUp();
  other.want(A, 'a');
  other.transfers.end(SESSION);
  other.come(A, { step: 'here', contents: new Blob(['abc']) });
  assert.deepEqual(other.told, ['held', 'let go']);
});
