import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { type AppletFrame, type FileId, MAX_FILE_CHUNK, type ParticipantCommand } from '@throwline/protocol';
import { aFileId } from '../testing/ids.ts';
import { FileDesk } from './file-desk.ts';

function setUp() {
  const commands: ParticipantCommand[] = [];
  const sent: { peer: number; frame: AppletFrame }[] = [];
  const asked: FileId[] = [];
  const progress: number[] = [];
  const failed: string[] = [];
  const desk = new FileDesk({
    command: (command) => commands.push(command),
    send: (peer, frame) => sent.push({ peer, frame }),
    room: async () => undefined,
    askWindow: (fileId) => asked.push(fileId),
    failed: (_, name, code) => failed.push(`${name} ${code}`),
    progress: (_, count) => progress.push(count),
  });
  return {
    desk,
    commands,
    sent,
    asked,
    progress,
    failed,
    settled: () => new Promise((resolve) => setImmediate(resolve)),
  };
}

async function* parts(...buffers: Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* buffers;
}

const FILE = aFileId(1);

test('[FILE-1] no byte leaves before the technician accepts', async () => {
  const { desk, commands, sent, asked } = setUp();
  assert.equal(desk.offer(FILE, 'a.txt', 3), undefined);
  assert.deepEqual(commands, [{ type: 'offer-file', fileId: FILE, name: 'a.txt', size: 3 }]);
  desk.credit(2, FILE, 100);
  const early = await desk.upload(FILE, parts(Buffer.from('abc')));
  assert.deepEqual(early.ok ? early : early.code, 'file-wrong-step');
  desk.accepted(aFileId(2));
  assert.deepEqual([asked, sent], [[], []]);
});

test('[FILE-4] an accepted file goes in chunks, as far as the credit goes, and ends with its hash', async () => {
  const { desk, sent, asked, progress, settled } = setUp();
  const content = Buffer.alloc(200_000, 'throwline ');
  desk.offer(FILE, 'a', content.length);
  desk.accepted(FILE);
  assert.deepEqual(asked, [FILE]);
  desk.credit(2, FILE, 70_000);
  const done = desk.upload(FILE, parts(content.subarray(0, 150_000), content.subarray(150_000)));
  await settled();
  const offsets = () =>
    sent.flatMap(({ frame }) => (frame.type === 'file-chunk' ? [frame.offset + frame.data.length] : []));
  assert.deepEqual(offsets(), [MAX_FILE_CHUNK, 70_000]);
  desk.credit(3, FILE, 1_000_000);
  await settled();
  assert.equal(offsets().at(-1), 70_000);
  desk.credit(2, FILE, 1_000_000);
  assert.deepEqual(await done, { ok: true });
  assert.ok(sent.every(({ peer }) => peer === 2));
  const bytes = Buffer.concat(sent.flatMap(({ frame }) => (frame.type === 'file-chunk' ? [frame.data] : [])));
  assert.ok(bytes.equals(content));
  const end = sent.at(-1)?.frame;
  assert.ok(end?.type === 'file-end');
  assert.deepEqual(Buffer.from(end.sha256), createHash('sha256').update(content).digest());
  assert.equal(progress.at(-1), content.length);
});

test('[FILE-3] an empty file is its hash alone', async () => {
  const { desk, sent } = setUp();
  desk.offer(FILE, 'empty', 0);
  desk.accepted(FILE);
  desk.credit(2, FILE, 1000);
  assert.deepEqual(await desk.upload(FILE, parts()), { ok: true });
  assert.deepEqual(
    sent.map(({ frame }) => frame.type),
    ['file-end'],
  );
});

test('[FILE-3] an empty file waits for a console to receive it', async () => {
  const { desk, sent, settled } = setUp();
  desk.offer(FILE, 'empty', 0);
  desk.accepted(FILE);
  const done = desk.upload(FILE, parts());
  await settled();
  assert.equal(sent.length, 0);
  desk.credit(2, FILE, 0);
  assert.deepEqual(await done, { ok: true });
  assert.equal(sent[0]?.frame.type, 'file-end');
});

test('[FILE-4] more or fewer bytes than offered fail the transfer', async () => {
  for (const length of [2, 4]) {
    const { desk, commands, failed, sent } = setUp();
    desk.offer(FILE, 'a', 3);
    desk.accepted(FILE);
    desk.credit(2, FILE, 1000);
    const result = await desk.upload(FILE, parts(new Uint8Array(length)));
    assert.equal(!result.ok && result.code, 'file-changed');
    assert.deepEqual(failed, ['a file-changed']);
    assert.deepEqual(commands.at(-1), { type: 'cancel-file', fileId: FILE, failed: true });
    assert.ok(sent.every(({ frame }) => frame.type !== 'file-end'));
  }
});

test('[FILE-1] the customer can cancel, waiting or under way', async () => {
  const { desk, commands, settled } = setUp();
  desk.offer(FILE, 'a', 3);
  desk.cancel(FILE);
  desk.cancel(FILE);
  desk.offer(aFileId(2), 'b', 3);
  desk.accepted(aFileId(2));
  const done = desk.upload(aFileId(2), parts(new Uint8Array(3)));
  await settled();
  desk.cancel(aFileId(2));
  assert.equal((await done).ok, false);
  assert.deepEqual(
    commands.filter(({ type }) => type === 'cancel-file'),
    [
      { type: 'cancel-file', fileId: FILE, failed: false },
      { type: 'cancel-file', fileId: aFileId(2), failed: false },
    ],
  );
});

test('[FILE-6] a console or a connection that goes fails what it was receiving, and nothing else, and the window is told why', async () => {
  const { desk, commands, failed, settled } = setUp();
  desk.offer(FILE, 'a', 3);
  desk.offer(aFileId(2), 'b', 3);
  desk.accepted(FILE);
  desk.credit(2, FILE, 1);
  const done = desk.upload(FILE, parts(new Uint8Array(3)));
  await settled();
  desk.left(3);
  desk.left(2);
  const result = await done;
  assert.equal(!result.ok && result.code, 'file-interrupted');
  assert.deepEqual(failed, ['a file-interrupted']);
  assert.deepEqual(
    commands.filter(({ type }) => type === 'cancel-file'),
    [{ type: 'cancel-file', fileId: FILE, failed: true }],
  );
  desk.accepted(aFileId(2));
  const second = desk.upload(aFileId(2), parts(new Uint8Array(3)));
  await settled();
  desk.lost();
  assert.equal((await second).ok, false);
  assert.equal(commands.length, 4);
});

test('ten files at once, no more, and no id twice', () => {
  const { desk } = setUp();
  for (let index = 1; index <= 10; index += 1) assert.equal(desk.offer(aFileId(index), 'f', 1), undefined);
  assert.equal(desk.offer(aFileId(11), 'f', 1), 'too-many-files');
  assert.equal(desk.offer(aFileId(10), 'f', 1), 'file-wrong-step');
  desk.closed(aFileId(10));
  assert.equal(desk.offer(aFileId(11), 'f', 1), undefined);
});
