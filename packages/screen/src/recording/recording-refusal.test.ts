import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstDifference } from '../../testing/expected.ts';
import { mutate } from '../../testing/mutate.ts';
import { createScreen, drawPhoto, drawText, seeded } from '../../testing/screens.ts';
import { createSender } from '../../testing/sender.ts';
import { decompress } from '../../testing/zstd.ts';
import { DecodeError } from '../decode-error.ts';
import { ENCODING, maxBodyBytes, maxUpdateBytes } from '../format.ts';
import { playRecording } from './player.ts';
import { readRecording } from './read-recording.ts';
import { createRecorder } from './recorder.ts';
import { RecordingError, type RecordingErrorCode } from './recording-error.ts';
import { ENTRY, RECORDING_HEAD } from './recording-format.ts';

const MOST = { maxWidth: 160, maxHeight: 160 };
const ROUNDS = 4_000;

/** Text, a picture on it, a scroll, and a screen of another size. */
function sample(): Uint8Array {
  const pieces: Uint8Array[] = [];
  const recorder = createRecorder({ write: (bytes) => pieces.push(bytes) });
  const sender = createSender(false);
  let at = 0;
  const send = (screen: ReturnType<typeof createScreen>) => {
    sender.take(screen);
    const update = sender.stream.encode();
    if (update !== undefined) recorder.add(at, update);
    at += 33;
  };
  const wide = createScreen(150, 100);
  drawText(wide);
  send(wide);
  drawPhoto(wide, { x: 60, y: 20, width: 66, height: 60 });
  send(wide);
  wide.pixels.copyWithin(0, 7 * wide.width);
  send(wide);
  const high = createScreen(100, 150);
  drawText(high, 9);
  send(high);
  assert.equal(pieces.length, 5);
  return new Uint8Array(Buffer.concat(pieces));
}

const recording = sample();
const entries = [...readRecording(recording, MOST)];

/** Plays as far as it goes; gives how many entries that was, the last picture, and why it ended there. */
function play(bytes: Uint8Array) {
  let played = 0;
  let picture = new Uint8ClampedArray();
  try {
    for (const { pixels } of playRecording(bytes, { decompress, ...MOST })) {
      played++;
      picture = pixels.slice();
    }
  } catch (error) {
    assert.ok(error instanceof RecordingError, `${error}`);
    return { played, picture, error };
  }
  return { played, picture, error: undefined };
}

/** The sample with some bytes written over. */
function patched(at: number, ...bytes: readonly number[]): Uint8Array {
  const copy = recording.slice();
  copy.set(bytes, at);
  return copy;
}

const second = entries[1]?.offset ?? 0;
const third = entries[2]?.offset ?? 0;
const tooLong = maxUpdateBytes(MOST.maxWidth, MOST.maxHeight) + 1;
const lengthOf = (bytes: number) => [bytes & 0xff, (bytes >> 8) & 0xff, (bytes >> 16) & 0xff, bytes >>> 24];

const refusals: readonly (readonly [string, Uint8Array, RecordingErrorCode, number, number])[] = [
  ['nothing at all', new Uint8Array(), 'truncated', 0, 0],
  ['something else', new TextEncoder().encode('RIFF????WEBP'), 'not-a-recording', 0, 0],
  ['something else that is short', Uint8Array.of(0x54, 0x4d), 'not-a-recording', 0, 0],
  ['a format to come', patched(RECORDING_HEAD.format, 2), 'unknown-format', 0, 0],
  [
    'a format to come, all of it that there is',
    patched(RECORDING_HEAD.format, 0).subarray(0, 5),
    'unknown-format',
    0,
    0,
  ],
  ['an unknown entry', patched(second, 2), 'unknown-entry', second, 1],
  [
    'an unknown entry of which only this is there',
    patched(second, 0).subarray(0, second + 1),
    'unknown-entry',
    second,
    1,
  ],
  ['an entry too long', patched(second + ENTRY.bytes, ...lengthOf(tooLong)), 'oversized', second, 1],
  ['an entry of 4 GB', patched(second + ENTRY.bytes, 255, 255, 255, 255), 'oversized', second, 1],
  ['an entry earlier than the last', patched(third + ENTRY.at, 32), 'time-reversed', third, 2],
  ['an update of no bytes', patched(second + ENTRY.bytes, 0, 0, 0, 0), 'bad-update', second, 1],
  ['an update that is refused', patched(second + ENTRY.data, 99), 'bad-update', second, 1],
  ['bytes behind the last entry', Uint8Array.of(...recording, 0), 'unknown-entry', recording.length, 4],
];

for (const [name, bytes, code, offset, before] of refusals) {
  test(`[SCREEN-18] refused, and what stands before it is played: ${name}`, () => {
    const { played, error } = play(bytes);
    assert.deepEqual([error?.code, error?.offset, played], [code, offset, before]);
  });
}

test("[SCREEN-18] an update's own error is told as the cause", () => {
  const { cause } = play(patched(second + ENTRY.data, 99)).error ?? {};
  assert.ok(cause instanceof DecodeError);
  assert.equal(cause.code, 'unknown-version');
});

test('[SCREEN-18] a lossy update is refused', () => {
  const head = [0x54, 0x4c, 0x52, 0x1a, 1, 1, 0, 0, 0, 0];
  const first = [1, 1, 16, 0, 16, 0, 0, 0, 0, 0];
  const lossy = [3, 0, 16, 0, 16, 0, 12, 0, 0, 0, ENCODING.lossy, 0, 0, 0, 0, 16, 0, 16, 0, 1, 2, 3];
  const bytes = Uint8Array.of(...head, 10, 0, 0, 0, ...first, 1, 9, 0, 0, 0, 22, 0, 0, 0, ...lossy);
  const { played, error } = play(bytes);
  assert.deepEqual([played, error?.code], [1, 'bad-update']);
  assert.ok(error?.cause instanceof DecodeError && error.cause.code === 'unknown-encoding');
});

test('[SCREEN-18] cut at any byte it is truncated, but between entries; every whole entry is played', () => {
  const ends = [RECORDING_HEAD.size, ...entries.slice(1).map(({ offset }) => offset), recording.length];
  for (let length = 0; length <= recording.length; length += length < 40 ? 1 : 13) {
    const { played, error } = play(recording.subarray(0, length));
    assert.equal(played, Math.max(0, ends.filter((end) => end <= length).length - 1));
    assert.equal(error?.code, ends.includes(length) ? undefined : 'truncated', `at ${length}`);
  }
  for (const end of ends) assert.equal(play(recording.subarray(0, end)).error, undefined);
});

test('[SCREEN-18] a mutated recording is played up to some entry, within the bounds, and no further', () => {
  const random = seeded(20274);
  const limit = maxBodyBytes(MOST.maxWidth, MOST.maxHeight);
  let whole = 0;
  let broken = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const bytes = mutate(recording, random);
    let played = 0;
    try {
      for (const { width, height, update, at } of playRecording(bytes, {
        ...MOST,
        decompress(content, size) {
          assert.ok(size > 0 && size <= limit);
          return decompress(content, size);
        },
      })) {
        played++;
        assert.ok(width <= MOST.maxWidth && height <= MOST.maxHeight && at >= 0);
        // A view of the recording: an entry's bytes are never copied before they are looked at.
        assert.equal(update.buffer, bytes.buffer);
      }
      whole++;
    } catch (error) {
      assert.ok(error instanceof RecordingError, `${error}`);
      assert.ok(error.offset <= bytes.length);
      broken++;
    }
    assert.ok(played <= bytes.length / ENTRY.data);
  }
  // Either alone would mean that nothing was tested.
  assert.ok(whole > 0 && broken > 0, `${whole} played, ${broken} refused`);
});

test('[SCREEN-18] entries before a broken one leave the picture that they always leave', () => {
  const expected = play(recording.subarray(0, third)).picture;
  const { played, picture } = play(patched(third, 7));
  assert.equal(played, 2);
  assert.equal(firstDifference(picture, expected), undefined);
});
