import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { InputFrame } from './keyboard.ts';
import { PointerSender, wireButtons } from './pointer.ts';

function sender() {
  const sent: InputFrame[] = [];
  let due: (() => void) | undefined;
  const pointer = new PointerSender(
    (frame) => sent.push(frame),
    (act) => {
      due = act;
      return () => {
        due = undefined;
      };
    },
  );
  const paint = (): void => due?.();
  return { pointer, sent, paint };
}

const at = (x: number, y: number, buttons = 0) => ({ type: 'pointer', x, y, buttons });

test('[CONSOLE-4] of the moves between two pictures only the last one is sent', () => {
  const { pointer, sent, paint } = sender();
  for (let x = 0; x < 10; x += 1) pointer.to({ x, y: 5, buttons: 0 });
  assert.deepEqual(sent, []);
  paint();
  assert.deepEqual(sent, [at(9, 5)]);
});

test('[CONSOLE-4] a button is sent at once, after the move before it', () => {
  const { pointer, sent, paint } = sender();
  pointer.to({ x: 1, y: 1, buttons: 0 });
  pointer.to({ x: 2, y: 2, buttons: 0 });
  pointer.to({ x: 3, y: 3, buttons: 1 });
  pointer.to({ x: 3, y: 3, buttons: 0 });
  assert.deepEqual(sent, [at(2, 2), at(3, 3, 1), at(3, 3, 0)]);
  paint();
  assert.equal(sent.length, 3);
});

test('[CONSOLE-4] a pointer that rests sends nothing', () => {
  const { pointer, sent, paint } = sender();
  pointer.to({ x: 1, y: 1, buttons: 0 });
  paint();
  pointer.to({ x: 1, y: 1, buttons: 0 });
  paint();
  assert.deepEqual(sent, [at(1, 1)]);
});

test('[CONSOLE-5] after letting go, no waiting move is sent, and no button is thought to be down', () => {
  const { pointer, sent, paint } = sender();
  pointer.to({ x: 1, y: 1, buttons: 1 });
  pointer.to({ x: 2, y: 2, buttons: 1 });
  pointer.clear();
  paint();
  pointer.to({ x: 2, y: 2, buttons: 0 });
  paint();
  assert.deepEqual(sent, [at(1, 1, 1), at(2, 2, 0)]);
});

test('[CONSOLE-4] the buttons are put into the order of the wire', () => {
  assert.deepEqual([0, 1, 2, 4, 8, 16, 31].map(wireButtons), [0, 1, 4, 2, 8, 16, 31]);
});
